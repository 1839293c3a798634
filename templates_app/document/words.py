"""Two texts in one, word by word.

Built on the standard library's `difflib`, whose worst case is cubic: what has more words than a
limit is compared from both ends only.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

MAX_WORDS = 100

Opcode = tuple[str, int, int, int, int, bool]


class Mark(StrEnum):
    """Whether something stands in both texts or in one."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text."""

    text: str
    mark: Mark

    @property
    def shown(self) -> str:
        """The text without its line feed; a carriage return before one is made visible."""
        return self.text.removesuffix("\n").replace("\r", "␍")


def words(before: str, after: str) -> tuple[Words, ...]:
    """The two texts in one, with what was removed before what came in its place.

    Spaces between two changed words belong to the change: one phrase reads better than islands.
    """
    old, new = _tokens(before), _tokens(after)
    aligned = max(len(old), len(new)) <= MAX_WORDS
    codes = list(opcodes(old, new) if aligned else ends_cut(old, new))
    found: list[Words] = []
    gone = came = ""
    for position, (_, i1, i2, j1, j2, same) in enumerate(codes):
        between = 0 < position < len(codes) - 1 and not "".join(new[j1:j2]).strip()
        if same and not between:
            found += [*_replaced(gone, came), Words("".join(new[j1:j2]), Mark.SAME)]
            gone = came = ""
        else:
            gone += "".join(old[i1:i2])
            came += "".join(new[j1:j2])
    return (*found, *_replaced(gone, came))


def _replaced(gone: str, came: str) -> list[Words]:
    both = (Words(gone, Mark.REMOVED), Words(came, Mark.ADDED))
    return [run for run in both if run.text]


def _tokens(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def opcodes(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    """difflib's codes, each with whether both sides are equal there."""
    codes = SequenceMatcher(None, old, new).get_opcodes()
    return [(*code, code[0] == "equal") for code in codes]


def ends_cut(old: Sequence[str], new: Sequence[str]) -> Iterator[Opcode]:
    """Everything between the common beginning and the common end as one replacement."""
    shorter = min(len(old), len(new))
    start = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    rest = shorter - start
    end = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    last_old, last_new = len(old) - end, len(new) - end
    codes = [
        ("equal", 0, start, 0, start, True),
        ("replace", start, last_old, start, last_new, False),
        ("equal", last_old, len(old), last_new, len(new), True),
    ]
    return (code for code in codes if code[1] < code[2] or code[3] < code[4])
