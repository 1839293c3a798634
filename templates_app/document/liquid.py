"""Conditions and loops that stand around whole blocks.

Written bare between blocks, or, as MJML wants it, each in an mj-raw of its own. Liquid whose
two ends do not stand in one place of the tree, or that has no block inside, is left as text.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from templates_app.rendering.pieces import Kind, Piece

from .blocks import Around
from .tree import Grower, Node

_SPANS = frozenset({"if", "unless", "case", "for", "tablerow"})
_BRANCHES = frozenset({"elsif", "else", "when"})
_INSIDE = re.compile(r"\{%-?\s*\w+\s*(.*?)\s*-?%\}", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
_MAX_NESTING = 30  # python-liquid renders no more


@dataclass(frozen=True, slots=True)
class _Mark:
    """A control tag: the node that holds it, and the range that it takes there."""

    piece: Piece
    holder: Node
    start: int
    end: int


class _Finder:
    def __init__(self, grower: Grower) -> None:
        self.grower = grower
        self.source = grower.reading.source
        self.hollow: dict[Node, None] = {}  # mj-raw that holds nothing but control tags
        self.children: dict[Node, tuple[list[int], list[Node]]] = {}

    def find(self) -> None:
        stack: list[list[_Mark]] = []
        for piece in self.grower.reading.pieces:
            if piece.kind is Kind.COMMENT:  # never written out, so no text
                self.grower.holder(piece.start).structure.append(
                    self.source[piece.start : piece.end]
                )
            if piece.kind is not Kind.TAG:
                continue
            if piece.name in _SPANS:
                stack.append([self.mark(piece)])
            elif piece.name in _BRANCHES and stack:
                stack[-1].append(self.mark(piece))
            elif stack and piece.name == f"end{stack[-1][0].piece.name}":
                marks = [*stack.pop(), self.mark(piece)]
                if len(stack) < _MAX_NESTING:
                    self.surround(marks)
        for raw in self.hollow:
            assert raw.parent is not None  # noqa: S101 - the root is no mj-raw
            raw.parent.parts.remove(raw)

    def mark(self, piece: Piece) -> _Mark:
        raw = self.grower.holder(piece.start)
        if raw.tag == "mj-raw" and raw.parent is not None and self.is_control(raw):
            return _Mark(piece, raw.parent, raw.start, raw.end)
        return _Mark(piece, raw, piece.start, piece.end)

    def is_control(self, raw: Node) -> bool:
        return not _TAG.sub("", self.source[raw.content_start : raw.content_end]).strip()

    def surround(self, marks: list[_Mark]) -> None:
        holder = marks[0].holder
        if any(mark.holder is not holder for mark in marks):
            return
        inside = [self.between(opens, closes) for opens, closes in pairwise(marks)]
        if not any(inside):
            return
        for opens, nodes in zip(marks, inside, strict=False):
            expression = _INSIDE.match(self.source, opens.piece.start)
            around = Around(
                opens.piece.name,
                expression[1] if expression else "",
                marks[0].start,
                marks[0].end,
                marks[-1].start,
                marks[-1].end,
            )
            for node in nodes:
                node.around.insert(0, around)
        for mark in marks:
            if mark.start < mark.piece.start:
                self.hollow[self.grower.holder(mark.piece.start)] = None
            holder.structure.append(self.source[mark.piece.start : mark.piece.end])

    def between(self, opens: _Mark, closes: _Mark) -> list[Node]:
        if opens.holder not in self.children:
            nodes = sorted(opens.holder.children, key=lambda node: node.start)
            self.children[opens.holder] = [node.start for node in nodes], nodes
        starts, nodes = self.children[opens.holder]
        found = nodes[bisect_left(starts, opens.end) : bisect_left(starts, closes.start)]
        return [node for node in found if node not in self.hollow]


def find_around(grower: Grower) -> None:
    """Write into every node what stands around it, outermost first.

    An mj-raw that holds nothing but such Liquid is no block: it leaves the tree.
    """
    _Finder(grower).find()
