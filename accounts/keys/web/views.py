"""The page of one's keys: make one, see its text once, revoke."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain import Permission
from accounts.keys import actions, domain, queries
from accounts.keys.domain import SCOPES, TooManyKeys
from accounts.limits import TooManyFailures
from accounts.signin.access import WrongPassword
from accounts.web.request import PageRequest
from craftify import clock
from craftify.errors import CraftifyError, Invalid
from craftify.web.statuses import status_of, tell_when

_PAGE = "accounts/keys/list.html"
_LIVES = ((30, "30 days"), (90, "90 days"), (365, "A year"), (0, "Until it is revoked"))
_USUAL = 90


@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: PageRequest) -> HttpResponse:
    """The list, and the answer to the form of a new key: its text, once."""
    if request.method != "POST":
        return _page(request)
    try:
        key, text = actions.create(actor=request.member, **_given(request.POST))
    except (Invalid, WrongPassword, TooManyKeys, TooManyFailures) as refusal:
        return _page(request, refusal)
    response = _page(request, made=key, text=text)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke(request: PageRequest, key_id: str) -> HttpResponse:
    """Revoke a key."""
    actions.revoke(key_id, actor=request.member)
    messages.success(request, "The key was revoked. It opens nothing any more.")
    return redirect("keys:list")


def _given(form: QueryDict) -> dict[str, Any]:
    days = form.get("days", "")
    life = int(days) if days.isascii() and days.isdigit() and len(days) < 5 else -1
    return {
        "name": form.get("name", ""),
        "scopes": form.getlist("scopes"),
        "password": form.get("password", ""),
        "days": life or None,
        "networks": form.get("networks", "").replace(",", " ").split(),
    }


def _page(
    request: PageRequest,
    refusal: CraftifyError | None = None,
    *,
    made: domain.Key | None = None,
    text: str = "",
) -> HttpResponse:
    member, form = request.member, request.POST if refusal else QueryDict()
    field = str(refusal.details.get("field", "")) if refusal else ""
    manages = member.may(Permission.MEMBERS_MANAGE)
    found = queries.keys(member) if manages else queries.mine(member)
    context = {
        "mine": [one for one in found if one.user_id == member.id],
        "others": queries.named(member, found) if manages else [],
        "scopes": [
            (one.value, words, one.value in form.getlist("scopes"), one in member.permissions)
            for one, words in SCOPES.items()
        ],
        "lives": [(str(days), words) for days, words in _LIVES],
        "form": form,
        "life": form.get("days", str(_USUAL)),
        "errors": {field: refusal.sentence} if refusal and field else {},
        "refusal": refusal if not field else None,
        "limit": domain.MAX_OF_MEMBER,
        "now": clock.now(),
        "made": made,
        "text": text,
    }
    response = render(request, _PAGE, context, status=status_of(refusal) if refusal else 200)
    tell_when(response, refusal)
    return response
