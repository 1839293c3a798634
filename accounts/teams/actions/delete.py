"""Mean some members together no more."""

from accounts.domain import Member
from accounts.people.access import roster
from accounts.teams import access, domain
from accounts.teams.actions.writing import commit
from craftify.dynamo.transact import retried


@retried
def delete(team_id: str, *, actor: Member) -> None:
    """Delete a team; its members stay members of the organization.

    Raises:
        TeamNeeded: something depends on it.
        NotFound, Forbidden: as `access.team` and `people.access.roster`.
    """
    before = roster(actor)
    team = access.team(before, team_id)
    commit(
        before,
        domain.without_team(before, team),
        team,
        actor=actor,
        verb="team.deleted",
        before={"name": team.name, "members": list(team.member_ids)},
    )
