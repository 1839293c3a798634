"""Where a comment hangs: on a block, or on a few words of one."""

from bisect import bisect_right
from dataclasses import dataclass
from difflib import SequenceMatcher

from .blocks import Block, Document

_NEAR = 0.6  # from here on an edited quote still counts as found
_LONGEST = 2_000  # characters of a block in which an edited quote is looked for


@dataclass(frozen=True, slots=True)
class Place:
    """A block for people: its labels from the outside in, its line and column from 1."""

    block: Block
    breadcrumb: tuple[str, ...]
    line: int
    column: int

    @property
    def words(self) -> str:
        return " › ".join(self.breadcrumb)


def locate(document: Document, block_id: str) -> Place | None:
    """Where a block stands now; None when it is gone."""
    block = document.by_id.get(block_id)
    if block is None:
        return None
    above = [one for one in document.ancestors(block) if one.tag not in {"mjml", "html"}]
    labels = [one.label for one in reversed(above) if one.kind != "body"]
    return Place(block, (*labels, block.label), *document.lines.place(block.start))


@dataclass(frozen=True, slots=True)
class Quote:
    """`text[start:end]` is the quote, `exact` or as it was edited since."""

    start: int
    end: int
    exact: bool


def find_quote(text: str, quote: str, prefix: str = "", suffix: str = "") -> Quote | None:
    """Where a quoted part of a block's text is now; None when it is gone.

    Of several places the one whose surroundings are most like `prefix` and `suffix`, which may
    be of any length; the first of those that are equally like them. An edited quote is found by
    its unchanged surroundings, or as the part of the text that is most like it. Spaces count as
    they do in `Block.text`: runs of them are one.
    """
    quote = " ".join(quote.split())
    if not quote:
        return None
    plain, offsets = _squeezed(text)
    best: tuple[int, int] | None = None
    at = plain.find(quote)
    while at >= 0:
        score = _shared_end(plain[:at], prefix) + _shared_start(plain[at + len(quote) :], suffix)
        if best is None or score > best[0]:
            best = score, at
        at = plain.find(quote, at + 1)
    if best is not None:
        return Quote(offsets[best[1]], offsets[best[1] + len(quote) - 1] + 1, exact=True)
    found = _between(plain, quote, prefix, suffix) or _like(plain, quote)
    if found is None:
        return None
    return Quote(offsets[found[0]], offsets[found[1] - 1] + 1, exact=False)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The text with runs of spaces as one, and where each of its characters stood."""
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        space = character.isspace()
        if not space or (characters and characters[-1] != " "):
            characters.append(" " if space else character)
            offsets.append(offset)
    return "".join(characters), offsets


def _context(text: str) -> str:
    """A surrounding with its runs of spaces as one, kept at its ends."""
    return _squeezed(f".{text}")[0][1:]


def _shared_end(text: str, prefix: str) -> int:
    prefix = _context(prefix)
    most = min(len(text), len(prefix))
    return next((i for i in range(most) if text[-1 - i] != prefix[-1 - i]), most)


def _shared_start(text: str, suffix: str) -> int:
    suffix = _context(suffix)
    most = min(len(text), len(suffix))
    return next((i for i in range(most) if text[i] != suffix[i]), most)


def _between(plain: str, quote: str, prefix: str, suffix: str) -> tuple[int, int] | None:
    """What stands between surroundings that are still there, if it is no longer than twice."""
    prefix, suffix = _context(prefix), _context(suffix)
    if not prefix.strip() or not suffix.strip():
        return None
    start = plain.find(prefix)
    if start < 0:
        return None
    start += len(prefix)
    end = plain.find(suffix, start)
    return (start, end) if 0 < end - start <= 2 * len(quote) + 20 else None


def _like(plain: str, quote: str) -> tuple[int, int] | None:
    """The words around what the quote shares with the text, as many as are most like it."""
    text, quote = plain[:_LONGEST], quote[:_LONGEST]
    longest = SequenceMatcher(None, text, quote, autojunk=False).find_longest_match()
    start = longest.a - longest.b
    starts = [0, *(i + 1 for i, sign in enumerate(text) if sign == " ")]
    ends = [*(i for i, sign in enumerate(text) if sign == " "), len(text)]
    candidates = (
        (SequenceMatcher(None, text[a:b], quote, autojunk=False).ratio(), a, b)
        for a in _nearest(starts, start)
        for b in _nearest(ends, start + len(quote))
        if a < b
    )
    ratio, first, last = max(candidates, default=(0.0, 0, 0))
    return (first, last) if ratio >= _NEAR else None


def _nearest(edges: list[int], at: int) -> list[int]:
    """The two edges before a place and the two after it."""
    index = bisect_right(edges, at)
    return edges[max(0, index - 2) : index + 2]
