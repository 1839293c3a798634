"""The end of the actions here: history and events join the change, then all is written."""

from typing import Any

from accounts import store
from accounts.domain import Automatic, User
from craftify import history, outbox
from craftify.dynamo.transact import Write


def commit(
    write: Write,
    user: User,
    organization_id: str,
    *,
    verb: str,
    renews: bool = False,
    by: Automatic | None = None,
    **change: Any,
) -> None:
    """Record `verb` and do it; the user did it themselves, unless `by` did.

    `renews` is for what ends sessions: the user's sockets end in every organization, and those
    whose session goes on come back.
    """
    history.record(
        write,
        organization_id=organization_id,
        resource=user.id,
        verb=verb,
        actor_id=(by or user).id,
        actor_name=(by or user).name,
        **change,
    )
    for one in store.memberships_of(user.id) if renews else ():
        outbox.publish(
            write,
            one.organization_id,
            "sessionsEnded",
            about=user.id,
            audience=(user.id,),
            memberId=user.id,
        )
    write.commit()
    outbox.nudge()
