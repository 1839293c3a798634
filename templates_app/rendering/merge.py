"""Filling a template in: Liquid with one recipient's data."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, Union

from liquid.exceptions import LiquidError

from .environment import MAX_SECONDS, Run, current_run, weight
from .problems import Problem
from .syntax import LiquidProblems, as_problem, parse

JSON: TypeAlias = Union[
    bool, int, float, str, "list[JSON]", "tuple[JSON, ...]", "Mapping[str, JSON]", None
]
MAX_DATA_WEIGHT = 4_000_000
_SENTENCES = {
    "LoopIterationLimitError": "The loops here go round too often; use shorter lists.",
    "OutputStreamLimitError": "The filled-in email grows past 4 MB; use shorter lists.",
    "LocalNamespaceLimitError": "The assigned values grow too big; assign less.",
    "ContextDepthError": "The blocks here are nested too deeply.",
}


@dataclass(frozen=True, slots=True)
class Merged:
    """The text filled in, and the paths it used that the data lacks ("items[].name")."""

    text: str
    missing: tuple[str, ...]


class MergeError(Exception):
    """The template cannot be filled in; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def merge(source: str, data: Mapping[str, JSON], *, html: bool = True) -> Merged:
    """Fill `source` in with plain data, values escaped for HTML when `html`.

    A value the data lacks becomes "" and is named in `missing`, unless a `default` or a
    condition takes care of it. Raises MergeError, and nothing else, for any source and any
    JSON data, within 3 seconds and 4 MB of output.
    """
    try:
        parsed = parse(source, html=html)
    except LiquidProblems as found:
        raise MergeError(found.problems[0]) from found
    if weight(data, MAX_DATA_WEIGHT) > MAX_DATA_WEIGHT:
        raise MergeError(Problem("This data is too big to fill in; send less.", code="size"))
    run = Run(time.monotonic() + MAX_SECONDS, parsed.forgiven)
    token = current_run.set(run)
    try:
        text = parsed.template.render(data)
    except LiquidError as error:
        raise MergeError(_problem(error, source)) from error
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
        # A value of an unforeseen kind inside an expression: python-liquid lets these through.
        raise MergeError(
            Problem("A value in the data does not fit how the template uses it.", code="liquid")
        ) from error
    finally:
        current_run.reset(token)
    return Merged(text, tuple(run.missing))


def _problem(error: LiquidError, source: str) -> Problem:
    problem = as_problem(error, source)
    sentence = _SENTENCES.get(type(error).__name__)
    if sentence is None:
        return problem
    return Problem(sentence, problem.line, problem.column, code="liquid")
