"""The tree while it grows: nodes over tags, with the text that each holds itself."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from templates_app.rendering.markup import Attribute as Place
from templates_app.rendering.markup import Tag, Text
from templates_app.rendering.reading import Reading

from .blocks import Around, Attribute

# A tag of these parts the words on its two sides.
_APART = frozenset(
    {
        "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
        "li", "ol", "p", "pre", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
MAX_DEPTH = 100  # real emails stay below forty; paths grow with it
MAX_BLOCKS = 5_000


@dataclass(slots=True, eq=False)
class Node:
    """`parts` are its own text (as it stands in the source) and its children, in order.

    `structure` are pieces of Liquid in it that stand around its children.
    """

    tag: str
    start: int
    content_start: int
    content_end: int
    end: int
    opening: Tag | None = None
    parent: "Node | None" = None
    depth: int = 0
    parts: "list[str | Node]" = field(default_factory=list)
    around: list[Around] = field(default_factory=list)
    structure: list[str] = field(default_factory=list)

    @property
    def children(self) -> Iterator["Node"]:
        return (part for part in self.parts if isinstance(part, Node))

    @property
    def text(self) -> str:
        """What people read of it, without its children's."""
        text = "".join(part if isinstance(part, str) else " " for part in self.parts)
        for piece in self.structure:
            text = text.replace(piece, " ", 1)
        return " ".join(unescape(text).split())

    def attributes(self, source: str) -> tuple[Attribute, ...]:
        given = self.opening.attributes if self.opening else ()
        first: dict[str, Attribute] = {}  # of two with one name, the first counts
        for place in given:
            first.setdefault(place.name, _attribute(place, source))
        return tuple(first.values())


def _attribute(place: Place, source: str) -> Attribute:
    value = unescape(source[place.value_start : place.value_end])
    return Attribute(
        source[place.start : place.start + len(place.name)].lower(),
        value,
        place.start,
        place.end,
        place.value_start,
        place.value_end,
        place.quote,
    )


class Grower:
    """What both languages share: a stack of open nodes and who holds which place."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        length = len(reading.source)
        self.root = Node("", 0, 0, length, length)
        self.stack = [self.root]
        self.count = 0
        self.too_deep = self.too_many = False
        self._starts: list[int] = [0]
        self._holders: list[Node] = [self.root]
        self._read = 0  # up to here the source's text has been given to nodes

    @property
    def top(self) -> Node:
        return self.stack[-1]

    def holder(self, offset: int) -> Node:
        """The innermost node whose content holds a place."""
        return self._holders[bisect_right(self._starts, offset) - 1]

    def text_until(self, start: int, resume: int) -> None:
        """Give the text up to `start` to the open node; what follows begins at `resume`."""
        if start > self._read:
            self.top.parts.append(self.reading.source[self._read : start])
        self._read = max(self._read, resume)

    def other(self, token: Text, *, shown: bool) -> None:
        """A raw text is text where it is `shown`; a comment never is."""
        if token.kind == "comment":
            self.text_until(token.start - len("<!--"), token.end)
        else:
            self.text_until(token.end if shown else token.start, token.end)

    def apart(self, tag: Tag) -> None:
        """A tag that is no node."""
        if tag.name in _APART:
            self.top.parts.append(" ")

    def fits(self) -> bool:
        """Whether another node may be made here."""
        self.too_deep = self.too_deep or len(self.stack) > MAX_DEPTH
        self.too_many = self.too_many or self.count >= MAX_BLOCKS
        return len(self.stack) <= MAX_DEPTH and self.count < MAX_BLOCKS

    def open(self, tag: Tag, *, empty: bool) -> None:
        """A node for a tag; `empty` when nothing can stand in it."""
        node = Node(tag.name, tag.start, tag.end, tag.end, tag.end, tag, self.top, len(self.stack))
        self.top.parts.append(node)
        self.count += 1
        if not empty:
            self.stack.append(node)
            self._hold(tag.end)

    def close(self, content_end: int, end: int) -> None:
        """The innermost open node ends."""
        node = self.stack.pop()
        node.content_end, node.end = content_end, end
        self._hold(end)

    def finish(self) -> None:
        """Close what is still open at the end of the source."""
        length = len(self.reading.source)
        self.text_until(length, length)
        while len(self.stack) > 1:
            self.close(length, length)

    def _hold(self, offset: int) -> None:
        self._starts.append(offset)
        self._holders.append(self.top)
