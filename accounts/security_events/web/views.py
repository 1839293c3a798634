"""The page of security events: what was refused or looked like an attack."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import queries as people
from accounts.domain import Member
from accounts.security_events import asking, queries
from accounts.security_events.domain import KINDS, SEVERITIES, TITLES
from accounts.web.request import PageRequest
from craftify.security.events import Record, Severity


@dataclass(frozen=True)
class Row:
    """An event as it reads; `who` is None where nobody of the organization is known."""

    event: Record
    who: Member | None

    @property
    def title(self) -> str:
        return TITLES[self.event.kind]

    @property
    def tone(self) -> str:
        return {Severity.ALARM: "danger", Severity.WARNING: "warning"}.get(self.event.severity, "")

    @property
    def severity(self) -> str:
        return dict(SEVERITIES)[self.event.severity]


@require_safe
def page(request: PageRequest) -> HttpResponse:
    """The newest events that are looked for (`asking.NAMES`, `cursor`)."""
    given = {name: request.GET.get(name, "") for name in asking.NAMES}
    wanted = asking.wanted(given)
    found, cursor = queries.events(request.member, wanted, cursor=request.GET.get("cursor"))
    members = people.members_of(request.member)
    by_id = {one.id: one for one in members}
    context = {
        "rows": [Row(event, by_id.get(event.user_id)) for event in found],
        "given": given,
        "is_narrow": any(given.values()),
        "is_later": "cursor" in request.GET,
        "older": urlencode({**{k: v for k, v in given.items() if v}, "cursor": cursor or ""}),
        "cursor": cursor,
        "kinds": KINDS,
        "severities": SEVERITIES,
        "members": members,
    }
    return render(request, "accounts/security_events.html", context)
