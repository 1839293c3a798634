"""Have what was given up tried again."""

from accounts.domain import Member
from accounts.undelivered import access
from accounts.undelivered.access import NotUndelivered
from accounts.undelivered.domain import REPLAYED_AT_ONCE, Undelivered
from craftify import history, outbox
from craftify.dynamo.transact import Write, retried


@retried
def replay(lane: str, id: str, *, actor: Member) -> Undelivered:
    """Try one of them again, under the same id, before whatever waits behind it.

    Raises:
        NotUndelivered: it is not given up, or somebody else was faster.
        Forbidden: the role does not carry the permission.
    """
    dead = access.dead(actor, lane, id)
    told = access.plain(dead)
    write = Write()
    outbox.revive(write, dead)
    history.record(
        write,
        organization_id=actor.organization_id,
        resource="undelivered",
        verb="delivery.replayed",
        actor_id=actor.id,
        actor_name=actor.name,
        delivery=id,
        lane=lane,
        type=told.type,
        attempts=told.attempts,
        reason=told.reason,
    )
    write.commit()
    outbox.nudge(told.kind)
    return told


def replay_all(*, actor: Member) -> int:
    """Try those again that were given up last, at most `REPLAYED_AT_ONCE`; gives how many.

    Raises:
        Forbidden: the role does not carry the permission.
    """
    replayed = 0
    # In the order of their ids: what happened first is told first.
    found = access.page(actor, 1, REPLAYED_AT_ONCE).items
    for dead in sorted(found, key=lambda one: one.entry.id):
        told = access.plain(dead)
        try:
            replay(told.lane, told.id, actor=actor)
        except NotUndelivered:
            continue  # somebody else was faster
        replayed += 1
    return replayed
