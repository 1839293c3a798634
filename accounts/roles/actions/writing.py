"""The end of every action here: roster, history and events are written together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.domain import CustomRole, Member
from accounts.people import dependents, store
from accounts.people.domain import Roster
from craftify import history, outbox
from craftify.dynamo.transact import Write


@dataclass(frozen=True, slots=True)
class Done:
    """The role, and what others have to put right now."""

    role: CustomRole
    warnings: tuple[str, ...] = ()


def commit(
    old: Roster,
    new: Roster,
    role: CustomRole,
    /,
    *,
    actor: Member,
    verb: str,
    renewed: Iterable[str] = (),
    **change: Any,
) -> Done:
    """Replace the roster, record `verb` with `change`; the open pages of `renewed` come back."""
    write = Write()
    warnings = dependents.broken_by(write, old, new)
    store.replace(write, old, new)
    history.record(
        write,
        organization_id=role.organization_id,
        resource=role.id,
        verb=verb,
        actor_id=actor.id,
        actor_name=actor.name,
        role=role.name,
        **change,
    )
    by = {"by": actor.name, "byId": actor.id}
    outbox.publish(write, role.organization_id, "roleChanged", about=role.id, roleId=role.id, **by)
    for user_id in renewed:
        outbox.publish(
            write, role.organization_id, "memberChanged", about=user_id, memberId=user_id, **by
        )
    write.commit()
    outbox.nudge()
    return Done(role, warnings)
