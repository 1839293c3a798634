"""A document and its blocks: values that never change."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from templates_app.rendering.formats import Format
from templates_app.rendering.problems import Lines, Problem


@dataclass(frozen=True, slots=True)
class Attribute:
    """`value` with its entities read; `source[start:end]` is all of it, the value inside."""

    name: str
    value: str
    start: int
    end: int
    value_start: int
    value_end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Around:
    """Liquid around a block and perhaps its neighbours.

    `name` is "if", "unless", "elsif", "else", "case", "when", "for" or "tablerow"; `expression`
    what follows it. `source[start:end]` opens and `source[close_start:close_end]` closes it,
    each with the mj-raw that holds it; for a branch such as "else" these are of the whole.
    """

    name: str
    expression: str
    start: int
    end: int
    close_start: int
    close_end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One element of the email.

    `kind` and `label` are plain words ("button", "button “Shop now”"); `path` says where it
    stands, such as "mjml.1/body.1/section.2". The element is `source[start:end]`, its content
    `source[content_start:content_end]`, its opening tag ends where the content starts.
    `text` is its own text without that of its children, spaces squeezed, Liquid kept.
    """

    id: str
    tag: str
    kind: str
    label: str
    path: str
    parent: str | None
    children: tuple[str, ...]
    start: int
    end: int
    content_start: int
    content_end: int
    self_closing: bool
    text: str
    attributes: tuple[Attribute, ...] = ()
    around: tuple[Around, ...] = ()

    def attribute(self, name: str) -> Attribute | None:
        return next((found for found in self.attributes if found.name == name), None)

    def value(self, name: str) -> str | None:
        """An attribute's value; None when it is not there."""
        found = self.attribute(name)
        return None if found is None else found.value


@dataclass(frozen=True, slots=True)
class Ids:
    """Which block has which id: what is stored beside a source. Block path → id."""

    by_path: Mapping[str, str]

    def json(self) -> str:
        """A small JSON object, the same for the same ids."""
        return json.dumps(dict(self.by_path), separators=(",", ":"), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Ids":
        """Raises ValueError for anything but an object of strings."""
        found = json.loads(text)
        if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
            raise ValueError("ids are an object of strings")
        return cls(found)


NO_IDS = Ids({})


@dataclass(frozen=True)
class Document:
    """A source with its blocks in the order in which they begin.

    `problems` says why it cannot be edited block by block; () when it can.
    """

    source: str
    format: Format
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Block]:
        return {block.id: block for block in self.blocks}

    @cached_property
    def ids(self) -> Ids:
        return Ids({block.path: block.id for block in self.blocks})

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.source)

    @cached_property
    def roots(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.parent is None)

    def parent(self, block: Block) -> Block | None:
        return None if block.parent is None else self.by_id[block.parent]

    def children(self, block: Block) -> tuple[Block, ...]:
        return tuple(self.by_id[child] for child in block.children)

    def ancestors(self, block: Block) -> Iterator[Block]:
        """From the parent outwards."""
        above = self.parent(block)
        while above is not None:
            yield above
            above = self.parent(above)

    def within(self, block: Block) -> Iterator[Block]:
        """The block and everything in it, in the order of the source."""
        stack = [block]
        while stack:
            yield (now := stack.pop())
            stack.extend(reversed(self.children(now)))

    def markup(self, block: Block) -> str:
        return self.source[block.start : block.end]

    def content(self, block: Block) -> str:
        return self.source[block.content_start : block.content_end]

    def opening(self, block: Block) -> str:
        return self.source[block.start : block.content_start]

    def at(self, offset: int) -> Block | None:
        """The innermost block around a place of the source."""
        index = bisect_right(self.blocks, offset, key=lambda block: block.start) - 1
        found = self.blocks[index] if index >= 0 else None
        while found is not None and offset >= found.end:
            found = self.parent(found)
        return found

    def with_ids(self, ids: Sequence[str]) -> "Document":
        """The same blocks under other ids, one a block and no two alike."""
        if tuple(ids) == tuple(block.id for block in self.blocks):
            return self
        names = {block.id: given for block, given in zip(self.blocks, ids, strict=True)}
        blocks = tuple(
            replace(
                block,
                id=names[block.id],
                parent=None if block.parent is None else names[block.parent],
                children=tuple(names[child] for child in block.children),
            )
            for block in self.blocks
        )
        return replace(self, blocks=blocks)


_TOLD_APART = 2_000  # characters of a block; more would make deep nesting dear


def fresh_id(path: str, markup: str, taken: set[str]) -> str:
    """An id for a new block, added to `taken`: ten hexadecimal digits.

    Made from where the block stands and what it is, so that parsing twice gives the same, and
    another block that later comes to the same place does not get it.
    """
    salt, start = 0, markup[:_TOLD_APART]
    while (made := sha256(f"{salt}\0{path}\0{start}".encode()).hexdigest()[:10]) in taken:
        salt += 1
    taken.add(made)
    return made
