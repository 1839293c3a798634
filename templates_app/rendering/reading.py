"""One source, read once: its Liquid, its tags, its lines."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from .markup import Tag, Text, tokens
from .pieces import Piece, mask, scan
from .problems import Lines, Problem
from .tokens import Spot, spots


@dataclass(frozen=True)
class Reading:
    source: str
    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, source: str) -> "Reading":
        found = scan(source)
        return cls(source, found.pieces, found.problems)

    @cached_property
    def masked(self) -> str:
        return mask(self.source, self.pieces)

    @cached_property
    def tokens(self) -> list[Tag | Text]:
        return list(tokens(self.masked))

    @cached_property
    def spots(self) -> list[Spot]:
        return spots(self.tokens, self.pieces)

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.source)

    def text(self, piece: Piece) -> str:
        return self.source[piece.start : piece.end]


@dataclass(frozen=True, slots=True)
class Edit:
    """`source[start:end]` becomes `text`."""

    start: int
    end: int
    text: str


def apply(source: str, edits: list[Edit]) -> str:
    """All edits, which must not overlap; those at one place in their given order."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        parts.append(source[at : edit.start])
        parts.append(edit.text)
        at = edit.end
    parts.append(source[at:])
    return "".join(parts)


def is_inside(offset: int, edits: list[Edit]) -> bool:
    """Whether one of some sorted edits that do not overlap takes the place at `offset`."""
    nearest = bisect_right(edits, offset, key=lambda edit: edit.start) - 1
    return nearest >= 0 and offset < edits[nearest].end


def blank(text: str) -> str:
    """Nothing but the newlines of `text`, so that no line number moves."""
    return "\n" * text.count("\n")
