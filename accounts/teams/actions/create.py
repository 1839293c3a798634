"""Mean some members together."""

from accounts.domain import Member, Team
from accounts.people.access import roster
from accounts.people.domain import named
from accounts.teams import domain
from accounts.teams.actions.writing import commit
from craftify import ids
from craftify.dynamo.transact import retried


@retried
def create(name: str, *, actor: Member) -> Team:
    """A new team, with nobody in it.

    Raises:
        Invalid, NameTaken, TooManyTeams: see `people.domain.named` and `domain.with_team`.
        Forbidden: the role does not carry the permission.
    """
    before = roster(actor)
    team = Team(
        ids.new_id("tea"), actor.organization_id, named(name, of="team", longest=domain.MAX_NAME)
    )
    after = domain.with_team(before, team)
    return commit(before, after, team, actor=actor, verb="team.created", after={"name": team.name})
