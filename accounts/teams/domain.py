"""What a team may be. Pure."""

from dataclasses import replace

from accounts.domain import Team
from accounts.people.domain import Roster
from craftify.errors import Conflict

MAX_TEAMS, MAX_NAME = 50, 80


class TeamNeeded(Conflict):
    """Something that is in force depends on the team as it is; `details["needs"]` says what."""


class NameTaken(Conflict):
    """Another team of the organization is called so."""


class TooManyTeams(Conflict):
    """The organization has as many as it may."""


def with_team(roster: Roster, team: Team) -> Roster:
    """With a team that is new, or in the place of the one with its id.

    Raises:
        NameTaken: another one is called so.
        TooManyTeams: there are `MAX_TEAMS`.
    """
    others = tuple(one for one in roster.teams if one.id != team.id)
    if team.name.casefold() in {one.name.casefold() for one in others}:
        raise NameTaken(f"There is a team “{team.name}” already. Choose another name.")
    if len(others) >= MAX_TEAMS:
        raise TooManyTeams(f"An organization has at most {MAX_TEAMS} teams. Delete one first.")
    return replace(roster, teams=(*others, team))


def without_team(roster: Roster, team: Team) -> Roster:
    """Without the team."""
    return replace(roster, teams=tuple(one for one in roster.teams if one.id != team.id))


def with_member(team: Team, user_id: str) -> Team:
    """With somebody in it; the same when they are."""
    others = tuple(one for one in team.member_ids if one != user_id)
    return replace(team, member_ids=(*others, user_id))


def without_member(team: Team, user_id: str) -> Team:
    """Without somebody."""
    return replace(team, member_ids=tuple(one for one in team.member_ids if one != user_id))
