"""The end of every action here: history and event join the change, then all is written."""

from typing import Any

from accounts.domain import Member, User
from accounts.invitations.domain import Invitation
from craftify import history, outbox
from craftify.dynamo.transact import Write


def commit(
    write: Write,
    one: Invitation,
    *,
    actor: Member | User,
    verb: str,
    event: str = "invitationChanged",
    told: dict[str, str] | None = None,
    **change: Any,
) -> None:
    """Record `verb` with `change`, tell of it, do it; letters leave at once."""
    history.record(
        write,
        organization_id=one.organization_id,
        resource=one.id,
        verb=verb,
        actor_id=actor.id,
        actor_name=actor.name,
        email=one.email,
        **change,
    )
    outbox.publish(
        write,
        one.organization_id,
        event,
        about=one.id,
        invitationId=one.id,
        by=actor.name,
        byId=actor.id,
        **(told or {}),
    )
    write.commit()
    outbox.nudge()
    outbox.nudge("mail")
