"""Changes of a source as splices that carry block ids along: applied, turned round, rebased."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from .blocks import Document
from .parse import parse_known
from .refusals import Reason, Refused

Named = tuple[tuple[int, str], ...]  # where a block starts, its id


@dataclass(frozen=True, slots=True)
class Splice:
    """`source[start:start + len(was)]`, which is `was`, becomes `text`.

    `ids` names blocks in `text`, by where they start in it.
    """

    start: int
    was: str
    text: str
    ids: Named = ()

    @property
    def end(self) -> int:
        return self.start + len(self.was)


@dataclass(frozen=True, slots=True)
class Patch:
    """Splices in order, none over another.

    `kept` names blocks that are read differently although nothing at their start changes; by
    where they start before the patch.
    """

    splices: tuple[Splice, ...]
    kept: Named = ()


class _Shift:
    """Where places of the source before a patch are after it."""

    def __init__(self, splices: Sequence[Splice]) -> None:
        self.splices = splices
        self.starts = [one.start for one in splices]
        deltas = (len(one.text) - len(one.was) for one in splices)
        self.deltas = [0, *accumulate(deltas)]

    def place(self, offset: int) -> int | None:
        """None for what is replaced."""
        index = bisect_right(self.starts, offset)
        if index and offset < self.splices[index - 1].end:
            return None
        return offset + self.deltas[index]

    def begin(self, index: int) -> int:
        """Where the text of a splice begins."""
        return self.splices[index].start + self.deltas[index]


def _spliced(source: str, splices: Sequence[Splice]) -> str:
    parts, at = [], 0
    for one in splices:
        if one.start < at or source[one.start : one.end] != one.was:
            raise Refused(
                Reason.CHANGED,
                "The text that this changes is not as it was. Look at the email as it is now.",
            )
        parts += [source[at : one.start], one.text]
        at = one.end
    return "".join([*parts, source[at:]])


def applied(document: Document, patch: Patch, salt: str = "") -> Document:
    """The patched document. Raises Refused when the source is not what the patch expects."""
    source = _spliced(document.source, patch.splices)
    shift = _Shift(patch.splices)
    known: dict[int, str] = {}
    for block in document.blocks:
        place = shift.place(block.start)
        if place is not None:
            known[place] = block.id
    for offset, name in patch.kept:
        place = shift.place(offset)
        if place is not None:
            known[place] = name
    for index, one in enumerate(patch.splices):
        begin = shift.begin(index)
        known.update({begin + offset: name for offset, name in one.ids})
    taken = {block.id for block in document.blocks} | set(known.values())
    return parse_known(source, document.format, known, taken, salt)


def turned(before: Document, after: Document, patch: Patch) -> Patch:
    """The patch from `after` back to `before`, ids and bytes."""
    shift = _Shift(patch.splices)
    splices = [
        Splice(shift.begin(index), one.text, one.was) for index, one in enumerate(patch.splices)
    ]
    return named(after, before, splices)


def named(before: Document, after: Document, splices: Sequence[Splice]) -> Patch:
    """Bare splices from `before` to `after` with the ids that `after` has."""
    shift = _Shift(splices)
    ends = [shift.begin(index) + len(one.text) for index, one in enumerate(splices)]
    begins = [shift.begin(index) for index in range(len(splices))]
    stays = {}
    for block in before.blocks:
        place = shift.place(block.start)
        if place is not None:
            stays[place] = block.id
    inside: list[list[tuple[int, str]]] = [[] for _ in splices]
    kept: list[tuple[int, str]] = []
    for block in after.blocks:
        index = bisect_right(begins, block.start) - 1
        if index >= 0 and block.start < ends[index]:
            inside[index].append((block.start - begins[index], block.id))
        elif stays.get(block.start) != block.id:
            delta = shift.deltas[index + 1]
            kept.append((block.start - delta, block.id))
    found = (replace(one, ids=tuple(ids)) for one, ids in zip(splices, inside, strict=True))
    return Patch(tuple(found), tuple(kept))


def rebased(patch: Patch, later: Patch) -> Patch:
    """A patch for the source before `later`, for the source after it.

    Raises Refused when both change the same place.
    """
    return Patch(
        tuple(_moved(one, later) for one in patch.splices),
        tuple(_kept(patch.kept, _Shift(later.splices))),
    )


def _kept(kept: Named, shift: _Shift) -> Iterator[tuple[int, str]]:
    for offset, name in kept:
        place = shift.place(offset)
        if place is not None:
            yield place, name


def _moved(splice: Splice, later: Patch) -> Splice:
    delta = 0
    for one in later.splices:
        before = one.end <= splice.start
        after = one.start >= splice.end
        if before:
            delta += len(one.text) - len(one.was)
        elif not after:
            raise Refused(
                Reason.CHANGED,
                "Somebody else has changed this place since. Make the change by hand.",
            )
    return replace(splice, start=splice.start + delta)
