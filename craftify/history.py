"""The audit trail: one hash chain per resource, appended in the transaction that changes it.

Each event carries the SHA-256 of the one before, so that a changed, removed, inserted or reordered
event shows (`verify`). The hash is over the event's canonical JSON: sorted keys, no spaces, UTF-8.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from craftify import clock
from craftify.dynamo.table import Place, Table, name
from craftify.dynamo.transact import Write
from craftify.origin import origin

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """One entry: `verb` is namespaced ("template.created"); `change` holds what differs."""

    organization_id: str
    resource: str
    seq: int
    verb: str
    actor_id: str
    actor_name: str
    at: str
    request_id: str
    address: str
    change: dict[str, Any]
    previous: str

    def digest(self) -> str:
        """SHA-256 (hex) over the canonical JSON of every field."""
        return hashlib.sha256(orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS)).hexdigest()


class EventItem(Table):
    """`chain` is `organization#resource`."""

    class Meta(Place):
        table_name = name("history")

    chain = UnicodeAttribute(hash_key=True)
    seq = NumberAttribute(range_key=True)
    verb = UnicodeAttribute()
    actor_id = UnicodeAttribute()
    actor_name = UnicodeAttribute()
    at = UnicodeAttribute()
    request_id = UnicodeAttribute()
    address = UnicodeAttribute()
    change = JSONAttribute()
    previous = UnicodeAttribute()
    digest = UnicodeAttribute()


def record(
    write: Write,
    *,
    organization_id: str,
    resource: str,
    verb: str,
    actor_id: str,
    actor_name: str,
    **change: Any,
) -> None:
    """Append an event as part of `write`; a concurrent append makes the commit race and retry."""
    chain = f"{organization_id}#{resource}"
    last = next(
        iter(EventItem.query(chain, scan_index_forward=False, limit=1, consistent_read=True)), None
    )
    here = origin.get()
    event = Event(
        organization_id=organization_id,
        resource=resource,
        seq=int(last.seq) + 1 if last else 1,
        verb=verb,
        actor_id=actor_id,
        actor_name=actor_name,
        at=clock.stamp(clock.now()),
        request_id=here.request_id,
        address=here.address,
        change=change,
        previous=last.digest if last else FIRST,
    )
    fields = asdict(event)
    del fields["organization_id"], fields["resource"], fields["seq"]
    item = EventItem(chain, event.seq, digest=event.digest(), **fields)
    write.put(item, EventItem.seq.does_not_exist())


def events(organization_id: str, resource: str) -> Iterator[tuple[Event, str]]:
    """The chain from its beginning: each event with the digest stored beside it."""
    for item in EventItem.query(f"{organization_id}#{resource}", consistent_read=True):
        event = Event(
            organization_id=organization_id,
            resource=resource,
            seq=int(item.seq),
            verb=item.verb,
            actor_id=item.actor_id,
            actor_name=item.actor_name,
            at=item.at,
            request_id=item.request_id,
            address=item.address,
            change=item.change,
            previous=item.previous,
        )
        yield event, item.digest


def verify(organization_id: str, resource: str) -> int | None:
    """The `seq` of the first event that is not as it was written, or None when all are.

    Finds changes, removals inside the chain, insertions and reordering. A removed tail needs a
    checkpoint outside the chain to be seen.
    """
    previous = FIRST
    for expected, (event, digest) in enumerate(events(organization_id, resource), start=1):
        if event.seq != expected or event.previous != previous or event.digest() != digest:
            return expected
        previous = digest
    return None
