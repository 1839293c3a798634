"""The token layer: Liquid out of a parser's sight, and back afterwards.

HTML5 parsers move `{% for %}` out of tables and escape `>`; a `"` inside Liquid ends an
attribute. So a piece is replaced by something every parser keeps in place: a comment in
text, a word anywhere else.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from .markup import Attribute, Tag, Text
from .pieces import Piece


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a piece stands: "text", "comment", "tag" (between attributes), "value" (of
    `attribute`) or the name of a raw-text element.
    """

    piece: Piece
    place: str
    tag: Tag | None = None
    attribute: Attribute | None = None


def spots(found: list[Tag | Text], pieces: tuple[Piece, ...]) -> list[Spot]:
    """The place of every piece; `found` are markup.tokens of the masked source."""
    starts = [token.start for token in found]
    return [_spot(piece, found, bisect_right(starts, piece.start) - 1) for piece in pieces]


def _spot(piece: Piece, found: list[Tag | Text], index: int) -> Spot:
    if index < 0 or piece.start >= found[index].end:
        return Spot(piece, "text")
    token = found[index]
    if isinstance(token, Text):
        return Spot(piece, token.kind)
    nearest = bisect_right(token.attributes, piece.start, key=lambda given: given.start) - 1
    if nearest >= 0:
        attribute = token.attributes[nearest]
        if attribute.value_start <= piece.start < attribute.value_end:
            return Spot(piece, "value", token, attribute)
    return Spot(piece, "tag", token)


class Tokens:
    """Words that stand for texts, unlike anything in the source they are made for."""

    def __init__(self, source: str) -> None:
        salt = 0
        while (prefix := f"lq{hashlib.sha256(bytes([salt])).hexdigest()[:6]}x") in source.lower():
            salt += 1
        self._prefix = prefix
        self._texts: list[str] = []
        self._pattern = re.compile(
            rf"<!--{prefix}(\d+)z-->|{prefix}(\d+)z(?:=\"\"|:\s?{prefix};?)?", re.IGNORECASE
        )

    def word(self, text: str) -> str:
        self._texts.append(text)
        return f"{self._prefix}{len(self._texts) - 1}z"

    def comment(self, text: str) -> str:
        return f"<!--{self.word(text)}-->"

    def declaration(self, text: str) -> str:
        """For a style attribute whose declarations depend on Liquid: one declaration."""
        return f"{self.word(text)}:{self._prefix};"

    def restore(self, text: str) -> str:
        """Every token's text back in its place."""
        return self.replace(text, lambda original: original)

    def replace(self, text: str, change: Callable[[str], str]) -> str:
        if not self._texts:
            return text
        return self._pattern.sub(lambda match: change(self._texts[int(match[1] or match[2])]), text)


def hide(source: str, found: list[Spot]) -> tuple[str, Tokens]:
    """`source` with the pieces at all its spots as comments in text and as words elsewhere."""
    hidden = Tokens(source)
    parts, at = [], 0
    for spot in found:
        piece = spot.piece
        text = source[piece.start : piece.end]
        parts.append(source[at : piece.start])
        parts.append(hidden.comment(text) if spot.place == "text" else hidden.word(text))
        at = piece.end
    parts.append(source[at:])
    return "".join(parts), hidden
