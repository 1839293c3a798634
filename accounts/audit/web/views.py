"""The audit trail's page: what happened, whether it is as it was written, and its export."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import queries as people
from accounts.audit import asking, queries
from accounts.audit.domain import ALARMS, KINDS, Difference, differences, in_words
from accounts.web.request import PageRequest
from craftify import clock
from craftify.history import Event, checkpoints


@dataclass(frozen=True)
class Row:
    """An event as it reads."""

    event: Event

    @property
    def title(self) -> str:
        return in_words(self.event.verb)

    @property
    def is_alarm(self) -> bool:
        return self.event.verb in ALARMS

    @property
    def at(self) -> datetime:
        return clock.parse(self.event.at)

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        return differences(self.event.change)


@require_safe
def trail(request: PageRequest) -> HttpResponse:
    """The newest events that are looked for (`asking.NAMES`, `cursor`), and the last report."""
    given = {name: request.GET.get(name, "") for name in asking.NAMES}
    wanted = asking.wanted(given)
    found, cursor = queries.events(request.member, wanted, cursor=request.GET.get("cursor"))
    report = queries.last_report(request.member)
    context = {
        "rows": [Row(event) for event in found],
        "given": given,
        "is_narrow": any(given.values()),
        "is_later": "cursor" in request.GET,
        "older": urlencode({**{k: v for k, v in given.items() if v}, "cursor": cursor or ""}),
        "cursor": cursor,
        "kinds": KINDS,
        "members": people.members_of(request.member),
        "report": report[1] if report else None,
        "verified_at": clock.parse(report[0]) if report else None,
        "public_key": checkpoints.public_key(),
    }
    return render(request, "accounts/audit.html", context)


@require_POST
def verify(request: PageRequest) -> HttpResponse:
    """Verify everything, from nothing but the data, and name what is broken."""
    queries.verify(request.member)
    return redirect("audit:trail")


@require_safe
def download(request: PageRequest) -> StreamingHttpResponse:
    """The whole trail as JSON Lines, streamed."""
    return StreamingHttpResponse(
        queries.exported(request.member),
        content_type="application/x-ndjson",
        headers={
            "Content-Disposition": 'attachment; filename="audit-trail.jsonl"',
            "Cache-Control": "private, no-store",
        },
    )
