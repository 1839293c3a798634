"""Words of an expression, and a cursor over them."""

import contextlib
import re
from collections.abc import Iterator
from typing import NoReturn

from craftify.dynamo.embedded.errors import ValidationError

MAX_EXPRESSION_BYTES = 4096
MAX_OPERATORS = 300  # DynamoDB's limit
MAX_NESTING = 100  # ours, well inside Python's recursion limit
_WORD = re.compile(r"\s*(?:(?P<word>[#:]?[A-Za-z0-9_]+)|(?P<sign><>|<=|>=|[=<>()\[\],.+-]))")


class Words:
    """The words of an expression from left to right.

    Also notes which placeholders were seen, for the check that all that are given are used.

    Args:
        kind: how messages name the expression, e.g. `ConditionExpression`.
    """

    def __init__(self, kind: str, text: str) -> None:
        self.kind = kind
        self.names: set[str] = set()
        self.values: set[str] = set()
        self._words: list[str] = []
        self._nesting = 0
        self._operators = 0
        if not isinstance(text, str) or not text.strip():
            raise ValidationError(f"Invalid {kind}: The expression can not be empty;")
        if len(text.encode()) > MAX_EXPRESSION_BYTES:
            raise ValidationError(
                f"Invalid {kind}: Expression size has exceeded the maximum allowed size; "
                f"expression size: {len(text.encode())}"
            )
        self._read(text)
        self._at = 0

    def _read(self, text: str) -> None:
        at = 0
        end = len(text.rstrip())
        while at < end:
            found = _WORD.match(text, at)
            if found is None:
                near = text[at : at + 10].strip()
                raise ValidationError(
                    f'Invalid {self.kind}: Syntax error; token: "{near[:1]}", near: "{near}"'
                )
            self._words.append(found["word"] or found["sign"])
            at = found.end()

    @property
    def next(self) -> str:
        """The next word, or an empty text at the end."""
        return self._words[self._at] if self._at < len(self._words) else ""

    @property
    def second(self) -> str:
        """The word after the next."""
        return self._words[self._at + 1] if self._at + 1 < len(self._words) else ""

    def take(self) -> str:
        """The next word, which is then behind us."""
        word = self.next
        self._at += 1
        return word

    def accepts(self, *words: str) -> str:
        """Take the next word if it is one of these (keywords in any case)."""
        word = self.next
        if word in words or word.upper() in words:
            self._at += 1
            return word.upper()
        return ""

    def expect(self, word: str) -> None:
        """Take exactly this word; raises ValidationError."""
        if not self.accepts(word):
            self.refuse()

    @contextlib.contextmanager
    def nested(self) -> Iterator[None]:
        """Inside of parentheses or a NOT; raises ValidationError when that is too deep."""
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise ValidationError(
                f"Invalid {self.kind}: The expression is nested too deeply; levels allowed: "
                f"{MAX_NESTING}"
            )
        yield
        self._nesting -= 1

    def joins(self, word: str) -> bool:
        """Take an AND or OR if it is next; raises ValidationError when there are too many."""
        if not self.accepts(word):
            return False
        self._operators += 1
        if self._operators > MAX_OPERATORS:
            raise ValidationError(
                f"Invalid {self.kind}: Expression contains too many operators; operators allowed: "
                f"{MAX_OPERATORS}"
            )
        return True

    def end(self) -> None:
        """Raises ValidationError when something is left."""
        if self.next:
            self.refuse()

    def refuse(self) -> NoReturn:
        """Raises ValidationError: a syntax error at the next word."""
        token = self.next or "<EOF>"
        near = " ".join(self._words[max(0, self._at - 1) : self._at + 2])
        raise ValidationError(
            f'Invalid {self.kind}: Syntax error; token: "{token}", near: "{near}"'
        )
