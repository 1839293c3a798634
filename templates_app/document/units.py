"""What moves with a block, and where between blocks another may be put."""

import re
from dataclasses import dataclass

from .blocks import Around, Block, Document
from .patches import Splice
from .refusals import Reason, Refused

LOCK_OPENING = "{% comment %}lock:"
LOCK = re.compile(r"\{% comment %\}lock:(?P<value>[^{}%]*)\{% endcomment %\}\s*")
_LONGEST_LOCK = 300  # characters from the start of its comment to its block
_SPACE = re.compile(r"\s*\Z")


def found(document: Document, block_id: str) -> Block:
    """Raises Refused when the block is not there."""
    block = document.by_id.get(block_id)
    if block is None:
        raise Refused(
            Reason.GONE, "This block is no longer in the email. Look at the email as it is now."
        )
    return block


def lock_comment(document: Document, block: Block) -> re.Match[str] | None:
    """The comment in front of a block that locks it."""
    first = max(0, block.start - _LONGEST_LOCK)
    at = document.source.rfind(LOCK_OPENING, first, block.start)
    return None if at < 0 else LOCK.fullmatch(document.source, at, block.start)


def head_of(document: Document, block: Block) -> int:
    """Where the block starts, with its lock."""
    comment = lock_comment(document, block)
    return comment.start() if comment else block.start


def siblings(document: Document, block: Block) -> tuple[Block, ...]:
    parent = document.parent(block)
    return document.children(parent) if parent else document.roots


def sharing(document: Document, block: Block, around: Around) -> list[Block]:
    """The blocks that a condition or loop stands around, in all its branches."""
    return [
        one
        for one in siblings(document, block)
        if any(other.start == around.start for other in one.around)
    ]


@dataclass(frozen=True, slots=True)
class Range:
    start: int
    end: int


def unit(document: Document, block: Block) -> Range:
    """The block with its lock, and with the conditions that stand around nothing else."""
    start, end = head_of(document, block), block.end
    for around in reversed(block.around):
        if len(sharing(document, block, around)) > 1:
            break
        start, end = around.start, around.close_end
    return Range(start, end)


def space_before(source: str, at: int) -> str:
    """The line break and indentation in front of a place; "" when it stands in a line."""
    start = at
    while start and source[start - 1].isspace():
        start -= 1
    space = source[start:at]
    return space if "\n" in space else ""


def cut(document: Document, whole: Range) -> Splice:
    """Take a unit out, with the line break in front of it."""
    start = whole.start - len(space_before(document.source, whole.start))
    return Splice(start, document.source[start : whole.end], "")


@dataclass(frozen=True, slots=True)
class Gap:
    """A place between blocks; what is put there gets `lead` and `trail` around it.

    `was` is replaced: the end of a tag that closed itself.
    """

    at: int
    lead: str = ""
    trail: str = ""
    was: str = ""

    def put(self, text: str, ids: tuple[tuple[int, str], ...] = ()) -> Splice:
        shift = len(self.lead)
        named = tuple((shift + offset, name) for offset, name in ids)
        return Splice(self.at, self.was, f"{self.lead}{text}{self.trail}", named)


def gap(document: Document, parent: Block, before: str | None) -> Gap:
    """In front of the child `before`, or at the end; outside the conditions of neighbours.

    Raises Refused when `before` is no child of `parent`.
    """
    children = document.children(parent)
    if before is not None:
        if before not in parent.children:
            raise Refused(Reason.GONE, "The block that this should stand before is not here.")
        at = _outer_start(document, document.by_id[before])
        return Gap(at, trail=space_before(document.source, at))
    if children:
        last = children[-1]
        space = space_before(document.source, _outer_start(document, last))
        return Gap(_outer_end(document, last), lead=space)
    return empty_gap(document, parent)


def empty_gap(document: Document, block: Block) -> Gap:
    """Inside a block without children; one that closes itself is opened."""
    if block.self_closing:
        opening = document.opening(block)
        slash = len(opening.removesuffix(">").rstrip().removesuffix("/").rstrip())
        name = opening[1 : 1 + len(block.tag)]
        return Gap(block.start + slash, ">", f"</{name}>", opening[slash:])
    filled = document.content(block).strip() != ""
    return Gap(block.content_end if filled else block.content_start)


def _outer_start(document: Document, block: Block) -> int:
    at = head_of(document, block)
    for around in reversed(block.around):
        if sharing(document, block, around)[0].id != block.id:
            break
        at = around.start
    return at


def _outer_end(document: Document, block: Block) -> int:
    at = block.end
    for around in reversed(block.around):
        if sharing(document, block, around)[-1].id != block.id:
            break
        at = around.close_end
    return at


def ids_in(document: Document, whole: Range) -> tuple[tuple[int, str], ...]:
    """The blocks of a range, by where they start in it."""
    return tuple(
        (block.start - whole.start, block.id)
        for block in document.blocks
        if whole.start <= block.start < whole.end
    )
