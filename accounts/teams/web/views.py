"""The list of teams, one of them, and what is done with them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain import Team, User
from accounts.teams import actions, queries
from accounts.teams.domain import MAX_TEAMS
from accounts.web.going import go
from accounts.web.request import PageRequest
from craftify.errors import Conflict, CraftifyError, Invalid
from craftify.web.statuses import status_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A team with its people by name; `others` may be put in."""

    team: Team
    people: Mapping[str, User]

    @property
    def members(self) -> list[User]:
        found = [self.people[one] for one in self.team.member_ids if one in self.people]
        return sorted(found, key=lambda user: user.name.casefold())

    @property
    def others(self) -> list[User]:
        found = [one for one in self.people.values() if one.id not in self.team.member_ids]
        return sorted(found, key=lambda user: user.name.casefold())


@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: PageRequest) -> HttpResponse:
    """The list, and the answer to the form of a new team (`name`): its page."""
    if request.method != "POST":
        return _list(request)
    name = request.POST.get("name", "")
    try:
        made = actions.create(name, actor=request.member)
    except (Invalid, Conflict) as refusal:
        return _list(request, name, refusal)
    messages.success(request, f"The team “{made.name}” was made.")
    return go(request, reverse("teams:team", args=[made.id]))


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: PageRequest, team_id: str) -> HttpResponse:
    """One team, and the answer to its form (`name`)."""
    if request.method != "POST":
        return _one(request, team_id)
    name = request.POST.get("name", "")
    try:
        actions.rename(team_id, name, actor=request.member)
    except (Invalid, Conflict) as refusal:
        return _one(request, team_id, name, refusal)
    messages.success(request, "The name was saved.")
    return go(request, reverse("teams:team", args=[team_id]))


@require_POST
def put_in(request: PageRequest, team_id: str) -> HttpResponse:
    """Put a member (`user`) in."""
    actions.put_in(team_id, request.POST.get("user", ""), actor=request.member)
    return go(request, reverse("teams:team", args=[team_id]))


@require_POST
def take_out(request: PageRequest, team_id: str, user_id: str) -> HttpResponse:
    """Take a member out."""
    actions.take_out(team_id, user_id, actor=request.member)
    return go(request, reverse("teams:team", args=[team_id]))


@require_POST
def delete(request: PageRequest, team_id: str) -> HttpResponse:
    """Delete it."""
    actions.delete(team_id, actor=request.member)
    messages.success(request, "The team was deleted.")
    return go(request, reverse("teams:list"))


def _list(
    request: PageRequest, name: str = "", refusal: CraftifyError | None = None
) -> HttpResponse:
    found = queries.teams(request.member)
    rows = [Shown(one, found.people) for one in found.teams]
    context = {"rows": rows, "limit": MAX_TEAMS, "name": name, "refusal": refusal}
    status = status_of(refusal) if refusal else 200
    return render(request, "accounts/teams/list.html", context, status=status)


def _one(
    request: PageRequest,
    team_id: str,
    name: str | None = None,
    refusal: CraftifyError | None = None,
) -> HttpResponse:
    found = queries.team(request.member, team_id)
    shown = Shown(found.teams[0], found.people)
    context = {
        "shown": shown,
        "name": shown.team.name if name is None else name,
        "refusal": refusal,
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "accounts/teams/team.html", context, status=status)
