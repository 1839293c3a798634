"""What stands in a block's own content: links, images, and the markup around its text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from templates_app.rendering.markup import Tag, tokens
from templates_app.rendering.pieces import mask, scan

from .blocks import Block, Document

_LIQUID_TAG = re.compile(r"(?:<mj-raw\b[^>]*>\s*)?\{%.*?%\}(?:\s*</mj-raw\s*>)?", re.DOTALL)

_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")


@dataclass(frozen=True, slots=True)
class Part:
    """A link or an image in a text: what is read of it, and its address."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Content:
    """`markup` is all of it with runs of spaces as one."""

    markup: str
    links: tuple[Part, ...] = ()
    images: tuple[Part, ...] = ()


def own_source(document: Document, block: Block) -> str:
    """The block's content without its children."""
    parts, at = [], block.content_start
    for child in document.children(block):
        parts.append(document.source[at : child.start])
        at = max(at, child.end)
    parts.append(document.source[at : block.content_end])
    return " ".join(parts)


def content_of(document: Document, block: Block) -> Content:
    """Liquid that stands around children is no content."""
    source = own_source(document, block)
    if block.children:
        source = _LIQUID_TAG.sub(" ", source)
    source = " ".join(source.split())
    if "<" not in source:
        return Content(source)
    links: list[Part] = []
    images: list[Part] = []
    for name, part in _parts(source):
        (links if name == "a" else images).append(part)
    return Content(source, tuple(links), tuple(images))


def _parts(source: str) -> Iterator[tuple[str, Part]]:
    masked = mask(source, scan(source).pieces)
    opened: Tag | None = None
    for token in tokens(masked):
        if not isinstance(token, Tag) or token.name not in {"a", "img"}:
            continue
        if token.name == "img":
            yield "img", Part(_value(source, token, "alt"), _value(source, token, "src"))
        elif not token.closing:
            opened = token
        elif opened is not None:
            words = unescape(_TAG.sub(" ", source[opened.end : token.start]))
            yield "a", Part(" ".join(words.split()), _value(source, opened, "href"))
            opened = None


def _value(source: str, tag: Tag, name: str) -> str:
    found = tag.attribute(name)
    return "" if found is None else unescape(source[found.value_start : found.value_end]).strip()
