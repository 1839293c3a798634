"""Reads and writes of the notifications' tables. Dataclasses come out, PynamoDB stays in."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from pynamodb.expressions.update import Action
from pynamodb.pagination import ResultIterator

from accounts.notifications.domain import (
    KEPT_FOR,
    MOST_UNREAD,
    Channel,
    Choices,
    Kind,
    Notice,
    Notification,
    Quiet,
    Rhythm,
)
from accounts.notifications.models import ChoicesItem, NotificationItem
from craftify import clock
from craftify.dynamo.paging import part
from craftify.dynamo.transact import Write

_QUEUE = "digest"


def add(write: Write, one: Notification) -> None:
    """A new notification, unread; races when it is there."""
    notice = one.notice
    item = NotificationItem(
        _inbox(one.organization_id, one.user_id),
        one.id,
        kind=notice.kind.value,
        sentence=notice.sentence,
        quote=notice.quote,
        target=notice.target,
        about=notice.about,
        by_id=notice.by_id,
        by_name=notice.by_name,
        at=clock.stamp(one.at),
        added_at=clock.stamp(one.added_at),
        unread=one.id,
        expires=one.added_at + KEPT_FOR,
    )
    write.put(item, NotificationItem.id.does_not_exist())


def get(organization_id: str, user_id: str, id: str) -> Notification | None:
    """One notification of a member, read consistently."""
    try:
        item = NotificationItem.get(_inbox(organization_id, user_id), id, consistent_read=True)
    except NotificationItem.DoesNotExist:
        return None
    return _notification(item)


def inbox(organization_id: str, user_id: str, *, unread: bool) -> Iterator[Notification]:
    """What a member was told, the latest first: all, or what is not read."""
    return map(_notification, _items(_inbox(organization_id, user_id), None, unread=unread))


def inbox_page(
    organization_id: str,
    user_id: str,
    *,
    unread: bool,
    page: int,
    limit: int,
    cursor: str | None,
) -> tuple[tuple[Notification, ...], str | None]:
    """One page of it, or what is behind a cursor, and the cursor that leads on.

    Raises:
        Invalid: a cursor from elsewhere.
    """
    key = _inbox(organization_id, user_id)
    of = f"notifications:{key}:{unread}"
    found, more = part(lambda last: _items(key, last, unread=unread), page, limit, cursor, of=of)
    return tuple(map(_notification, found)), more


def _items(
    key: str, last: dict[str, Any] | None, *, unread: bool
) -> "ResultIterator[NotificationItem]":
    among = NotificationItem.not_read if unread else NotificationItem
    return among.query(key, scan_index_forward=False, consistent_read=True, last_evaluated_key=last)


def count(organization_id: str, user_id: str) -> int:
    """How much a member was told."""
    return NotificationItem.count(_inbox(organization_id, user_id), consistent_read=True)


def unread_count(organization_id: str, user_id: str) -> int:
    """How much of it is not read, at most `MOST_UNREAD`."""
    key = _inbox(organization_id, user_id)
    # PynamoDB's `count` takes no limit in all.
    found = NotificationItem.not_read.query(
        key, consistent_read=True, limit=MOST_UNREAD, attributes_to_get=["unread"]
    )
    return sum(1 for _ in found)


def set_read(write: Write, one: Notification, read_at: datetime | None) -> None:
    """Mark it as read, or as not read; races when it is gone."""
    actions: list[Action] = (
        [NotificationItem.read_at.set(clock.stamp(read_at)), NotificationItem.unread.remove()]
        if read_at
        else [NotificationItem.read_at.remove(), NotificationItem.unread.set(one.id)]
    )
    item = NotificationItem(_inbox(one.organization_id, one.user_id), one.id)
    write.update(item, actions, NotificationItem.id.exists())


def choices(organization_id: str, user_id: str) -> Choices:
    """What a member chose, or the default; read consistently."""
    try:
        return _choices(ChoicesItem.get(organization_id, user_id, consistent_read=True))
    except ChoicesItem.DoesNotExist:
        return Choices(organization_id=organization_id, user_id=user_id)


def replace_choices(write: Write, old: Choices, new: Choices) -> None:
    """Put other choices in the place of `old`, if nobody wrote in between (else it races)."""
    due = clock.stamp(new.digest_due) if new.digest_due else None
    item = ChoicesItem(
        new.organization_id,
        new.user_id,
        switched=sorted(f"{kind.value}.{channel.value}" for kind, channel in new.switched),
        rhythm=new.rhythm.value,
        digest_hour=new.digest_hour,
        time_zone=new.time_zone,
        quiet_start=new.quiet.start.isoformat("minutes") if new.quiet else None,
        quiet_end=new.quiet.end.isoformat("minutes") if new.quiet else None,
        digest_since=clock.stamp(new.digest_since) if new.digest_since else None,
        digest_due=due,
        digest_queue=_QUEUE if due else None,
        revision=old.revision + 1,
    )
    guard = (
        ChoicesItem.revision == old.revision
        if old.revision
        else ChoicesItem.user_id.does_not_exist()
    )
    write.put(item, guard)


def due_digests(now: datetime) -> Iterator[Choices]:
    """The choices of those whose summary is due, the longest waiting first."""
    found = ChoicesItem.by_digest.query(_QUEUE, ChoicesItem.digest_due <= clock.stamp(now))
    return map(_choices, found)


def _inbox(organization_id: str, user_id: str) -> str:
    return f"{organization_id}#{user_id}"


def _notification(item: NotificationItem) -> Notification:
    organization_id, _, user_id = item.inbox.partition("#")
    return Notification(
        id=item.id,
        organization_id=organization_id,
        user_id=user_id,
        notice=Notice(
            kind=Kind(item.kind),
            sentence=item.sentence,
            quote=item.quote,
            target=item.target,
            about=item.about,
            by_id=item.by_id,
            by_name=item.by_name,
        ),
        at=clock.parse(item.at),
        added_at=clock.parse(item.added_at),
        read_at=_instant(item.read_at),
    )


def _choices(item: ChoicesItem) -> Choices:
    return Choices(
        organization_id=item.organization_id,
        user_id=item.user_id,
        switched=frozenset(map(_switch, item.switched)),
        rhythm=Rhythm(item.rhythm),
        digest_hour=int(item.digest_hour),
        time_zone=item.time_zone,
        quiet=_quiet(item),
        digest_since=_instant(item.digest_since),
        digest_due=_instant(item.digest_due),
        revision=int(item.revision),
    )


def _switch(word: str) -> tuple[Kind, Channel]:
    kind, _, channel = word.partition(".")
    return Kind(kind), Channel(channel)


def _quiet(item: ChoicesItem) -> Quiet | None:
    if item.quiet_start is None or item.quiet_end is None:
        return None
    return Quiet(time.fromisoformat(item.quiet_start), time.fromisoformat(item.quiet_end))


def _instant(text: Any) -> datetime | None:
    return clock.parse(text) if text else None
