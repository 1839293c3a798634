"""While I am away: who decides for me, and for how long."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import queries as accounts
from accounts.access import require
from accounts.domain import Permission
from accounts.web.request import PageRequest
from approvals import actions, queries
from approvals.access import manages
from craftify import clock
from craftify.errors import CraftifyError, Invalid

PAGE = "approvals/away.html"


@require_http_methods(["GET", "HEAD", "POST"])
def away(request: PageRequest) -> HttpResponse:
    """The page; posts delegate all one's seats (`to`) from a day (`from`) to a day (`until`)."""
    actor = request.member
    require(actor, Permission.APPROVALS_DECIDE, "delegate decisions")
    refusal: CraftifyError | None = None
    if request.method == "POST":
        try:
            actions.delegate_seats(
                actor=actor,
                to=request.POST.get("to", ""),
                starts_at=_midnight(request, "from"),
                ends_at=_midnight(request, "until") + timedelta(days=1),
                whose=request.POST.get("whose") or None,
            )
        except Invalid as refused:
            refusal = refused
        else:
            messages.success(request, "The delegation was saved.")
            return redirect("approvals:away")
    members = accounts.members_of(actor)
    zone = queries.policy(actor).calendar.time_zone
    context = {
        "delegations": [(one, *one.days(zone)) for one in queries.delegations_of(actor)],
        "time_zone": zone,
        "typed": request.POST,
        "people": {one.id: one for one in members},
        "candidates": [one for one in members if one.may(Permission.APPROVALS_DECIDE)],
        "manages": manages(actor),
        "now": clock.now(),
        "refusal": refusal,
    }
    return render(request, PAGE, context, status=422 if refusal else 200)


@require_POST
def end(request: PageRequest, delegation_id: str) -> HttpResponse:
    """End a delegation now."""
    actions.end_delegation(delegation_id, actor=request.member)
    messages.success(request, "The delegation was ended.")
    return redirect("approvals:away")


def _midnight(request: PageRequest, field: str) -> datetime:
    """The beginning of a day in the organization's time zone."""
    zone = ZoneInfo(queries.policy(request.member).calendar.time_zone)
    try:
        day = datetime.fromisoformat(request.POST.get(field, "")).date()
    except ValueError:
        raise Invalid("Choose a day.", field=field) from None
    return datetime.combine(day, time(), tzinfo=zone)
