"""Parsing Liquid: once per text, with every mistake as a problem at its place."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from liquid import RenderContext
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.exceptions import LiquidError, UnknownFilterError

from .cache import Recent
from .environment import HTML, TEXT, Liquid, Template
from .pieces import BLOCKS, scan
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
    raw = str(error.args[0]) if error.args else ""
    sentence = _sentence(re.sub(r"\s+", " ", raw)[:300].rstrip("."))
    at = error.token.start_index if error.token is not None else -1
    if not 0 <= at <= len(source):
        at = _find(source)
    if at < 0:
        return Problem(sentence, code="liquid")
    return Lines(source).problem(sentence, at, code="liquid")


# python-liquid's words for the commonest mistakes, and ours.
_SENTENCES = (
    (r"[Ee]xpected .*found end of expression", "This Liquid ends too early; something is missing."),
    (r"missing expression", "This tag is empty; say what it is about."),
    (r"unknown filter '(.*)'", "There is no filter named {}; check its spelling."),
    (r"unexpected tag '(else|elsif|when)'", "{{% {} %}} stands outside of any block."),
    (r"unexpected tag '(.*)'", "There is no tag named {}; check its spelling."),
    (r"unexpected (?:'\"'|\"'\")", "A quotation mark is missing in this Liquid."),
    (r"[Ee]xpected end of expression, found '='", "Write == to compare."),
    (
        r"[Ee]xpected end of expression",
        "This expression should have ended here; a dot, a filter or an operator is missing.",
    ),
    (r"unexpected '&'", "Write and instead of &&."),
    (r"unexpected '(.*)'", "Liquid has no use for {} here."),
    (r"unexpected liquid parsing error", "This Liquid cannot be read."),
)


def _sentence(message: str) -> str:
    for pattern, sentence in _SENTENCES:
        match = re.match(pattern, message)
        if match:
            return sentence.format(*match.groups())
    return f"{message[:1].upper()}{message[1:]}."


def _find(source: str) -> int:
    """Where the first piece stands that does not parse by itself; -1 when all do.

    python-liquid names no place for what ends too early.
    """
    for piece in scan(source).pieces:
        text = source[piece.start : piece.end]
        if piece.name in BLOCKS:
            text += f"{{% end{piece.name} %}}"
        elif piece.name in {"elsif", "when"}:
            block = "if x" if piece.name == "elsif" else "case x"
            text = f"{{% {block} %}}{text}{{% end{block.split(maxsplit=1)[0]} %}}"
        elif piece.name.startswith("end") or piece.name in {"else", "raw"}:
            continue
        try:
            HTML.from_string(text)
        except LiquidError:
            return piece.start
    return -1


def _filters(template: Template) -> Iterator[FilteredExpression]:
    """Every expression with filters, wherever it stands."""
    context = RenderContext(template)
    nodes = list(template.nodes)
    while nodes:
        node = nodes.pop()
        nodes.extend(node.children(context, include_partials=False))
        expressions = list(node.expressions())
        while expressions:
            expression = expressions.pop()
            expressions.extend(expression.children())
            if isinstance(expression, FilteredExpression) and expression.filters:
                yield expression


def _forgiven(template: Template) -> Iterator[int]:
    """Where paths start that have a `default`; an unknown filter is a problem.

    python-liquid would complain about that only when the place is reached.
    """
    unknown = []
    for expression in _filters(template):
        names = {filt.name for filt in expression.filters or ()}
        if "default" in names and isinstance(expression.left, Path):
            yield expression.left.token.start_index
        unknown += [
            UnknownFilterError(f"unknown filter '{filt.name}'", token=filt.token)
            for filt in expression.filters or ()
            if filt.name not in template.env.filters
        ]
    if unknown:
        source = unknown[0].token.source if unknown[0].token else ""
        problems = [as_problem(error, source) for error in unknown]
        raise LiquidProblems(
            tuple(sorted(problems, key=lambda one: (one.line or 0, one.column or 0)))
        )
