"""An email compiled section by section, for the canvas: what to compile, and the whole again.

A piece is the source with one section (or what a condition stands around) in the body, so an
edit in one section leaves the others' compiled HTML as it was. `None` where pieces would not
make the whole: MJML numbers carousels and menus over the whole email, and HTML attributes and
styles that look past a section are put in over the whole.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from templates_app.rendering.formats import Format

from .blocks import Block, Document
from .parse import parse_known

_MARKER = "<!--cx-frame-->"
_FRAME = re.compile(r"\s*(?:<!--cx-\w{10}-->)?<!--cx-frame-->(?:<!--/cx-\w{10}-->)?\s*")
_NUMBERED = frozenset({"mj-accordion", "mj-carousel", "mj-html-attributes", "mj-navbar"})
# As mjml-core joins what it wrote for Outlook (mergeOutlookConditionals).
_SEAM = re.compile(r"<!\[endif\]-->\s*<!--\[if mso \| IE\]>")
_OWN_RULES = (".mj-column-", ".moz-text-html .mj-column-", "@import url(")
_FONT = "<link "


@dataclass(frozen=True, slots=True)
class Cut:
    """`frame` is the email around its sections; `pieces` the sections, in order.

    Each is a document of its own with the ids of the whole.
    """

    frame: Document
    pieces: tuple[Document, ...]


def cut_up(document: Document) -> Cut | None:
    """None where the whole must be compiled as one."""
    bodies = [block for block in document.blocks if block.tag == "mj-body"]
    if document.format is not Format.MJML or len(bodies) != 1 or bodies[0].self_closing:
        return None
    if document.problems or any(_is_whole(block, document) for block in document.blocks):
        return None
    body = bodies[0]
    ranges = _ranges(document, body)
    frame = _piece(document, body, f"<mj-raw>{_MARKER}</mj-raw>", None)
    return Cut(
        frame,
        tuple(_piece(document, body, document.source[a:b], a) for a, b in ranges),
    )


def _is_whole(block: Block, document: Document) -> bool:
    if block.tag == "mj-style" and block.value("inline"):
        return bool(re.search(r"[+~]|:(?:first|last|nth)", document.content(block)))
    return block.tag in _NUMBERED


def _ranges(document: Document, body: Block) -> list[tuple[int, int]]:
    """What stands in the body, cut between sections; a condition is not cut."""
    edges = [body.content_start]
    for block in document.children(body):
        outer = block.around[0].close_end if block.around else block.end
        if outer > edges[-1]:
            edges.append(outer)
    found = [*pairwise(edges), (edges[-1], body.content_end)]
    return [(start, end) for start, end in found if document.source[start:end].strip()]


def _piece(document: Document, body: Block, content: str, start: int | None) -> Document:
    source = document.source
    known = {block.id: block.start for block in document.blocks if block.start <= body.start}
    places = {at: name for name, at in known.items()}
    if start is not None:
        end, delta = start + len(content), body.content_start - start
        places.update(
            (block.start + delta, block.id)
            for block in document.blocks
            if start <= block.start < end
        )
    made = source[: body.content_start] + content + source[body.content_end :]
    return parse_known(made, document.format, places, {block.id for block in document.blocks})


def assembled(frame: str, pieces: Sequence[str]) -> str:
    """The HTML of the whole, from the compiled frame and pieces.

    It equals the whole compile but for white space, and the order of links to fonts.
    """
    parts = _FRAME.split(frame, maxsplit=1)
    if len(parts) != 2:
        raise ValueError("the frame has lost its marker")
    head, opening = _halves(parts[0])
    bodies = []
    heads = []
    for html in pieces:
        own, rest = _halves(html)
        heads.append(_parts(own))
        start = rest.index(opening) + len(opening)
        bodies.append(rest[start : rest.rindex(parts[1])])
    merged = _merged(_parts(head), heads)
    content = _SEAM.sub("", "\n".join(bodies))
    return "\n".join([*merged, f"{opening}\n{content}\n{parts[1]}"])


def _halves(html: str) -> tuple[str, str]:
    at = html.index("<body")
    return html[:at], html[at:]


@dataclass(frozen=True, slots=True)
class _Part:
    """A line of the head, or a style sheet. `rules` of MJML's own are joined by their `key`."""

    key: str
    before: tuple[str, ...]
    rules: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def _parts(text: str) -> list[_Part]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found: list[_Part] = []
    at = 0
    while at < len(lines):
        end = at + 1
        if lines[at].startswith("<style"):
            while end < len(lines) and lines[end - 1] != "</style>":
                end += 1
        found.append(_part(lines[at:end]))
        at = end
    return found


def _part(lines: list[str]) -> _Part:
    rules = tuple(line for line in lines if line.startswith(_OWN_RULES))
    if not rules:
        return _Part("\n".join(lines), tuple(lines))
    first = lines.index(rules[0])
    before, after = lines[:first], lines[first + len(rules) :]
    return _Part("\n".join([*before, "", *after]), tuple(before), rules, tuple(after))


def _merged(frame: list[_Part], heads: Iterable[list[_Part]]) -> list[str]:
    """The frame's head with what each piece needs besides, once."""
    found = frame
    for head in heads:
        found = list(_joined(found, head))
    return [line for part in found for line in (*part.before, *part.rules, *part.after)]


def _joined(found: list[_Part], head: list[_Part]) -> Iterator[_Part]:
    known = {part.key for part in found}
    keys = [part.key for part in found], [part.key for part in head]
    for what, a, b, c, d in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if what == "equal":
            for part, other in zip(found[a:b], head[c:d], strict=True):
                yield replace(part, rules=tuple(dict.fromkeys((*part.rules, *other.rules))))
        else:
            yield from found[a:b]
            yield from (
                part for part in head[c:d] if not (part.key in known and part.key.startswith(_FONT))
            )
