"""The end of every action here: what depends on the team is asked, then all is written."""

from typing import Any

from accounts.domain import Member, Team
from accounts.people import dependents, store
from accounts.people.domain import Roster
from accounts.teams.domain import TeamNeeded
from craftify import history, outbox
from craftify.dynamo.transact import Write


def commit(
    old: Roster, new: Roster, team: Team, /, *, actor: Member, verb: str, **change: Any
) -> Team:
    """Replace the roster, record `verb` with `change`, tell of it; gives the team.

    Raises:
        TeamNeeded: the rules of approvals, or others, would not work any more.
    """
    write = Write()
    needs = dependents.broken_by(write, old, new)
    if needs:
        raise TeamNeeded(
            f"“{team.name}” is needed as it is: {needs[0]} Change the rules of approvals first.",
            needs=list(needs),
        )
    store.replace(write, old, new)
    history.record(
        write,
        organization_id=team.organization_id,
        resource=team.id,
        verb=verb,
        actor_id=actor.id,
        actor_name=actor.name,
        team=team.name,
        **change,
    )
    outbox.publish(
        write,
        team.organization_id,
        "teamChanged",
        about=team.id,
        teamId=team.id,
        by=actor.name,
        byId=actor.id,
    )
    write.commit()
    outbox.nudge()
    return team
