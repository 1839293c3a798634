"""Call a team something else."""

from dataclasses import replace

from accounts.domain import Member, Team
from accounts.people.access import roster
from accounts.people.domain import named
from accounts.teams import access, domain
from accounts.teams.actions.writing import commit
from craftify.dynamo.transact import retried


@retried
def rename(team_id: str, name: str, *, actor: Member) -> Team:
    """The team with another name; the same name changes and records nothing.

    Raises:
        Invalid, NameTaken: see `people.domain.named` and `domain.with_team`.
        NotFound, Forbidden: as `access.team` and `people.access.roster`.
    """
    before = roster(actor)
    old = access.team(before, team_id)
    team = replace(old, name=named(name, of="team", longest=domain.MAX_NAME))
    if team == old:
        return old
    return commit(
        before,
        domain.with_team(before, team),
        team,
        actor=actor,
        verb="team.renamed",
        before={"name": old.name},
        after={"name": team.name},
    )
