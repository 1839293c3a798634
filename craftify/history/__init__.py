"""The audit trail: one hash chain per resource, appended in the transaction that changes it.

Each event carries the SHA-256 of the one before, so that a changed, removed, inserted or reordered
event shows (`verify`). The hash is over the event's canonical JSON: sorted keys, no spaces, UTF-8.
Each chain has a head, written with its last event, so that a tail that was cut off shows as well;
`checkpoints` signs all heads of an organization each day. See docs/audit-format.md.
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
# What happens above all organizations: people come to be, strangers fail to sign in.
PLATFORM = "platform"


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


class HeadItem(Table):
    """The last event of a chain."""

    class Meta(Place):
        table_name = name("history_heads")

    organization_id = UnicodeAttribute(hash_key=True)
    resource = UnicodeAttribute(range_key=True)
    seq = NumberAttribute()
    digest = UnicodeAttribute()


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends."""

    resource: str
    seq: int
    digest: str


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
    stored = head(organization_id, resource)
    last = stored or _last(organization_id, resource)
    here = origin.get()
    event = Event(
        organization_id=organization_id,
        resource=resource,
        seq=last.seq + 1 if last else 1,
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
    ahead = HeadItem(organization_id, resource, seq=event.seq, digest=event.digest())
    unmoved = HeadItem.seq == stored.seq if stored else HeadItem.seq.does_not_exist()
    write.put(ahead, unmoved)


def head(organization_id: str, resource: str) -> Head | None:
    """Where a chain ends, as was written with its last event."""
    try:
        item = HeadItem.get(organization_id, resource, consistent_read=True)
    except HeadItem.DoesNotExist:
        return None
    return Head(resource, int(item.seq), item.digest)


def heads(organization_id: str) -> Iterator[Head]:
    """Every chain of an organization, by resource."""
    for item in HeadItem.query(organization_id, consistent_read=True):
        yield Head(item.resource, int(item.seq), item.digest)


def digest_at(organization_id: str, resource: str, seq: int) -> str | None:
    """The digest of one event as it is stored now, computed anew; None when it is not there."""
    found = EventItem.query(
        f"{organization_id}#{resource}", EventItem.seq == seq, consistent_read=True
    )
    return next((_event(item).digest() for item in found), None)


def _last(organization_id: str, resource: str) -> Head | None:
    """Where a chain from before there were heads ends."""
    chain = f"{organization_id}#{resource}"
    found = EventItem.query(chain, scan_index_forward=False, limit=1, consistent_read=True)
    return next((Head(resource, int(item.seq), item.digest) for item in found), None)


def events(organization_id: str, resource: str) -> Iterator[tuple[Event, str]]:
    """The chain from its beginning: each event with the digest stored beside it."""
    for item in EventItem.query(f"{organization_id}#{resource}", consistent_read=True):
        yield _event(item), item.digest


def _event(item: EventItem) -> Event:
    organization_id, _, resource = item.chain.partition("#")
    return Event(
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


def verify(organization_id: str, resource: str) -> int | None:
    """The `seq` of the first event that is not as it was written, or None when all are.

    Finds changes, removals, insertions and reordering, and by the head a tail that was cut off.
    Somebody who rewrites a chain and its head together is found by `checkpoints.verify`.
    """
    previous, count = FIRST, 0
    for count, (event, digest) in enumerate(events(organization_id, resource), start=1):
        if event.seq != count or event.previous != previous or event.digest() != digest:
            return count
        previous = digest
    end = head(organization_id, resource)
    if end and (end.seq, end.digest) != (count, previous):
        return min(end.seq, count) + 1 if end.seq != count else count
    return None
