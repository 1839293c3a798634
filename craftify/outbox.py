"""What must be told to the world, written in the transaction that made it true.

The dispatcher delivers each entry at least once; its id is what receivers de-duplicate by.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from craftify import clock, ids
from craftify.dynamo.table import IndexPlace, Place, Table, name
from craftify.dynamo.transact import Write

log = logging.getLogger(__name__)
KEEP = timedelta(days=7)
PENDING = "pending"
PAGE = 100  # entries read at once


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `data` is plain JSON, its names are those of the API."""

    id: str
    organization_id: str
    type: str
    at: str
    data: dict[str, Any]


class PendingEntries(GlobalSecondaryIndex["OutboxItem"]):
    """Sparse: only what is not delivered yet carries `queue`."""

    class Meta(IndexPlace):
        index_name = "pending"
        projection = AllProjection()

    queue = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


class OutboxItem(Table):
    """An entry, kept for a week after its delivery."""

    class Meta(Place):
        table_name = name("outbox")

    organization_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    type = UnicodeAttribute()
    at = UnicodeAttribute()
    data = JSONAttribute()
    queue = UnicodeAttribute(null=True)
    attempts = NumberAttribute(default=0)
    expires = TTLAttribute(null=True)
    pending = PendingEntries()


_waiting = threading.Event()


def publish(write: Write, organization_id: str, event_type: str, **data: Any) -> None:
    """Tell of something as part of `write`; call `nudge()` after the commit."""
    item = OutboxItem(
        organization_id,
        ids.new_id("evt"),
        type=event_type,
        at=clock.stamp(clock.now()),
        data=data,
        queue=PENDING,
    )
    write.put(item)


def nudge() -> None:
    """Wake this process's dispatcher; another process finds the entry at its next look."""
    _waiting.set()


def deliver_pending(
    deliver: Callable[[Event], None], *, until: Callable[[], bool] = lambda: False
) -> int:
    """Hand every waiting entry to `deliver`, in order; gives how many were delivered.

    An entry stays in the queue until `deliver` returned, so a crash in between repeats it. No
    further entry is begun once `until` is true.
    """
    delivered = 0
    for item in OutboxItem.pending.query(PENDING, page_size=PAGE):
        if until():
            break
        deliver(Event(item.id, item.organization_id, item.type, item.at, item.data))
        OutboxItem(item.organization_id, item.id).update(
            [
                OutboxItem.queue.remove(),
                OutboxItem.expires.set(clock.now() + KEEP),
            ],
            condition=OutboxItem.id.exists(),
        )
        delivered += 1
    return delivered


class Dispatcher(threading.Thread):
    """Delivers until stopped; looks once a second, and at once when nudged."""

    def __init__(self, deliver: Callable[[Event], None], *, poll_seconds: float = 1.0) -> None:
        super().__init__(name="outbox-dispatcher", daemon=True)
        self._deliver = deliver
        self._poll = poll_seconds
        self._stopping = False

    def run(self) -> None:
        """The thread's loop: an entry that cannot be delivered now is tried again next time."""
        while not self._stopping:
            _waiting.wait(self._poll)
            _waiting.clear()
            try:
                deliver_pending(self._deliver, until=lambda: self._stopping)
            except Exception:
                # The edge of this thread: whatever Redis or the store raised, it must go on.
                log.exception("The outbox could not be delivered; it is tried again.")

    def stop(self) -> None:
        """Finish the entry in hand and end."""
        self._stopping = True
        _waiting.set()
        self.join(5)
