"""Every read and every transition of the outbox's entries; the only place that knows its table.

An entry waits, is leased, and is then done, postponed or dead. Each transition is one conditional
write that names the token it was made for, so that of two workers one does it.
"""

import secrets
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.pagination import ResultIterator

from craftify import clock
from craftify.dynamo.paging import Page, part
from craftify.dynamo.transact import Write
from craftify.outbox.entries import EVENT, Dead, Entry, Held
from craftify.outbox.models import OutboxItem

SHARDS = 4
PAGE = 100  # rows of the queue read at once
MOST_COUNTED = 4_000  # rows of a kind that are read to say how many wait
KEEP = timedelta(days=7)  # a delivered entry, for those who ask what was delivered
_REFUSED = "ConditionalCheckFailedException"


@dataclass(frozen=True, slots=True)
class Work:
    """What of one organization is due: its lanes, the longest waiting first.

    `crowded` says that there were more rows than were read, so that these may hide others.
    """

    organization_id: str
    lanes: tuple[str, ...]
    crowded: bool


@dataclass(frozen=True, slots=True)
class Backlog:
    """What of a kind waits in all organizations; `waiting` ends at `MOST_COUNTED`."""

    waiting: int
    oldest_seconds: float


def new_item(entry: Entry, not_before: datetime | None = None) -> OutboxItem:
    """An entry as it first waits; `not_before` keeps it, and its lane, until then."""
    ready = clock.stamp(not_before) if not_before else entry.at
    return OutboxItem(
        entry.lane,
        entry.id,
        organization_id=entry.organization_id,
        kind=entry.kind,
        type=entry.type,
        at=entry.at,
        data=entry.data,
        audience=list(entry.audience),
        request_id=entry.request_id,
        token=secrets.token_hex(8),
        ready=ready,
        **_queued(entry, ready),
    )


def add(write: Write, entry: Entry) -> None:
    """Let an entry wait, as part of `write`."""
    write.put(new_item(entry))


def add_once(entry: Entry, not_before: datetime | None) -> bool:
    """Let an entry wait unless there is one of its lane and id, delivered or not."""
    try:
        new_item(entry, not_before).save(OutboxItem.id.does_not_exist())
    except PutError as error:
        if error.cause_response_code == _REFUSED:
            return False
        raise
    return True


def last_id(lane: str) -> str:
    """The greatest id of a lane, read consistently; empty when there is none."""
    items = OutboxItem.query(lane, scan_index_forward=False, limit=1, consistent_read=True)
    return next((item.id for item in items), "")


def work(kind: str, now: datetime, organization_id: str | None = None) -> Iterator[Work]:
    """Each organization that has something due, once; or only the one that is named.

    Reads at most a page of an organization's rows and then skips the rest of them, so that a
    thousand entries of one cost the others nothing.
    """
    if organization_id:
        everything = OutboxItem.due.startswith(f"{organization_id}#")
        rows = _rows(kind, _shard(organization_id), everything)
        yield from _work(rows, now)
        return
    for shard in range(SHARDS):
        after = " "
        while rows := _rows(kind, shard, OutboxItem.due > after):
            yield from _work(rows, now)
            if len(rows) < PAGE:
                break
            after = f"{rows[-1].organization_id}$"  # "$" follows "#"


def lease(lane: str, now: datetime, until: datetime) -> Held | None:
    """Take the head of a lane, if it is ready and nobody else was faster."""
    head = _head(lane)
    if head is None or head.ready > clock.stamp(now):
        return None
    token = secrets.token_hex(8)
    ready = clock.stamp(until)
    actions = [
        OutboxItem.attempts.set(head.attempts + 1),
        OutboxItem.ready.set(ready),
        OutboxItem.due.set(_due(head.organization_id, ready)),
        OutboxItem.token.set(token),
    ]
    told = clock.stamp(now)
    if head.kind == EVENT:
        actions += [OutboxItem.told_to.set(head.organization_id), OutboxItem.told.set(told)]
    if not _changed(head, head.token, actions):
        return None
    entry = replace(_entry(head), attempts=int(head.attempts) + 1, told=told)
    return Held(entry, token, frozenset(head.handled))


def renew(held: Held, until: datetime) -> bool:
    """Hold it for longer; False when the lease was lost to another worker."""
    ready = clock.stamp(until)
    actions = [
        OutboxItem.ready.set(ready),
        OutboxItem.due.set(_due(held.entry.organization_id, ready)),
    ]
    return _changed(OutboxItem(held.entry.lane, held.entry.id), held.token, actions)


def done(held: Held, now: datetime) -> bool:
    """Take it out of its lane; False when the lease was lost to another worker."""
    actions = [*_unqueued(), OutboxItem.reason.remove(), OutboxItem.expires.set(now + KEEP)]
    return _transition(held, actions)


def postpone(held: Held, until: datetime, reason: str, handled: Iterable[str]) -> bool:
    """Let it wait, at the head of its lane, for another attempt; False when the lease was lost."""
    ready = clock.stamp(until)
    actions = [
        OutboxItem.ready.set(ready),
        OutboxItem.due.set(_due(held.entry.organization_id, ready)),
        OutboxItem.reason.set(reason),
        OutboxItem.handled.set(sorted(handled)),
    ]
    return _transition(held, actions)


def bury(held: Held, now: datetime, reason: str, handled: Iterable[str]) -> bool:
    """Give it up and let its lane go on; False when the lease was lost."""
    actions = [
        *_unqueued(),
        OutboxItem.reason.set(reason),
        OutboxItem.handled.set(sorted(handled)),
        OutboxItem.dead_of.set(held.entry.organization_id),
        OutboxItem.died.set(f"{clock.stamp(now)}#{held.entry.id}"),
    ]
    return _transition(held, actions)


def clear(lane: str, kind: str, organization_id: str, now: datetime) -> None:
    """Move a lane that cannot go on now out of the way of the others of its organization.

    Its rows in the queue become due with its head, which is all that stands before them.
    """
    head = _head(lane)
    if head is None or head.ready <= clock.stamp(now):
        return
    due = _due(organization_id, head.ready)
    first, last = f"{organization_id}#", _due(organization_id, clock.stamp(now))
    queue = f"{kind}#{_shard(organization_id)}"
    for row in OutboxItem.pending.query(queue, OutboxItem.due.between(first, last), limit=PAGE):
        if row.lane == lane:
            _changed(row, row.token, [OutboxItem.due.set(due)])


def show(lane: str, now: datetime) -> None:
    """Put the head of a lane back in its place, which `clear` may have moved."""
    head = _head(lane)
    if head and head.ready <= clock.stamp(now) < _instant(head.due):
        due = _due(head.organization_id, head.ready)
        _changed(head, head.token, [OutboxItem.due.set(due)])


def waiting(organization_id: str, kinds: Sequence[str]) -> list[Entry]:
    """Everything of an organization that is not delivered and not dead, by id."""
    found = [
        _entry(item)
        for kind in kinds
        for item in OutboxItem.pending.query(
            f"{kind}#{_shard(organization_id)}", OutboxItem.due.startswith(f"{organization_id}#")
        )
    ]
    return sorted(found, key=lambda entry: entry.id)


def backlog(kind: str, now: datetime) -> Backlog:
    """How much of a kind waits, and for how long."""
    each = MOST_COUNTED // SHARDS
    begun = [
        row.at
        for shard in range(SHARDS)
        for row in OutboxItem.pending.query(
            f"{kind}#{shard}", limit=each, page_size=each, attributes_to_get=["at"]
        )
    ]
    oldest = (now - clock.parse(min(begun))).total_seconds() if begun else 0.0
    return Backlog(len(begun), max(oldest, 0.0))


def dead(organization_id: str, page: int, limit: int, cursor: str | None = None) -> Page[Dead]:
    """What an organization's deliveries were given up, the last one first.

    Raises:
        Invalid: a cursor from elsewhere.
    """

    def walk_from(last: dict[str, Any] | None) -> "ResultIterator[OutboxItem]":
        return OutboxItem.dead.query(
            organization_id, scan_index_forward=False, page_size=limit, last_evaluated_key=last
        )

    items, more = part(walk_from, page, limit, cursor, of=f"undelivered:{organization_id}")
    total = OutboxItem.dead.count(organization_id)
    return Page(tuple(map(_dead, items)), total, page, limit, more)


def find_dead(organization_id: str, lane: str, id: str) -> Dead | None:
    """A dead entry, read consistently."""
    try:
        item = OutboxItem.get(lane, id, consistent_read=True)
    except OutboxItem.DoesNotExist:
        return None
    return _dead(item) if item.dead_of == organization_id else None


def revive(write: Write, dead: Dead, now: datetime) -> None:
    """Let a dead entry wait again, as new, as part of `write`."""
    item = OutboxItem(dead.entry.lane, dead.entry.id)
    ready = clock.stamp(now)
    actions: list[Action] = [
        OutboxItem.dead_of.remove(),
        OutboxItem.died.remove(),
        OutboxItem.attempts.set(0),
        OutboxItem.ready.set(ready),
        OutboxItem.token.set(secrets.token_hex(8)),
    ]
    for attribute, value in _queued(dead.entry, ready).items():
        actions.append(getattr(OutboxItem, attribute).set(value))
    write.update(item, actions, OutboxItem.token == dead.token)


def told(organization_id: str, since: str, limit: int) -> list[Entry]:
    """The first `limit` of an organization's events whose delivery began at or after an instant."""
    began = OutboxItem.told >= since
    items = OutboxItem.by_organization.query(organization_id, began, limit=limit)
    return sorted(map(_entry, items), key=lambda entry: (entry.told, entry.id))


def _head(lane: str) -> OutboxItem | None:
    return next(iter(OutboxItem.in_lane.query(lane, limit=1, consistent_read=True)), None)


def _rows(kind: str, shard: int, condition: Condition) -> list[OutboxItem]:
    return list(OutboxItem.pending.query(f"{kind}#{shard}", condition, limit=PAGE))


def _work(rows: list[OutboxItem], now: datetime) -> Iterator[Work]:
    for organization_id, group in groupby(rows, lambda row: row.organization_id):
        latest = _due(organization_id, clock.stamp(now))
        lanes = dict.fromkeys(row.lane for row in group if (row.due or latest) <= latest)
        crowded = len(rows) == PAGE and organization_id == rows[-1].organization_id
        if lanes:
            yield Work(organization_id, tuple(lanes), crowded)


def _queued(entry: Entry, ready: str) -> dict[str, Any]:
    return {
        "waiting": entry.id,
        "queue": f"{entry.kind}#{_shard(entry.organization_id)}",
        "due": _due(entry.organization_id, ready),
    }


def _unqueued() -> list[Action]:
    return [OutboxItem.waiting.remove(), OutboxItem.queue.remove(), OutboxItem.due.remove()]


def _transition(held: Held, actions: Sequence[Action]) -> bool:
    item = OutboxItem(held.entry.lane, held.entry.id)
    return _changed(item, held.token, [*actions, OutboxItem.token.set(secrets.token_hex(8))])


def _changed(item: OutboxItem, token: str, actions: Sequence[Action]) -> bool:
    try:
        OutboxItem(item.lane, item.id).update(list(actions), OutboxItem.token == token)
    except UpdateError as error:
        if error.cause_response_code == _REFUSED:
            return False
        raise
    return True


def _shard(organization_id: str) -> int:
    return zlib.crc32(organization_id.encode()) % SHARDS


def _due(organization_id: str, ready: str) -> str:
    return f"{organization_id}#{ready}"


def _instant(due: str | None) -> str:
    return (due or "").rpartition("#")[2]


def _entry(item: OutboxItem) -> Entry:
    return Entry(
        id=item.id,
        organization_id=item.organization_id,
        type=item.type,
        at=item.at,
        data=item.data,
        lane=item.lane,
        kind=item.kind,
        audience=tuple(item.audience),
        attempts=int(item.attempts),
        request_id=item.request_id,
        told=item.told or "",
    )


def _dead(item: OutboxItem) -> Dead:
    died_at = (item.died or "").partition("#")[0]
    return Dead(_entry(item), item.reason or "", died_at, item.token)
