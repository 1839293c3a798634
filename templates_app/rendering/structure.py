"""The components of an MJML source as MJML's own parser sees them, with what is left open."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

from .markup import Tag
from .problems import Problem
from .reading import Reading

# Components whose content MJML takes as it stands (`endingTag` in its sources), and
# mj-html-attribute, which holds bare text.
ENDING = frozenset(
    {
        "mj-accordion-text", "mj-accordion-title", "mj-breakpoint", "mj-button",
        "mj-carousel-image", "mj-html-attribute", "mj-navbar-link", "mj-preview", "mj-raw",
        "mj-social-element", "mj-style", "mj-table", "mj-text", "mj-title",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Region:
    """From `start` on, until the next region: inside `parent` ("" outside everything).

    `free` inside the content of an ending component, which MJML does not parse.
    """

    start: int
    parent: str
    free: bool


class Structure:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._open: list[Tag] = []
        self._names: Counter[str] = Counter()  # in `_open`
        self._depth = 0  # of ending components, counted as MJML counts them
        self.root: Tag | None = None
        self.regions = [Region(0, "", free=False)]
        self.problems: list[Problem] = []
        for token in reading.tokens:
            if isinstance(token, Tag) and token.name.startswith("mj"):
                self._tag(token)
        for tag in self._open:
            self._unclosed(tag)
        self._starts = [region.start for region in self.regions]

    def at(self, offset: int) -> Region:
        return self.regions[bisect_right(self._starts, offset) - 1]

    def _tag(self, tag: Tag) -> None:
        if tag.name == "mj-include" and not tag.closing and self._depth == 0:
            self._report("There are no files here to include; paste what it holds instead.", tag)
        if tag.closing:
            self._close(tag)
        elif not tag.self_closing and (self._depth == 0 or tag.name in ENDING):
            self.root = self.root or (tag if tag.name == "mjml" else None)
            if self._depth == 0:
                self._open.append(tag)
                self._names[tag.name] += 1
            self._depth += tag.name in ENDING
        parent = self._open[-1].name if self._open else ""
        self.regions.append(Region(tag.end, parent, free=self._depth > 0))

    def _close(self, tag: Tag) -> None:
        if self._depth > 0 and tag.name in ENDING:
            self._depth -= 1
            if self._depth == 0:
                self._pop()
            return
        if not self._names[tag.name]:
            self._report(f"</{tag.name}> closes nothing; take it out.", tag)
            return
        while (opened := self._pop()).name != tag.name:
            self._unclosed(opened)
        self._depth = 0

    def _pop(self) -> Tag:
        tag = self._open.pop()
        self._names[tag.name] -= 1
        return tag

    def _unclosed(self, tag: Tag) -> None:
        self._report(f"<{tag.name}> is never closed; add </{tag.name}>.", tag)

    def _report(self, message: str, tag: Tag) -> None:
        self.problems.append(self._reading.lines.problem(message, tag.start, code="mjml"))
