"""The list of members, one of them, and what is done with them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.people import actions, queries
from accounts.people.actions.writing import Done
from accounts.people.domain import Status
from accounts.web.going import go
from accounts.web.request import PageRequest
from craftify.errors import Invalid

LIMIT = 25


@require_safe
def members(request: PageRequest) -> HttpResponse:
    """The list: `?q=`, `?role=`, `?status=`, `?page=`."""
    asked = {name: request.GET.get(name, "") for name in ("q", "role", "status")}
    page = queries.members(
        request.member,
        q=asked["q"][:100],
        role=asked["role"],
        status=_status(asked["status"]),
        page=_number(request.GET.get("page", "1")),
        limit=LIMIT,
    )
    context: dict[str, Any] = {
        "page": page,
        "asked": asked,
        "query": "&" + urlencode({name: value for name, value in asked.items() if value}),
        "roles": queries.roles(request.member),
        "statuses": list(Status),
    }
    return render(request, "accounts/people/list.html", context)


@require_safe
def member(request: PageRequest, user_id: str) -> HttpResponse:
    """One member."""
    known = queries.member(request.member, user_id)
    mine = request.member.role.permissions
    context = {
        "known": known,
        "listed": known.listed,
        "is_me": user_id == request.member.id,
        "roles": [one for one in queries.roles(request.member) if one.permissions <= mine],
        "may_change": known.listed.standing.role.permissions <= mine,
    }
    return render(request, "accounts/people/member.html", context)


@require_POST
def role(request: PageRequest, user_id: str) -> HttpResponse:
    """Give another `role`."""
    done = actions.change_role(user_id, request.POST.get("role", ""), actor=request.member)
    return _done(request, done, f"{done.user.name} has another role from now on.")


@require_POST
def suspend(request: PageRequest, user_id: str) -> HttpResponse:
    """Suspend."""
    done = actions.suspend(user_id, actor=request.member)
    return _done(request, done, f"{done.user.name} is suspended.")


@require_POST
def reactivate(request: PageRequest, user_id: str) -> HttpResponse:
    """Reactivate."""
    done = actions.reactivate(user_id, actor=request.member)
    return _done(request, done, f"{done.user.name} may sign in again.")


@require_POST
def remove(request: PageRequest, user_id: str) -> HttpResponse:
    """Remove."""
    done = actions.remove(user_id, actor=request.member)
    sentence = f"{done.user.name} was removed from {request.member.organization.name}."
    return _done(request, done, sentence, page=reverse("people:list"))


def _done(request: PageRequest, done: Done, sentence: str, *, page: str = "") -> HttpResponse:
    messages.success(request, sentence)
    for warning in done.warnings:
        messages.warning(request, f"The approval rules have to be changed: {warning}")
    if done.user.id == request.member.id:
        # The role that opened the page may be gone.
        return go(request, reverse("home"))
    return go(request, page or reverse("people:member", args=[done.user.id]))


def _status(word: str) -> Status | None:
    try:
        return Status(word) if word else None
    except ValueError:
        raise Invalid("A member is active or suspended.", field="status") from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text)):
        raise Invalid("Pages count from 1.", field="page")
    return int(text)
