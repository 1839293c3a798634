"""What a reviewer should look at in a version. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from templates_app.preview import Preview
from templates_app.rendering.problems import Problem, Severity

GMAIL_CLIPS_AT = 102 * 1024  # bytes of HTML; measured by senders, not documented by Google


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; `line` is that of the source, where there is one."""

    severity: Severity
    title: str
    reason: str = ""
    line: int | None = None


def findings(shown: Preview, compiled: Iterable[Problem]) -> tuple[Finding, ...]:
    """What compiling and merging had to say, and what is missing; errors first."""
    problems = dict.fromkeys([*compiled, *shown.problems])
    found = [
        *(Finding(one.severity, one.message, line=one.line) for one in problems),
        *_about_the_envelope(shown),
        *_about_the_data(shown),
        *_about_the_size(shown),
    ]
    return tuple(sorted(found, key=lambda finding: finding.severity != Severity.ERROR))


def _about_the_envelope(shown: Preview) -> Iterator[Finding]:
    if not shown.subject.strip():
        yield Finding(Severity.WARNING, "There is no subject")
    if not shown.preheader.strip():
        yield Finding(
            Severity.WARNING,
            "There is no preheader",
            "Inboxes show the first words of the email in its place.",
        )


def _about_the_data(shown: Preview) -> Iterator[Finding]:
    if shown.missing:
        names = ", ".join(shown.missing)
        yield Finding(
            Severity.WARNING,
            f"The sample data has no value for {names}",
            "The email above shows nothing in these places.",
        )


def _about_the_size(shown: Preview) -> Iterator[Finding]:
    if shown.size > GMAIL_CLIPS_AT:
        yield Finding(
            Severity.WARNING,
            f"Gmail clips this email: it has {shown.size // 1024} KB",
            "Above 102 KB the end is hidden behind a link, with the unsubscribe link in it.",
        )
