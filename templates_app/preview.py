"""What an email looks like: compiled, merged with data, and everything there is to say about it."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.conf import settings

from craftify.errors import Unavailable
from craftify.observability import metrics
from craftify.observability.tracing import span
from templates_app.domain import Template, Version
from templates_app.rendering.compile import Compiled, compile_source
from templates_app.rendering.compiler import Compiler, CompilerUnavailable
from templates_app.rendering.formats import Format
from templates_app.rendering.merge import MergeError, merge
from templates_app.rendering.pieces import scan
from templates_app.rendering.problems import Lines, Problem
from templates_app.rendering.text import plain_text
from templates_app.rendering.variables import Variable, variables


@functools.cache
def compiler() -> Compiler:
    """This process's compiler; its child starts at the first use or at `warm()`."""
    config = settings.CRAFTIFY
    return Compiler(
        settings.MJML_BUNDLE,
        timeout_seconds=config.compiler_timeout_seconds,
        memory_mb=config.compiler_memory_mb,
    )


def warm_up() -> None:
    """Start the compiler's child, so that the first preview does not wait for it."""
    compiler().warm()


def probe() -> None:
    """For `/health`: whether the compiler can be had.

    Raises:
        CompilerUnavailable: its bundle was not built.
    """
    compiler().compile_mjml("<mjml><mj-body></mj-body></mjml>")


@dataclass(frozen=True, slots=True)
class Preview:
    """A merged email; `html` is empty when the source could not be compiled or merged.

    `size` is that of the merged HTML in bytes (Gmail clips at 102 KB).
    """

    html: str
    subject: str
    preheader: str
    problems: tuple[Problem, ...]
    variables: tuple[Variable, ...]
    missing: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes of the merged HTML."""
        return len(self.html.encode())

    @property
    def text(self) -> str:
        """The plain-text part, made from the HTML."""
        return plain_text(self.html)


def compiled(source: str, format: Format, preheader: str) -> Compiled:
    """The source compiled by this process's compiler; bad sources come back as problems.

    Raises:
        Unavailable: the compiler is busy or not there; it is not the source's fault.
    """
    try:
        with metrics.COMPILE_SECONDS.labels(format).time(), span("compile", format=str(format)):
            return compile_source(source, format, compiler=compiler(), preheader=preheader)
    except CompilerUnavailable as error:
        raise Unavailable(error.sentence, retryAfter=2) from error


def preview(
    *,
    source: str,
    format: Format,
    subject: str,
    preheader: str,
    data: Mapping[str, Any],
) -> Preview:
    """A draft as its recipient would see it with this data."""
    result = compiled(source, format, preheader)
    parts = _Parts(source, result.html, subject, preheader)
    return _merged(parts, data, result.problems)


def preview_template(template: Template, data: Mapping[str, Any] | None = None) -> Preview:
    """A template's draft with `data`, or with its sample data."""
    return preview(
        source=template.source,
        format=template.format,
        subject=template.subject,
        preheader=template.preheader,
        data=template.sample if data is None else data,
    )


def preview_version(version: Version, data: Mapping[str, Any] | None = None) -> Preview:
    """A version with `data`, or with the sample data it was submitted with; nothing is compiled."""
    parts = _Parts(version.source, version.html, version.subject, version.preheader)
    return _merged(parts, version.sample if data is None else data, ())


class _Parts(NamedTuple):
    source: str
    html: str
    subject: str
    preheader: str


def _in_source(problem: Problem, html: str, source: str) -> Problem:
    """The problem at its place in the source: compiling moves Liquid to other lines."""
    offset = Lines(html).offset(problem.line or 1, problem.column or 1)
    pieces = scan(html).pieces if problem.line else ()
    texts = (html[one.start : one.end] for one in pieces if one.start <= offset < one.end)
    at = source.find(next(texts, "\0"))
    place = Lines(source).place(at) if at >= 0 else (None, None)
    return replace(problem, line=place[0], column=place[1])


@metrics.MERGE_SECONDS.time()
def _merged(parts: _Parts, data: Mapping[str, Any], problems: tuple[Problem, ...]) -> Preview:
    found = list(problems)
    missing: dict[str, None] = {}

    def merged(text: str, *, is_html: bool) -> str:
        try:
            result = merge(text, data, html=is_html)
        except MergeError as error:
            # A Liquid mistake in the source was found by the compile step already, at its line.
            if not is_html:
                found.append(error.problem)
            elif not any(problem.code == "liquid" for problem in found):
                found.append(_in_source(error.problem, text, parts.source))
            return ""
        missing.update(dict.fromkeys(result.missing))
        return result.text

    return Preview(
        html=merged(parts.html, is_html=True),
        subject=merged(parts.subject, is_html=False),
        preheader=merged(parts.preheader, is_html=False),
        variables=variables(parts.source, parts.subject, parts.preheader),
        problems=tuple(found),
        missing=tuple(missing),
    )
