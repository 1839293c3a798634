"""Parsing Liquid: once per text, with every mistake as a problem at its place."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from liquid import Node, RenderContext
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.exceptions import LiquidError
from liquid.expression import Expression

from .cache import Recent
from .environment import HTML, TEXT, Liquid, Template
from .pieces import scan
from .problems import Lines, Problem


class LiquidProblems(Exception):
    """The text is no Liquid; `problems` is never empty."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Parsed:
    """A template, and the offsets of paths that have a `default` after them."""

    template: Template
    forgiven: frozenset[int]
    weight: int


_parsed: Recent[Parsed] = Recent(8_000_000, lambda parsed: parsed.weight)


def parse(source: str, *, html: bool = True) -> Parsed:
    """Parse, or raise LiquidProblems. Cached by text."""
    key = f"{html}{source}"
    known = _parsed.get(key)
    if known is not None:
        return known
    problems = scan(source).problems
    if problems:
        raise LiquidProblems(problems)
    template = _template(HTML if html else TEXT, source)
    parsed = Parsed(template, frozenset(_forgiven(template)), sys.getsizeof(source) * 2)
    _parsed.put(key, parsed)
    return parsed


def check(source: str) -> tuple[Problem, ...]:
    """Everything that is wrong with the Liquid of a source; () when it parses."""
    try:
        parse(source)
    except LiquidProblems as found:
        return found.problems
    return ()


def _template(environment: Liquid, source: str) -> Template:
    try:
        template = environment.from_string(source)
    except LiquidError as error:
        raise LiquidProblems((as_problem(error, source),)) from error
    except RecursionError as error:
        raise LiquidProblems((Problem("This Liquid is nested too deeply.", code="liquid"),)) from (
            error
        )
    assert isinstance(template, Template)  # noqa: S101 - for the type checker
    return template


def as_problem(error: LiquidError, source: str) -> Problem:
    """python-liquid's complaint as a sentence with its place."""
    cause = error.__cause__
    message = str(error.args[0]) if error.args else "This Liquid cannot be read"
    if message == "unexpected liquid parsing error" and cause is not None:
        message = "This Liquid cannot be read"
    message = re.sub(r"\s+", " ", message)[:300].rstrip(".")
    sentence = message[:1].upper() + message[1:] + "."
    if error.token is None or not 0 <= error.token.start_index <= len(source):
        return Problem(sentence, code="liquid")
    return Lines(source).problem(sentence, error.token.start_index, code="liquid")


def children(node: Node, context: RenderContext) -> Iterator[Node]:
    yield from node.children(context, include_partials=False)


def _forgiven(template: Template) -> Iterator[int]:
    context = RenderContext(template)
    nodes = list(template.nodes)
    while nodes:
        node = nodes.pop()
        nodes.extend(children(node, context))
        for expression in node.expressions():
            yield from _defaulted(expression)


def _defaulted(expression: Expression) -> Iterator[int]:
    if (
        isinstance(expression, FilteredExpression)
        and isinstance(expression.left, Path)
        and any(filt.name == "default" for filt in expression.filters or ())
    ):
        yield expression.left.token.start_index
    for child in expression.children():
        yield from _defaulted(child)
