"""The end of the actions here: history and event join the change, then all is written."""

from typing import Any

from accounts.domain import Member
from accounts.keys.domain import Key
from craftify import history, outbox
from craftify.dynamo.transact import Write


def commit(write: Write, key: Key, *, actor: Member, verb: str, **change: Any) -> None:
    """Record `verb` with `change`, tell the owner's pages, do it."""
    history.record(
        write,
        organization_id=key.organization_id,
        resource=key.id,
        verb=verb,
        actor_id=actor.id,
        actor_name=actor.name,
        **change,
    )
    outbox.publish(
        write,
        key.organization_id,
        "keyChanged",
        about=key.user_id,
        audience=(key.user_id,),
        keyId=key.id,
        by=actor.name,
        byId=actor.id,
    )
    write.commit()
    outbox.nudge()
