"""What compiling, merging or checking has to say about a source."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error means that the email cannot be made as written; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence for people about one place of a source.

    `line` and `column` count from 1, in characters; None where no place is known.
    `code` is a word for programs: "mjml", "liquid", "script", "event-handler",
    "javascript-link", "size", "text", "compiler".
    """

    message: str
    line: int | None = None
    column: int | None = None
    severity: Severity = Severity.ERROR
    code: str = ""


class Lines:
    """Turns offsets of a text into lines and columns, both from 1, in O(log n)."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The reverse of `place`."""
        return self._starts[line - 1] + column - 1

    def problem(
        self, message: str, offset: int, *, code: str, severity: Severity = Severity.ERROR
    ) -> Problem:
        line, column = self.place(offset)
        return Problem(message, line, column, severity, code)
