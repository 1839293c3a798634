"""Which data a source asks for, found without filling it in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from liquid import Node, RenderContext
from liquid.builtin.expressions import FilteredExpression, LoopExpression, Path
from liquid.expression import Expression

from .problems import Lines
from .syntax import LiquidProblems, parse

_NUMERIC_FILTERS = frozenset(
    {
        "abs", "at_least", "at_most", "ceil", "divided_by", "floor", "minus", "modulo", "plus",
        "round", "times",
    }
)  # fmt: skip
_LIST_FILTERS = frozenset(
    {
        "compact", "concat", "first", "join", "last", "map", "reverse", "sort", "sort_natural",
        "sum", "uniq", "where",
    }
)  # fmt: skip
_COMPARISONS = frozenset({"LtExpression", "GtExpression", "LeExpression", "GeExpression"})
_NAMED = (
    (re.compile(r"(?:^|_)(?:image|img|logo|avatar|photo|picture|banner)(?:_url|_src)?$"), "image"),
    (re.compile(r"(?:^|_)(?:url|link|href|uri)$"), "url"),
    (re.compile(r"(?:^|_)(?:date|day|time|at|on)$"), "date"),
    (re.compile(r"^(?:is|has|show|can)_"), "boolean"),
)
_EXAMPLES: Mapping[str, object] = {
    "number": 1,
    "boolean": True,
    "date": "2026-01-31",
    "url": "https://example.com/",
    "image": "https://example.com/image.png",
}


@dataclass(frozen=True, slots=True)
class Variable:
    """`name` is a path such as "customer.first_name" or "items[].price".

    `kind` is a guess from its use and name: "string", "number", "boolean", "date", "url",
    "image" or "list". `lines` are those of the first source that uses it, from 1.
    """

    name: str
    kind: str
    lines: tuple[int, ...]


@dataclass(slots=True)
class _Use:
    hints: list[str] = field(default_factory=list)
    offsets: set[int] = field(default_factory=set)


Scope = Mapping[str, str | None]  # what a local name stands for; None: nothing of the data


class _Analysis:
    def __init__(self) -> None:
        self.uses: dict[str, _Use] = {}
        self.assigned: dict[str, str | None] = {}

    def node(self, node: Node, scope: Scope, context: RenderContext) -> None:
        inner = {**scope}
        for name in node.block_scope():
            inner[str(name)] = None
        for expression in node.expressions():
            self.expression(expression, scope, "")
            if isinstance(expression, LoopExpression):
                inner[expression.identifier] = self.items_of(expression, scope)
        for name in node.template_scope():
            self.assigned[str(name)] = None
        for child in node.children(context, include_partials=False):
            self.node(child, inner, context)

    def items_of(self, loop: LoopExpression, scope: Scope) -> str | None:
        if not isinstance(loop.iterable, Path):
            return None
        name = self.name(loop.iterable, scope)
        return None if name is None else f"{name}[]"

    def expression(self, expression: Expression, scope: Scope, hint: str) -> None:
        kind = type(expression).__name__
        if isinstance(expression, Path):
            self.use(expression, scope, hint)
        elif isinstance(expression, FilteredExpression):
            filters = [filt.name for filt in expression.filters or ()]
            self.expression(expression.left, scope, _hint_of(filters) or "string")
            for child in expression.children()[1:]:
                self.expression(child, scope, "")
        elif isinstance(expression, LoopExpression):
            self.expression(expression.iterable, scope, "list")
            for child in expression.children()[1:]:
                self.expression(child, scope, "number")
        else:
            inner = hint
            if kind in _COMPARISONS:
                inner = "number"
            elif kind == "BooleanExpression":
                inner = "boolean"
            elif "Logical" not in kind and "Not" not in kind:
                inner = ""
            for child in expression.children():
                self.expression(child, scope, inner)

    def use(self, path: Path, scope: Scope, hint: str) -> None:
        for segment in path.path:
            if isinstance(segment, Path):
                self.use(segment, scope, "")
        name = self.name(path, scope)
        if name is None:
            return
        if name.endswith(".size"):
            name, hint = name.removesuffix(".size"), "list"
        use = self.uses.setdefault(name, _Use())
        use.offsets.add(path.token.start_index)
        if hint:
            use.hints.append(hint)

    def name(self, path: Path, scope: Scope) -> str | None:
        root = str(path.path[0])
        if root in scope or root in self.assigned:
            root_name = scope.get(root, self.assigned.get(root))
            if root_name is None:
                return None
        else:
            root_name = root
        parts = [root_name]
        for segment in path.path[1:]:
            if isinstance(segment, str) and segment not in {"first", "last"}:
                parts.append(f".{segment}")
            else:
                parts.append("[]")
        return "".join(parts)


def _hint_of(filters: list[str]) -> str:
    for name in filters:
        if name in _NUMERIC_FILTERS:
            return "number"
        if name in _LIST_FILTERS:
            return "list"
        if name == "date":
            return "date"
    return ""


def _kind(name: str, use: _Use) -> str:
    """The strongest sign: a list by how it is used, then other uses, then its name."""
    for kind in ("list", "number", "date"):
        if kind in use.hints:
            return kind
    leaf = name.rpartition(".")[2].removesuffix("[]").lower()
    for pattern, kind in _NAMED:
        if pattern.search(leaf):
            return kind
    return "boolean" if "boolean" in use.hints and "string" not in use.hints else "string"


def variables(*sources: str) -> tuple[Variable, ...]:
    """What the sources (body, subject, preheader …) read from the data, sorted by name.

    Names made by loops, `assign` and `capture` are not data; a loop's items show as
    "items[].name". A source that does not parse contributes nothing.
    """
    is_usual = sum(map(len, sources)) <= _MOST_KEPT
    return _kept(*sources) if is_usual else _read(*sources)


def _read(*sources: str) -> tuple[Variable, ...]:
    found: dict[str, _Use] = {}
    lines: dict[str, tuple[int, ...]] = {}
    for source in sources:
        places = Lines(source)
        for name, use in _uses(source).items():
            known = found.setdefault(name, _Use())
            known.hints.extend(use.hints)
            if name not in lines:
                lines[name] = tuple(sorted({places.place(at)[0] for at in use.offsets}))
    for name in list(found):
        # `items[].name` or `items[0]` makes a list of `items`, named or not.
        for at, sign in enumerate(name):
            if sign == "[":
                found.setdefault(name[:at], _Use()).hints.append("list")
                lines.setdefault(name[:at], lines[name])
    return tuple(
        Variable(name, _kind(name, use), lines[name])
        for name, use in sorted(found.items())
        # `{% if customer %}` beside `customer.name` asks for no value of its own.
        if "list" in use.hints or not any(other.startswith(f"{name}.") for other in found)
    )


# A template is shown far more often than it is changed, and reading one takes a quarter of that.
_kept = lru_cache(maxsize=256)(_read)
_MOST_KEPT = 64 * 2**10  # characters; so no more than 16 MB are kept in all


def _uses(source: str) -> dict[str, _Use]:
    try:
        template = parse(source).template
    except LiquidProblems:
        return {}
    analysis, context = _Analysis(), RenderContext(template)
    for node in template.nodes:
        analysis.node(node, {}, context)
    return analysis.uses


def sample_for(found: Iterable[Variable]) -> dict[str, object]:
    """Sample data that has every variable, with speaking values to be replaced."""
    sample: dict[str, object] = {}
    for variable in found:
        _place(sample, variable.name.replace("[]", ".[]").split("."), variable.kind)
    return sample


def _place(holder: dict[str, object], path: list[str], kind: str) -> None:
    name, *rest = path
    if not rest:
        holder.setdefault(name, [] if kind == "list" else _example(name, kind))
        return
    if rest[0] != "[]":
        inner = holder.get(name)
        if not isinstance(inner, dict):
            inner = holder[name] = {}
        _place(inner, rest, kind)
        return
    items = holder.get(name)
    if not isinstance(items, list):
        items = holder[name] = []
    if len(rest) == 1:
        items[:] = items or [_example(name, kind)]
        return
    if not items or not isinstance(items[0], dict):
        items[:] = [{}]
    _place(items[0], rest[1:], kind)


def _example(name: str, kind: str) -> object:
    return _EXAMPLES.get(kind, name.replace("_", " ").strip().capitalize())
