"""The plain text of a compiled email: what a reader without HTML gets.

Works on HTML that still holds its Liquid, and keeps every piece in place, so the text is made
once per version and filled in like the HTML.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .markup import MAX_DEPTH, depth
from .pieces import Kind, scan
from .reading import Reading
from .syntax import LiquidProblems, parse
from .tokens import Tokens, hide

_SKIPPED = frozenset({"head", "script", "style", "title", "template", "noscript", "svg", "xml"})
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "center", "dd", "div", "dl", "dt", "figcaption", "figure",
        "footer", "form", "header", "li", "main", "nav", "section", "table", "tbody", "tfoot",
        "thead", "tr",
    }
)  # fmt: skip
# These stand apart from their neighbours by an empty line.
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "blockquote"})
_HIDDEN = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|"
    r"(?:max-height|opacity)\s*:\s*0(?:px|em)?)\s*(?:!important\s*)?(?:;|$)",
    re.IGNORECASE,
)
# Joiners, fillers of preheaders, soft hyphens and byte order marks say nothing.
_NOTHING = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff\x00]")
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_BRACES = re.compile(r"\{\{|\{%")
_TOKEN = re.compile(r"lq[0-9a-f]{6}x\d+z")


def plain_text(html: str) -> str:
    """Readable text: paragraphs, lists, links as "text (address)", images by their alt text.

    Hidden preheaders and layout leave no trace; "" when there is nothing to read. Never raises.
    """
    reading = Reading.of(html)
    if depth(reading.tokens) > MAX_DEPTH:  # an HTML5 parser needs quadratic time for these
        return _whole(_between_tags(reading))
    hidden, words = hide(html, reading.spots)
    body = LexborHTMLParser(hidden).body if hidden.strip() else None
    if body is None:
        return ""
    writer = _Writer(words)
    writer.walk(body)
    text = words.restore(writer.result())
    assigned = _assigned_before_body(reading)
    return _whole(f"{assigned}{text}")


def _assigned_before_body(reading: Reading) -> str:
    """`assign` works on what follows wherever it stands, also where no text is."""
    start = reading.masked.lower().find("<body")
    return "".join(
        reading.text(piece)
        for piece in reading.pieces
        if piece.name == "assign" and piece.end <= start
    )


def _between_tags(reading: Reading) -> str:
    parts, at = [], 0
    for token in reading.tokens:
        parts.append(reading.source[at : token.start] if token.start > at else "")
        at = max(at, token.end)
    parts.append(reading.source[at:])
    return _SPACES.sub(" ", " ".join(parts)).strip()


def _whole(text: str) -> str:
    """The text, without control tags should one of a pair have been lost with a comment."""
    try:
        parse(text, html=False)
    except LiquidProblems:
        parts, at = [], 0
        for piece in scan(text).pieces:
            parts.append(text[at : piece.start if piece.kind is not Kind.OUTPUT else piece.end])
            at = piece.end
        return "".join([*parts, text[at:]]).strip()
    return text


@dataclass(slots=True)
class _Link:
    address: str
    start: int  # how many parts had been written when it began


class _Writer:
    """Collects parts; `breaks` is how many line ends are owed before the next word."""

    def __init__(self, words: Tokens) -> None:
        self.words = words
        self.parts: list[str] = []
        self.breaks = 0
        self.space = False
        self.links: list[_Link] = []
        self.lists: list[int | None] = []  # an ordered list's next number; None: bullets
        self.layouts: list[bool] = []  # whether each open table only arranges
        self.verbatim = 0

    def result(self) -> str:
        lines = (line.rstrip(" ") for line in "".join(self.parts).split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def walk(self, top: LexborNode) -> None:
        """Without recursion: real emails nest deeply, hostile ones more so."""
        stack: list[tuple[LexborNode, bool]] = [(top, True)]
        while stack:
            node, entering = stack.pop()
            if not entering:
                self.leave(node, node.tag or "")
            elif self.enter(node, node.tag or ""):
                stack.append((node, False))
                stack.extend((child, True) for child in reversed(list(_children(node))))

    def enter(self, node: LexborNode, tag: str) -> bool:
        """Begin a node; whether there is something inside to walk."""
        if node.is_text_node:
            self.write(node.text_content or "")
        elif node.is_comment_node:
            self.comment((node.comment_content or "").strip())
        elif tag in _SKIPPED or _is_hidden(node):
            return False
        elif tag == "br":
            self.breaks = min(self.breaks + 1, 2)
        elif tag == "hr":
            self.separate(2)
            self.put("---")
            self.separate(2)
        elif tag == "img":
            self.write(node.attributes.get("alt") or "")
        else:
            self.open(node, tag)
            return True
        return False

    def open(self, node: LexborNode, tag: str) -> None:
        self.separate(self.distance(tag))
        if tag == "table":
            self.layouts.append(node.attributes.get("role") in {"presentation", "none"})
        elif tag in {"ul", "ol"}:
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self.put(self.bullet())
        elif tag == "a":
            self.links.append(_Link(_address(node), len(self.parts)))
        elif tag in {"td", "th"}:
            self.space = True
        self.verbatim += tag == "pre"

    def leave(self, node: LexborNode, tag: str) -> None:
        if tag == "table":
            self.layouts.pop()
        elif tag in {"ul", "ol"}:
            self.lists.pop()
        elif tag == "a":
            self.link(self.links.pop())
        self.verbatim -= tag == "pre"
        self.separate(self.distance(tag))

    def distance(self, tag: str) -> int:
        """Line ends around an element; a row of a layout table is a paragraph of its own."""
        if tag in _PARAGRAPHS or (tag == "tr" and self.layouts and self.layouts[-1]):
            return 2
        return int(tag in _BLOCKS)

    def bullet(self) -> str:
        number = self.lists[-1] if self.lists else None
        indent = "  " * min(len(self.lists) - 1, 8)
        if number is None:
            return f"{indent}- "
        self.lists[-1] = number + 1
        return f"{indent}{number}. "

    def link(self, link: _Link) -> None:
        text = "".join(self.parts[link.start :]).strip()
        bare = link.address.removeprefix("mailto:").removeprefix("tel:")
        if not bare or self.words.restore(text) in {bare, link.address}:
            return
        self.space = bool(text)
        self.put(f"({bare})" if text else bare)

    def separate(self, breaks: int) -> None:
        self.breaks = max(self.breaks, breaks)

    def comment(self, content: str) -> None:
        """Liquid stands in comments here; any other comment is no text."""
        if not _TOKEN.fullmatch(content):
            return
        liquid = self.words.restore(content)
        if liquid.startswith("{{"):
            self.put(content)
        elif not re.match(r"\{%-?\s*(?:end)?raw\b", liquid):
            # Before the line ends that are owed: they belong to what it holds, so that a
            # loop's every round begins with them, and a condition that fails leaves none.
            if self.space and not self.breaks and self.parts:
                self.parts.append(" ")
                self.space = False
            self.parts.append(content)

    def write(self, text: str) -> None:
        text = _NOTHING.sub("", text)
        # What only looks like Liquid once its entities are read must not become Liquid.
        text = _BRACES.sub(lambda found: self.words.word(f'{{{{ "{found[0]}" }}}}'), text)
        if self.verbatim:
            self.put(text)
            return
        squeezed = _SPACES.sub(" ", text)
        self.space = self.space or squeezed.startswith(" ")
        if squeezed.strip():
            self.put(squeezed.strip())
            self.space = squeezed.endswith(" ")

    def put(self, words: str) -> None:
        if self.parts:
            self.parts.append("\n" * self.breaks or " " * self.space)
        self.parts.append(words)
        self.breaks, self.space = 0, False


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if "hidden" in attributes:
        return True
    return _HIDDEN.search(attributes.get("style") or "") is not None


def _address(node: LexborNode) -> str:
    address = (node.attributes.get("href") or "").strip()
    return "" if address.startswith("#") else address
