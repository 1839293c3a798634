"""Who may see what could not be delivered, and have it tried again."""

from accounts.access import require
from accounts.domain import Member, Permission
from accounts.undelivered.domain import Undelivered
from craftify import clock, outbox
from craftify.dynamo.paging import Page
from craftify.errors import Conflict
from craftify.outbox import Dead


class NotUndelivered(Conflict):
    """It was delivered or is being tried again."""


def refuse_others(actor: Member) -> None:
    """Refuse whoever does not manage the organization.

    Raises:
        Forbidden: the role does not carry the permission.
    """
    require(actor, Permission.ORGANIZATION_MANAGE, "see or repeat deliveries")


def dead(actor: Member, lane: str, id: str) -> Dead:
    """What was given up in a lane of the actor's organization.

    Raises:
        NotUndelivered: nothing of this name is given up.
        Forbidden: as `refuse_others`.
    """
    refuse_others(actor)
    found = outbox.find_dead(actor.organization_id, lane, id)
    if not found:
        raise NotUndelivered(
            "This is not among what could not be delivered. Somebody may have repeated it."
        )
    return found


def page(actor: Member, number: int, limit: int, cursor: str | None = None) -> Page[Dead]:
    """What was given up in the actor's organization, the last one first.

    Raises:
        Forbidden: as `refuse_others`.
        Invalid: a cursor from elsewhere.
    """
    refuse_others(actor)
    return outbox.dead(actor.organization_id, number, limit, cursor)


def plain(one: Dead) -> Undelivered:
    """It without what is only the outbox's business."""
    entry = one.entry
    return Undelivered(
        lane=entry.lane.partition("#")[2],
        id=entry.id,
        kind=entry.kind,
        type=entry.type,
        at=clock.parse(entry.at),
        attempts=entry.attempts,
        reason=one.reason,
        since=clock.parse(one.died_at),
    )
