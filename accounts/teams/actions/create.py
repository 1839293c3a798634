"""Mean some members together."""

from accounts.domain import Member, Team
from accounts.people.access import roster
from accounts.teams import domain
from accounts.teams.actions.writing import commit
from craftify import ids
from craftify.dynamo.transact import retried


@retried
def create(name: str, *, actor: Member) -> Team:
    """A new team, with nobody in it.

    Raises:
        Invalid, NameTaken, TooManyTeams: see `domain.named` and `domain.with_team`.
        Forbidden: the role does not carry the permission.
    """
    before = roster(actor)
    team = Team(ids.new_id("tea"), actor.organization_id, domain.named(name))
    after = domain.with_team(before, team)
    return commit(before, after, team, actor=actor, verb="team.created", after={"name": team.name})
