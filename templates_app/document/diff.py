"""What changed between two documents, block by block, in sentences for people."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from .blocks import Block, Document
from .sentences import Change, What, changed, described, subject, the


def diff(old: Document, new: Document) -> tuple[Change, ...]:
    """The changes in the order of the later source, what was removed where it used to stand.

    Both documents must call what is the same block by the same id (`reconcile`). Never empty
    when the sources differ in more than white space.
    """
    if old.source == new.source:
        return ()
    changes = tuple(_Diff(old, new).changes())
    if changes or "".join(old.source.split()) == "".join(new.source.split()):
        return changes
    first = new.roots[0] if new.roots else None
    sentence = "The source changed where no block stands."
    return (Change(What.OTHER, first.id if first else "", first.label if first else "", sentence),)


class _Diff:
    def __init__(self, old: Document, new: Document) -> None:
        self.old, self.new = old, new
        self.moved = self.moved_among_siblings()

    def changes(self) -> Iterator[Change]:
        gone = self.removed_after()
        yield from gone.get("", ())
        for block in self.new.blocks:
            before = self.old.by_id.get(block.id)
            if before is None:
                yield from self.added(block)
            else:
                yield from self.moves(before, block)
                yield from changed(self.old, before, self.new, block)
            yield from gone.get(block.id, ())

    def removed_after(self) -> dict[str, list[Change]]:
        """What was removed, by the block that still stands before it."""
        found: dict[str, list[Change]] = {}
        last = ""
        for block in self.old.blocks:
            if block.id in self.new.by_id:
                last = block.id
            else:
                found.setdefault(last, []).extend(self.removed(block))
        return found

    def removed(self, block: Block) -> Iterator[Change]:
        parent = self.old.parent(block)
        if parent is not None and parent.id not in self.new.by_id:
            return  # it went with what held it
        kept = [one for one in self.old.within(block) if one.id in self.new.by_id]
        if kept:
            sentence = f"The {block.kind} around {_some(kept)} was taken away."
        else:
            place = _place(self.old, parent)
            sentence = f"{subject(block)} was removed{f' from {place}' if place else ''}."
        yield Change(What.REMOVED, block.id, block.label, sentence)

    def added(self, block: Block) -> Iterator[Change]:
        parent = self.new.parent(block)
        if parent is not None and parent.id not in self.old.by_id:
            return  # it came with what holds it
        kept = [one for one in self.new.within(block) if one.id in self.old.by_id]
        shown = f", {described(block.around)}" if block.around else ""
        if kept and not self.came_in(block, kept[0]):
            sentence = f"{_a(block.kind)} was put around {_some(kept)}{shown}."
        else:
            name = block.label if block.label.endswith("”") else block.kind
            place = _place(self.new, parent)
            sentence = f"{_a(name)} was added{f' to {place}' if place else ''}{shown}."
        yield Change(What.ADDED, block.id, block.label, sentence)

    def came_in(self, block: Block, kept: Block) -> bool:
        """Whether a new block's oldest content came from elsewhere."""
        return self.old.by_id[kept.id].parent != block.parent

    def moves(self, before: Block, block: Block) -> Iterator[Change]:
        if before.parent != block.parent:
            above, now = self.old.parent(before), self.new.parent(block)
            wrapped = now is not None and now.id not in self.old.by_id
            freed = above is not None and above.id not in self.new.by_id
            if (wrapped and now is not None and now.parent == before.parent) or (
                freed and above is not None and above.parent == block.parent
            ):
                return  # said of what was put around it, or taken away
            came, went = _place(self.old, above), _place(self.new, now)
            sentence = f"{subject(block)} moved from {came or 'the body'} to {went or 'the body'}."
        elif block.id in self.moved:
            place = _place(self.new, self.new.parent(block))
            where = f" in {place}" if place else ""
            sentence = f"{subject(block)} moved {self.moved[block.id]}{where}."
        else:
            return
        yield Change(What.MOVED, block.id, block.label, sentence)

    def moved_among_siblings(self) -> dict[str, str]:
        """Block id → "up" or "down", for as few blocks as explain the new order."""
        found = {}
        for parent in self.new.blocks:
            before = self.old.by_id.get(parent.id)
            if before is None or before.children == parent.children:
                continue
            place = {child: number for number, child in enumerate(before.children)}
            stayed = [child for child in parent.children if child in place]
            order = [place[child] for child in stayed]
            fixed = _longest_rising(order)
            ranks = {number: rank for rank, number in enumerate(sorted(order))}
            for rank, child in enumerate(stayed):
                if place[child] not in fixed:
                    found[child] = "up" if rank < ranks[place[child]] else "down"
        return found


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The longest subsequence that rises, by patience sorting."""
    tops: list[int] = []
    below: dict[int, int | None] = {}
    for number in numbers:
        pile = bisect_left(tops, number)
        below[number] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [number]
    found: set[int] = set()
    at = tops[-1] if tops else None
    while at is not None:
        found.add(at)
        at = below[at]
    return found


def _some(blocks: Sequence[Block]) -> str:
    """The first, and how many stand beside it."""
    beside = sum(block.parent == blocks[0].parent for block in blocks) - 1
    return f"{the(blocks[0])} and {beside} more" if beside else the(blocks[0])


def _a(name: str) -> str:
    vowel = name[0].lower() in "aeiou" or name.startswith("HTML")
    return f"{'An' if vowel else 'A'} {name}"


def _place(document: Document, block: Block | None) -> str:
    """Such as "column 1 of the section “Offers”"; "" for the body."""
    if block is None or block.kind in {"body", "email"}:
        return ""
    if block.kind == "head":
        return "the head"
    above = "" if block.label.endswith("”") else _place(document, document.parent(block))
    return f"{the(block)} of {above}" if above else the(block)
