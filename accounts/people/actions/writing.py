"""The end of every action here: roster, history and event are written together."""

from dataclasses import dataclass
from typing import Any

from accounts.domain import Member, User
from accounts.keys import store as keys
from accounts.people import dependents, store
from accounts.people.domain import Roster
from craftify import history, outbox
from craftify.dynamo.transact import Write


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to whom; `warnings` say what others have to put right now."""

    user: User
    warnings: tuple[str, ...]


def commit(
    old: Roster, new: Roster, user: User, /, *, actor: Member, verb: str, **change: Any
) -> Done:
    """Replace the roster, record `verb` with `change`, have the member's open pages come back.

    The API keys of a member who is none any more, or suspended, are revoked with it.
    A member who must go has to go, whatever depends on them: what breaks is told, and fails closed.
    """
    write = Write()
    warnings = dependents.broken_by(write, old, new)
    store.replace(write, old, new)
    if user.id in old.active and user.id not in new.active:
        revoked = keys.delete_of(write, old.organization_id, user.id)
        change |= {"keys": revoked} if revoked else {}
    history.record(
        write,
        organization_id=old.organization_id,
        resource=user.id,
        verb=verb,
        actor_id=actor.id,
        actor_name=actor.name,
        member=user.name,
        **change,
    )
    outbox.publish(
        write,
        old.organization_id,
        "memberChanged",
        about=user.id,
        memberId=user.id,
        by=actor.name,
        byId=actor.id,
    )
    write.commit()
    outbox.nudge()
    return Done(user, warnings)
