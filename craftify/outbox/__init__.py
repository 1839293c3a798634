"""What must be told to the world, written in the transaction that made it true.

Entries wait in lanes: what is `about` one thing is delivered in order, each at least once, by any
number of workers. An entry's id is what receivers de-duplicate by. See docs/outbox.md.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from craftify import clock, ids
from craftify.dynamo.paging import Page
from craftify.dynamo.transact import Write
from craftify.origin import origin
from craftify.outbox import store
from craftify.outbox.bell import nudge
from craftify.outbox.delivery import Tally, deliver_pending
from craftify.outbox.dispatcher import Dispatcher
from craftify.outbox.entries import EVENT, Dead, Entry, Event, Undeliverable
from craftify.outbox.holding import progress
from craftify.outbox.store import MOST_COUNTED, Backlog

MAX_LANE, MAX_ID = 1024, 1024  # bytes; DynamoDB takes keys of 2048 and 1024

__all__ = [
    "MOST_COUNTED",
    "Backlog",
    "Dead",
    "Dispatcher",
    "Entry",
    "Event",
    "Tally",
    "Undeliverable",
    "backlog",
    "dead",
    "deliver_pending",
    "enqueue",
    "enqueue_once",
    "find_dead",
    "nudge",
    "progress",
    "publish",
    "revive",
    "told",
    "waiting",
]


def publish(
    write: Write,
    organization_id: str,
    event_type: str,
    *,
    about: str,
    audience: Iterable[str] = (),
    **data: Any,
) -> str:
    """Tell of something as part of `write`; call `nudge()` after the commit. Gives the event's id.

    Events about one thing are delivered in the order of their commits, if those were guarded by a
    condition on that thing (as every change with a history is). An empty `audience` is the whole
    organization.
    """
    lane = _lane(organization_id, EVENT, about)
    entry = Entry(
        id=ids.new_id("evt", after=store.last_id(lane)),
        organization_id=organization_id,
        type=event_type,
        at=clock.stamp(clock.now()),
        data=data,
        lane=lane,
        audience=tuple(audience),
        request_id=origin.get().request_id,
    )
    store.add(write, entry)
    return entry.id


def enqueue(
    write: Write, organization_id: str, kind: str, *, lane: str, data: dict[str, Any]
) -> None:
    """Have `data` delivered by the handlers of `kind` as part of `write`; then call `nudge`.

    Raises:
        KeyError: no handlers are configured for `kind`.
    """
    if kind not in settings.OUTBOX_HANDLERS:
        raise KeyError(kind)
    whole = _lane(organization_id, kind, lane)
    entry = Entry(
        id=ids.new_id("job", after=store.last_id(whole)),
        organization_id=organization_id,
        type=kind,
        at=clock.stamp(clock.now()),
        data=data,
        lane=whole,
        kind=kind,
        request_id=origin.get().request_id,
    )
    store.add(write, entry)


def enqueue_once(
    organization_id: str,
    kind: str,
    *,
    lane: str,
    id: str,
    data: dict[str, Any],
    not_before: datetime | None = None,
) -> bool:
    """Have `data` delivered by the handlers of `kind`; False when the lane has this id already.

    What a lane got is delivered by the order of ids; `not_before` holds back what is behind it
    too. An id may be used again a week after its delivery.

    Raises:
        KeyError: no handlers are configured for `kind`.
    """
    if kind not in settings.OUTBOX_HANDLERS:
        raise KeyError(kind)
    entry = Entry(
        id=id,
        organization_id=organization_id,
        type=kind,
        at=clock.stamp(clock.now()),
        data=data,
        lane=_lane(organization_id, kind, lane),
        kind=kind,
    )
    added = store.add_once(entry, not_before)
    nudge(kind)
    return added


def waiting(organization_id: str) -> list[Entry]:
    """Everything of an organization that is to be delivered, by id."""
    return store.waiting(organization_id, list(settings.OUTBOX_HANDLERS))


def backlog(kind: str) -> Backlog:
    """How much of a kind waits in all organizations, and for how long; for those who watch."""
    return store.backlog(kind, clock.now())


def told(organization_id: str, since: str, limit: int) -> list[Entry]:
    """The first `limit` events of an organization that were told since an instant, in that order.

    Of a lane that is all that was delivered; what still waits is delivered later, so it is told
    later. The index is read as it is, on DynamoDB about a second late.
    """
    return store.told(organization_id, since, limit)


def dead(organization_id: str, page: int, limit: int, cursor: str | None = None) -> Page[Dead]:
    """A page of what an organization's deliveries were given up, the last one first.

    Raises:
        Invalid: a cursor from elsewhere.
    """
    return store.dead(organization_id, page, limit, cursor)


def find_dead(organization_id: str, lane: str, id: str) -> Dead | None:
    """What was given up in a lane, named without its organization; None when nothing was."""
    if not lane or not 0 < len(id.encode()) <= MAX_ID or len(lane.encode()) > MAX_LANE:
        return None
    return store.find_dead(organization_id, f"{organization_id}#{lane}", id)


def revive(write: Write, dead: Dead) -> None:
    """Try something again that was given up, as part of `write`, before what waits behind it.

    Call `nudge()` after the commit, which races with whoever revives the same.
    """
    store.revive(write, dead, clock.now())


def _lane(organization_id: str, kind: str, about: str) -> str:
    return f"{organization_id}#{kind}#{about}"
