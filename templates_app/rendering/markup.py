"""Start and end tags with their exact places, read the way browsers read HTML.

Works on a text whose Liquid is masked (pieces.mask), so `{% if a > b %}` inside a tag or a
`"` inside `{{ a | default: "b" }}` does not matter. Linear in the text's length.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_NEXT = re.compile(r"<(?:(?P<comment>!--)|(?P<bogus>[!?])|(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*))")
_COMMENT_END = re.compile(r"--!?>")
_SPACE = re.compile(r"[\s/]*")
_ATTRIBUTE = re.compile(
    r"(?P<name>[^\s/>][^\s/>=]*)"
    r"(?:\s*=\s*(?:\"(?P<double>[^\"]*)(?:\"|\Z)|'(?P<single>[^']*)(?:'|\Z)|(?P<bare>[^\s>]*)))?"
)
# Inside these a browser looks for nothing but their end tag; mj-style holds CSS as well.
_RAW_TEXT = frozenset(
    {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "mj-style"}
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """`name` in lower case; the value is `text[value_start:value_end]`, without quotes.

    `quote` is `"`, `'` or "" (none, or no value at all: then the value's range is empty).
    """

    name: str
    start: int
    end: int
    value_start: int
    value_end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Tag:
    """`text[start:end]` is the whole tag; `name` in lower case."""

    name: str
    start: int
    end: int
    name_end: int
    closing: bool
    self_closing: bool
    attributes: tuple[Attribute, ...] = ()

    def attribute(self, name: str) -> Attribute | None:
        return next((found for found in self.attributes if found.name == name), None)


@dataclass(frozen=True, slots=True)
class Text:
    """What stands in a comment (`kind` "comment") or a raw-text element (its name)."""

    kind: str
    start: int
    end: int


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Tag | Text]:
    """Tags, comments and raw texts of `text[start:end]`, in order."""
    at, stop = start, len(text) if end is None else end
    while match := _NEXT.search(text, at, stop):
        if match["comment"]:
            at = _comment_end(text, match.end(), stop)
            yield Text("comment", match.end(), at)
        elif match["bogus"]:
            at = _after(text, ">", match.end(), stop)
        else:
            tag = _tag(text, match, stop)
            if tag is None:  # cut off by the end of the text: browsers drop it
                return
            yield tag
            at = tag.end
            if tag.name in _RAW_TEXT and not tag.closing and not tag.self_closing:
                at = _raw_end(text, tag, stop)
                yield Text(tag.name, tag.end, at)


# Quadratic or recursive parsers get no more than this; emails stay far below a hundred.
MAX_DEPTH = 5_000
_VOID = frozenset(
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr",
    }
)  # fmt: skip


def depth(found: Iterable[Tag | Text]) -> int:
    """How deep the tags nest at most, if every one that is not closed stays open."""
    deepest = now = 0
    for token in found:
        if isinstance(token, Tag) and token.name not in _VOID:
            now = max(0, now - 1) if token.closing else now + 1
            deepest = max(deepest, now)
    return deepest


def _after(text: str, what: str, at: int, stop: int) -> int:
    found = text.find(what, at, stop)
    return stop if found < 0 else found + len(what)


def _comment_end(text: str, at: int, stop: int) -> int:
    """`<!-->` and `<!--->` are whole comments too."""
    for short in (">", "->"):
        if text.startswith(short, at, stop):
            return at + len(short)
    found = _COMMENT_END.search(text, at, stop)
    return stop if found is None else found.end()


def _raw_end(text: str, tag: Tag, stop: int) -> int:
    found = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE).search(text, tag.end, stop)
    return stop if found is None else found.start()


def _tag(text: str, match: re.Match[str], stop: int) -> Tag | None:
    at, attributes = match.end(), []
    while True:
        space = _SPACE.match(text, at, stop)
        at = space.end() if space else at
        if at >= stop:
            return None
        if text[at] == ">":
            break
        found = _ATTRIBUTE.match(text, at, stop)
        if found is None:
            return None
        attributes.append(_attribute(found))
        at = found.end()
    return Tag(
        match["name"].lower(),
        match.start(),
        at + 1,
        match.end(),
        closing=bool(match["slash"]),
        self_closing=text[at - 1] == "/",
        attributes=tuple(attributes),
    )


def _attribute(found: re.Match[str]) -> Attribute:
    for group, quote in (("double", '"'), ("single", "'"), ("bare", "")):
        if found[group] is not None:
            start, end = found.span(group)
            return Attribute(found["name"].lower(), found.start(), found.end(), start, end, quote)
    return Attribute(
        found["name"].lower(), found.start(), found.end(), found.end(), found.end(), ""
    )
