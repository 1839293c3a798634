"""Plain HTML as blocks: tables with rows and cells, texts, images, links that look like buttons.

Elements are closed as browsers close them where authors left the end tag out. Inline elements
are part of the text that holds them; so is a link, unless it stands alone or is a button.
"""

import re
from collections import Counter

from templates_app.rendering.markup import Tag
from templates_app.rendering.reading import Reading

from .kinds import HTML_KINDS, VOID_HTML
from .tree import Grower, Node

# An end tag of anything else does not close what stands around these.
_SCOPES = frozenset({"", "table", "td", "th", "body", "html"})
_PARAGRAPH_ENDS = frozenset(HTML_KINDS) - {"a", "img", "style", "title"}
_IMPLIED = {"td": {"td", "th"}, "th": {"td", "th"}, "tr": {"td", "th", "tr"}}
_ENDS_CELLS = frozenset({"tbody", "thead", "tfoot"})
_BUTTON_CLASS = re.compile(r"\b(?:btn|button|cta)", re.IGNORECASE)
_BUTTON_STYLE = re.compile(
    r"background|(?:^|[;\s])(?:padding|border)\s*:|display\s*:\s*(?:inline-)?block", re.IGNORECASE
)
_CELLS_AROUND = 6  # a cell, its row and its table, twice
_LIQUID_TAG = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{%.*?%\}", re.DOTALL)


class _Html(Grower):
    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        self._scopes: list[Counter[str]] = [Counter()]  # open tags, by scope

    def grow(self) -> None:
        for token in self.reading.tokens:
            if not isinstance(token, Tag):
                self.other(token, shown=self.top.tag == token.kind)
                continue
            self.text_until(token.start, token.end)
            if token.closing:
                self._end(token)
            else:
                self._begin(token)
        self.finish()

    def _begin(self, tag: Tag) -> None:
        self._close_implied(tag)
        if tag.name in HTML_KINDS and self.fits():
            # HTML knows no self-closing tags; what cannot hold anything is empty.
            self.open(tag, empty=tag.name in VOID_HTML)
            if tag.name not in VOID_HTML:
                self._scopes[-1][tag.name] += 1
                if tag.name in _SCOPES:
                    self._scopes.append(Counter())
        else:
            self.apart(tag)

    def _end(self, tag: Tag) -> None:
        if tag.name in _ENDS_CELLS:
            self._close_all({"td", "th", "tr"}, tag.start)
        elif tag.name in _SCOPES:
            if any(scope[tag.name] for scope in self._scopes):
                while self.top.tag != tag.name:
                    self._close(tag.start, tag.start)
                self._close(tag.start, tag.end)
        elif tag.name == "tr":
            self._close_all({"td", "th"}, tag.start)
            if self._scopes[-1]["tr"]:
                self._close_to("tr", tag)
        elif self._scopes[-1][tag.name]:
            self._close_to(tag.name, tag)
        else:
            self.apart(tag)

    def _close_to(self, name: str, tag: Tag) -> None:
        while self.top.tag != name:
            self._close(tag.start, tag.start)
        self._close(tag.start, tag.end)

    def _close_implied(self, tag: Tag) -> None:
        if tag.name in _IMPLIED:
            self._close_all(_IMPLIED[tag.name], tag.start)
        elif tag.name in _ENDS_CELLS:
            self._close_all({"td", "th", "tr"}, tag.start)
        elif tag.name in _PARAGRAPH_ENDS and self._scopes[-1]["p"]:
            while self._scopes[-1]["p"]:
                self._close(tag.start, tag.start)
        elif tag.name == "a" and self._scopes[-1]["a"]:
            while self._scopes[-1]["a"]:
                self._close(tag.start, tag.start)

    def _close_all(self, names: set[str], at: int) -> None:
        """Close open nodes of these names, and what is open in them, up to their table."""
        last = next(
            (
                index
                for index in range(len(self.stack) - 1, 0, -1)
                if self.stack[index].tag in names | {"table"}
            ),
            0,
        )
        while last and self.stack[last].tag in names:
            while len(self.stack) > last:
                self._close(at, at)
            last -= 1

    def _close(self, content_end: int, end: int) -> None:
        tag = self.top.tag
        if tag in _SCOPES:
            self._scopes.pop()
        self._scopes[-1][tag] -= 1
        self.close(content_end, end)


def is_button(node: Node, source: str) -> bool:
    """Whether a link looks like a button: by itself, or by the table that it fills."""
    given = {found.name: found.value for found in node.attributes(source)}
    if (
        _BUTTON_CLASS.search(given.get("class", ""))
        or given.get("role", "").lower() == "button"
        or _BUTTON_STYLE.search(given.get("style", ""))
    ):
        return True
    for _ in range(_CELLS_AROUND):  # what holds nothing but this link
        above = node.parent
        if above is None or len(list(above.children)) != 1 or above.tag in {"", "body", "html"}:
            break
        classes = (found.value for found in above.attributes(source) if found.name == "class")
        if any(_BUTTON_CLASS.search(value) for value in classes):
            return True
        node = above
    return False


def _says_something(node: Node) -> bool:
    own = "".join(part for part in node.parts if isinstance(part, str))
    return bool(_LIQUID_TAG.sub("", own).replace("&nbsp;", "").strip())


def _dissolve_links(root: Node, source: str) -> None:
    """Links in a running text become part of it."""
    stack = [root]
    while stack:
        node = stack.pop()
        links = [child for child in node.children if child.tag == "a"]
        inline = {link for link in links if not is_button(link, source)}
        if inline and (len(links) > 1 or _says_something(node)):
            parts: list[str | Node] = []
            for part in node.parts:
                parts.extend(part.parts if isinstance(part, Node) and part in inline else [part])
            node.parts = parts
            for child in node.children:
                child.parent = node
        stack.extend(node.children)


def grow_html(reading: Reading) -> Grower:
    """The tree of a plain HTML source; never fails."""
    grower = _Html(reading)
    grower.grow()
    _dissolve_links(grower.root, reading.source)
    return grower
