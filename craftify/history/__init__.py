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
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from craftify import clock
from craftify.dynamo import unique
from craftify.dynamo.table import IndexPlace, Place, Table, name
from craftify.dynamo.transact import Write
from craftify.errors import Conflict
from craftify.origin import origin

FIRST = "0" * 64
# What happens above all organizations: people come to be, strangers fail to sign in.
PLATFORM = "platform"
_AT_ONCE = 200  # events that one request to the store reads: a page of the list, and some


class IndexedBefore(Conflict):
    """Events of older releases are put into the list once."""


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

    @property
    def moment(self) -> str:
        """Its place among all events of the organization."""
        return _moment(self.at, self.resource, self.seq)

    def digest(self) -> str:
        """SHA-256 (hex) over the canonical JSON of every field."""
        return hashlib.sha256(orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS)).hexdigest()


class EventsByTime(GlobalSecondaryIndex["EventItem"]):
    """The events of one organization, as they happened."""

    class Meta(IndexPlace):
        index_name = "by_time"
        projection = AllProjection()

    organization_id = UnicodeAttribute(hash_key=True)
    moment = UnicodeAttribute(range_key=True)


class EventItem(Table):
    """`chain` is `organization#resource`; `moment` is `at#resource#seq`, for the index alone.

    Events of releases before there was the index lack its two keys: `manage.py index_audit`.
    """

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
    organization_id = UnicodeAttribute(null=True)
    moment = UnicodeAttribute(null=True)
    by_time = EventsByTime()


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
        change=change | ({"via": here.via} if here.via else {}),
        previous=last.digest if last else FIRST,
    )
    fields = asdict(event)
    del fields["resource"], fields["seq"]
    item = EventItem(chain, event.seq, digest=event.digest(), moment=event.moment, **fields)
    write.put(item, EventItem.seq.does_not_exist())
    ahead = HeadItem(organization_id, resource, seq=event.seq, digest=event.digest())
    unmoved = HeadItem.seq == stored.seq if stored else HeadItem.seq.does_not_exist()
    write.put(ahead, unmoved)
    write.recorded = True


def difference(before: dict[str, Any] | None, after: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """`before` and `after` for `record`, as far as they differ; of what is new, all of `after`."""
    if before is None:
        return {"after": after}
    names = [name for name in after if before[name] != after[name]]
    return {
        "before": {name: before[name] for name in names},
        "after": {name: after[name] for name in names},
    }


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


def events(
    organization_id: str, resource: str, *, backwards: bool = False
) -> Iterator[tuple[Event, str]]:
    """The chain from its beginning, or its end: each event with the digest stored beside it."""
    chain = f"{organization_id}#{resource}"
    found = EventItem.query(chain, consistent_read=True, scan_index_forward=not backwards)
    for item in found:
        yield _event(item), item.digest


def newest(organization_id: str, *, before: str = "", since: str = "") -> Iterator[Event]:
    """The events of an organization, the last one first: those earlier than the moment `before`,
    back to the time `since`.
    """
    ahead = EventItem.moment < (before or "~")
    key = EventItem.moment.between(since, before or "~") if since else ahead
    found = EventItem.by_time.query(
        organization_id, key, scan_index_forward=False, page_size=_AT_ONCE
    )
    for item in found:
        if item.moment != before:
            yield _event(item)


def newest_of(organization_id: str, resource: str, *, before: int = 0) -> Iterator[Event]:
    """One chain, the last event first: those before the `seq` named."""
    key = EventItem.seq < before if before else None
    chain = f"{organization_id}#{resource}"
    for item in EventItem.query(chain, key, scan_index_forward=False, consistent_read=True):
        yield _event(item)


def unlisted(organization_id: str = "") -> Iterator[Event]:
    """Events that are in no list, of one organization or of all: an older release wrote them, or
    somebody who is not Craftify.
    """
    is_there = EventItem.moment.does_not_exist()
    if organization_id:
        is_there &= EventItem.chain.startswith(f"{organization_id}#")
    yield from map(_event, EventItem.scan(is_there))


def index_old() -> int:
    """Put events from before there was `by_time` into it, and give their chains heads; how many.

    Raises:
        IndexedBefore: that was done once; what is unlisted since then was not written by Craftify.
    """
    write = Write(unrecorded="it changes no event")
    refusal = IndexedBefore(
        "Older events were put into the list before. Those that are in no list now were not "
        "written by Craftify: see manage.py verify_audit."
    )
    unique.claim(write, "audit", "indexed", "index_audit", refusal)
    old = list(unlisted())
    write.commit()
    for event in old:
        item = EventItem(f"{event.organization_id}#{event.resource}", event.seq)
        item.update(
            [
                EventItem.organization_id.set(event.organization_id),
                EventItem.moment.set(event.moment),
            ]
        )
    for organization_id, resource in sorted({(one.organization_id, one.resource) for one in old}):
        last = _last(organization_id, resource)
        if last and not head(organization_id, resource):
            HeadItem(organization_id, resource, seq=last.seq, digest=last.digest).save(
                HeadItem.seq.does_not_exist()
            )
    return len(old)


def _moment(at: str, resource: str, seq: int) -> str:
    return f"{at}#{resource}#{seq:09d}"


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
