"""Words as a recipient reads them, and as the source has them. Pure.

Somebody who reads “Hello Robin, a fifth off” and selects it means the words of the block, which are
“Hello {{ name }}, {{ offer }}”: those are kept with the thread, because they are in the next
version too, whoever it is sent to.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from approvals.comments.domain import Anchor
from templates_app.document.anchors import Quote, find_quote
from templates_app.rendering.merge import MergeError, merge
from templates_app.rendering.pieces import scan

_CONTEXT = 40  # characters kept on each side


def as_shown(text: str, data: Mapping[str, Any]) -> str:
    """A block's text as it is read; as it stands where it cannot be filled in by itself."""
    try:
        return " ".join(merge(text, data, html=False).text.split())
    except MergeError:
        return text


def in_source(anchor: Anchor, text: str, data: Mapping[str, Any]) -> Anchor | None:
    """The anchor with the words of the block's text for those that were selected on the page.

    None when the block says nothing of the kind, with its data or without.
    """
    for shown in dict.fromkeys((text, as_shown(text, data), as_shown(text, {}))):
        found = find_quote(shown, anchor.quote, anchor.prefix, anchor.suffix)
        if found and found.exact:
            turned = [one.turned() for one in _segments(text, shown)]
            start, end = _trimmed(text, *_mapped(turned, found.start, found.end))
            if start == end:
                return None
            return replace(
                anchor,
                quote=text[start:end],
                prefix=text[max(0, start - _CONTEXT) : start],
                suffix=text[end : end + _CONTEXT],
            )
    return None


def shown_quote(text: str, quote: Quote, data: Mapping[str, Any]) -> str:
    """What a quoted part of the block's text reads as."""
    shown = as_shown(text, data)
    start, end = _mapped(_segments(text, shown), quote.start, quote.end)
    return shown[start:end].strip()


class _Segment(NamedTuple):
    """`text[start:end]` became `shown[at:until]`: the same words, or what was filled in."""

    start: int
    end: int
    at: int
    until: int
    same: bool

    def turned(self) -> "_Segment":
        return _Segment(self.at, self.until, self.start, self.end, self.same)


def _segments(text: str, shown: str) -> list[_Segment]:
    """The literal parts of a text where they are found in their order, and what is between them."""
    found: list[_Segment] = []
    start = at = 0
    for first, last in _literals(text):
        literal = text[first:last].strip()
        place = shown.find(literal, at) if literal else -1
        if place < 0:  # in a branch that is not taken
            continue
        origin = text.index(literal, first)
        found.append(_Segment(start, origin, at, place, same=False))
        start, at = origin + len(literal), place + len(literal)
        found.append(_Segment(origin, start, place, at, same=True))
    return [*found, _Segment(start, len(text), at, len(shown), same=False)]


def _literals(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for piece in scan(text).pieces:
        yield at, piece.start
        at = piece.end
    yield at, len(text)


def _mapped(segments: list[_Segment], start: int, end: int) -> tuple[int, int]:
    """Where a part is on the other side, widened over the whole of what was filled in."""
    first, last = sys.maxsize, 0
    for one in segments:
        if one.start < end and start < one.end:
            first = min(first, one.at + (max(0, start - one.start) if one.same else 0))
            last = max(last, one.until - (max(0, one.end - end) if one.same else 0))
    return (first, last) if first < last else (0, 0)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the spaces at the ends: they are the surroundings' (where nothing else is left)."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return start, start + len(part.strip())
