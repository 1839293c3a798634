"""The list of invitations, and what is done with them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.invitations import actions, queries
from accounts.people.queries import roles
from accounts.web.going import go
from accounts.web.request import PageRequest
from craftify import clock
from craftify.errors import Conflict, CraftifyError, Invalid, TooManyRequests
from craftify.web.statuses import status_of, tell_when


@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: PageRequest) -> HttpResponse:
    """The list, and the answer to its form (`email`, `role`)."""
    if request.method != "POST":
        return _list(request)
    try:
        made = actions.invite(
            request.POST.get("email", ""), request.POST.get("role", ""), actor=request.member
        )
    except (Invalid, Conflict, TooManyRequests) as refusal:
        return _list(request, refusal)
    messages.success(request, f"A letter to {made.email} is on its way.")
    return go(request, reverse("invitations:list"))


@require_POST
def resend(request: PageRequest, invitation_id: str) -> HttpResponse:
    """Send the letter again."""
    after = actions.resend(invitation_id, actor=request.member)
    messages.success(request, f"Another letter to {after.email} is on its way.")
    return go(request, reverse("invitations:list"))


@require_POST
def revoke(request: PageRequest, invitation_id: str) -> HttpResponse:
    """Take it back."""
    actions.revoke(invitation_id, actor=request.member)
    messages.success(request, "The invitation was revoked. Its link does not count any more.")
    return go(request, reverse("invitations:list"))


def _list(request: PageRequest, refusal: CraftifyError | None = None) -> HttpResponse:
    now, mine = clock.now(), request.member.role.permissions
    found = queries.invitations(request.member)
    context = {
        "rows": [(one, one.invitation.is_expired(now)) for one in found],
        "roles": [one for one in roles(request.member) if one.permissions <= mine],
        "given": {"email": request.POST.get("email", ""), "role": request.POST.get("role", "")},
        "refusal": refusal,
    }
    status = status_of(refusal) if refusal else 200
    response = render(request, "accounts/invitations/list.html", context, status=status)
    tell_when(response, refusal)
    return response
