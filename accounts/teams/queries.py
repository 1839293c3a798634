"""What may be read of teams."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts import store as accounts
from accounts.domain import Member, Team, User
from accounts.people.access import roster
from accounts.teams import access


@dataclass(frozen=True, slots=True)
class Teams:
    """Teams with their people, by id; `others` may be put in."""

    teams: tuple[Team, ...]
    people: Mapping[str, User]


def teams(actor: Member) -> Teams:
    """The teams of the actor's organization, by name.

    Raises:
        Forbidden: the role does not carry the permission.
    """
    found = roster(actor)
    named = {user_id for team in found.teams for user_id in team.member_ids}
    return Teams(found.teams, accounts.users(named))


def team(actor: Member, team_id: str) -> Teams:
    """One team, beside everybody in the organization.

    Raises:
        NotFound: there is none.
        Forbidden: the role does not carry the permission.
    """
    found = roster(actor)
    return Teams((access.team(found, team_id),), accounts.users(found.standings))
