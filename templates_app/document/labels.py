"""What a block is called in a sentence: its kind, and a few words of it."""

import re
from collections.abc import Mapping, Sequence
from posixpath import basename
from urllib.parse import urlsplit

from templates_app.rendering.formats import Format

from .kinds import CONTAINERS, HTML_KINDS, MJML_KINDS
from .tree import Node

MAX_QUOTE = 40  # characters
_LIQUID_TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
_FILTERS = re.compile(r"(\{\{[^|}]*?)\s*\|[^}]*\}\}")
_HEADING = re.compile(r"<h[1-6][\s>]|role=[\"']heading", re.IGNORECASE)
_NAMED = frozenset({"mj-class", "mj-font", "mj-html-attribute"})
_UNSPOKEN = frozenset({"style sheet", "HTML", "email", "body", "head", "defaults"})


def kind_of(node: Node, source: str, format: Format, *, button: bool) -> str:
    """A plain word; for an element that neither language knows, its name."""
    if format is Format.MJML:
        if node.tag == "mj-text" and _HEADING.search(source, node.content_start, node.content_end):
            return "heading"
        if node.parent is not None and node.parent.tag in {"mj-attributes", "mj-class"}:
            return MJML_KINDS[node.tag] if node.tag in {"mj-all", "mj-class"} else "default"
        return MJML_KINDS.get(node.tag, node.tag)
    if button:
        return "button"
    kind = HTML_KINDS[node.tag]
    if kind == "box" and next(node.children, None) is None:
        return "text"
    return kind


def shortened(text: str, most: int = MAX_QUOTE) -> str:
    """At most so many characters, cut between words where that is possible."""
    if len(text) <= most:
        return text
    cut = text[:most].rpartition(" ")[0] if " " in text[most // 2 : most] else text[:most]
    return f"{cut.rstrip(' ,;:.')}…"


def quoted(text: str) -> str:
    """A text in quotation marks, shortened; its conditions and filters left out."""
    plain = _FILTERS.sub(r"\1 }}", _LIQUID_TAG.sub("", text))
    return f"“{shortened(' '.join(plain.split())).strip('“”')}”"


def file_name(address: str) -> str:
    """The last part of an image's address; the address itself where it has none."""
    if address.startswith("data:"):
        return "an embedded image"
    plain = address if "{" in address else urlsplit_path(address)
    return basename(plain.rstrip("/")) or address


def urlsplit_path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:  # such as "http://[", which an author may be typing
        return address


def labels(nodes: Sequence[Node], kinds: Mapping[Node, str], source: str) -> dict[Node, str]:
    """For nodes in the order of the source, each after its parent: their labels."""
    said: dict[Node, str] = {}
    leading: set[Node] = set()  # headings, and what holds one
    for node in reversed(nodes):  # children first: a section is known by its heading or first words
        inner = [child for child in node.children if said[child]]
        inner.sort(key=lambda child: child not in leading)
        said[node] = _own_words(node, kinds[node], source) or (said[inner[0]] if inner else "")
        if kinds[node] == "heading" or any(child in leading for child in inner):
            leading.add(node)
    made: dict[Node, str] = {}
    counts: dict[tuple[Node | None, str], int] = {}
    for node in nodes:
        place = node.parent, kinds[node]
        counts[place] = counts.get(place, 0) + 1
        if kinds[node] in _UNSPOKEN and kinds[node] != "HTML":
            made[node] = kinds[node]
        elif said[node] and _names_itself(node, kinds[node]):
            made[node] = f"{kinds[node]} {quoted(said[node])}"
        else:
            made[node] = f"{kinds[node]} {counts[place]}"
    return made


def _names_itself(node: Node, kind: str) -> bool:
    """A column's or a row's words are those of what is in it, so its number says more."""
    return kind not in {"column", "group", "row", "spacer", "divider"}


def _own_words(node: Node, kind: str, source: str) -> str:
    if kind in _UNSPOKEN or node.parent is None:
        return ""
    given = {found.name: found.value for found in node.attributes(source)}
    if kind == "default":
        return MJML_KINDS.get(node.tag, node.tag)
    if node.tag in _NAMED:
        return given.get("name", "")
    if kind in {"image", "carousel image"}:
        return given.get("alt", "").strip() or file_name(given.get("src", ""))
    if node.tag in CONTAINERS:
        return ""
    words = node.text if _LIQUID_TAG.sub("", node.text).strip() else ""
    return words or (given.get("name", "") if node.tag == "mj-social-element" else "")
