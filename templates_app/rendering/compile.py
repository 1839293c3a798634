"""From an author's source to the HTML of the email, with everything there is to say about it."""

import hashlib
import re
import sys
from dataclasses import dataclass, replace

from .cache import Recent
from .compiler import (
    MAX_SOURCE_BYTES,
    Compiler,
    CompilerCrashed,
    CompilerOutOfMemory,
    CompilerTimeout,
)
from .formats import Format
from .inline import inline_css
from .mjml import prepare
from .preheader import insert_preheader
from .problems import Problem, Severity
from .reading import Reading
from .syntax import check
from .unsafe import compiled_unsafe, unsafe

MAX_TAGS = 50_000  # an email of 1 MB has about 16,000
_INVALID_VALUE = re.compile(
    r"\S+: Attribute \S+ has invalid value: (?P<value>.*) for type ", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Compiled:
    """`html` still holds its Liquid; "" when the source has errors that leave none."""

    html: str
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(found for found in self.problems if found.severity is Severity.ERROR)


_compiled: Recent[Compiled] = Recent(32_000_000, lambda known: sys.getsizeof(known.html) + 1000)


def compile_source(
    source: str, format: Format, *, compiler: Compiler, preheader: str = ""
) -> Compiled:
    """Compile; a bad source never raises but comes back with its problems in source order.

    The same source, format and preheader give the same bytes, and cost nothing the second
    time. Raises CompilerUnavailable when no compiler can be had, which no source can cause.
    """
    problem = _unfit(source) or _unfit(preheader)
    if problem is not None:
        return Compiled("", (problem,))
    key = _key(source, format, compiler, preheader)
    known = _compiled.get(key)
    if known is None:
        try:
            known = _compile(source, format, compiler, preheader)
        except (CompilerTimeout, CompilerOutOfMemory, CompilerCrashed) as error:
            # Not kept: a busy machine can be the reason.
            return Compiled("", (Problem(error.sentence, code="compiler"),))
        _compiled.put(key, known)
    return known


def _key(source: str, format: Format, compiler: Compiler, preheader: str) -> str:
    parts = (str(compiler.bundle), format.value, preheader, source)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _unfit(text: str) -> Problem | None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        return Problem("This is not valid text: half of a character is missing.", line, code="text")
    if size > MAX_SOURCE_BYTES:
        return Problem(
            f"This source has {size / 1_000_000:.1f} MB; the most is 1 MB. Take something out.",
            code="size",
        )
    if text.count("<") > MAX_TAGS:
        return Problem(f"This source has more than {MAX_TAGS:,} tags; take some out.", code="size")
    return None


def _compile(source: str, format: Format, compiler: Compiler, preheader: str) -> Compiled:
    reading = Reading.of(source)
    liquid = (*check(source), *_of_preheader(preheader))
    if not source.strip():
        return Compiled("", (Problem("This email is empty; write something first.", code="empty"),))
    if format is Format.MJML:
        html, problems = _from_mjml(reading, compiler, replaces_preview=bool(preheader.strip()))
    else:
        html, problems = inline_css(reading)
    problems = (*liquid, *problems, *unsafe(reading))
    if html and not liquid:
        problems += _after_compiling(html, problems)
        html = insert_preheader(html, preheader)
    errors = any(found.code == "liquid" and found.severity is Severity.ERROR for found in problems)
    return Compiled("" if errors else html, tuple(sorted(problems, key=_place)))


def _of_preheader(preheader: str) -> tuple[Problem, ...]:
    return tuple(
        Problem(f"In the preheader: {found.message}", code="liquid") for found in check(preheader)
    )


def _place(problem: Problem) -> tuple[int, int]:
    return problem.line or 0, problem.column or 0


def _from_mjml(
    reading: Reading, compiler: Compiler, *, replaces_preview: bool
) -> tuple[str, tuple[Problem, ...]]:
    prepared = prepare(reading, drop_preview=replaces_preview)
    html, found = compiler.compile_mjml(prepared.text)
    html = prepared.words.restore(html)
    told = (replace(one, message=prepared.words.restore(one.message)) for one in found)
    said = tuple(one for one in told if not _is_fine(one, html))
    return html, (*prepared.problems, *said)


def _is_fine(problem: Problem, html: str) -> bool:
    """MJML cannot know what `color="{{ brand }}"` will be; it only matters in its sums."""
    match = _INVALID_VALUE.match(problem.message)
    return match is not None and "{" in match["value"] and "NaN" not in html


def _after_compiling(html: str, known: tuple[Problem, ...]) -> tuple[Problem, ...]:
    lost = (
        Problem(
            "Compiling moved or lost Liquid of this source, and what is left does not fit "
            f"together: {found.message} Put blocks around whole components.",
            code="liquid",
        )
        for found in check(html)[:1]
    )
    return (*lost, *compiled_unsafe(html, known))
