"""Tell people, and everything that they can do with what they were told."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any, TypedDict, Unpack

from accounts.access import member
from accounts.domain import Actor, Automatic, Member
from accounts.notifications import access, domain, store
from accounts.notifications.domain import (
    Channel,
    Choices,
    Kind,
    Notice,
    Notification,
    Quiet,
    Rhythm,
)
from craftify import clock, history, outbox
from craftify.dynamo.transact import Write, retried
from craftify.errors import NotFound
from craftify.outbox import Entry

MAIL = "mail"
_PEOPLE = {"asked", "told", "mentions"}  # whom an event concerns is nobody else's business
_AT_ONCE = 50  # in one transaction


class Changes(TypedDict, total=False):
    """What can be chosen."""

    switched: frozenset[tuple[Kind, Channel]]
    rhythm: Rhythm
    digest_hour: int
    time_zone: str
    quiet: Quiet | None


def tell(event: Entry, user_id: str, notice: Notice) -> None:
    """Tell a member of an event where they want to be told; done again, it changes nothing.

    Whoever is no active member any more is not told. Alerts do not wait for the end of quiet hours.
    """
    try:
        member(event.organization_id, user_id)
    except NotFound:
        return
    choices = store.choices(event.organization_id, user_id)
    if choices.wants(notice.kind, Channel.APP):
        _put(event, user_id, notice)
    if choices.wants(notice.kind, Channel.MAIL):
        is_alert = notice.kind == Kind.ALERT
        outbox.enqueue_once(
            event.organization_id,
            MAIL,
            lane=f"{notice.about}#{'alert' if is_alert else 'mail'}#{user_id}",
            id=f"{event.id}:{user_id}",
            data={"userId": user_id, **_written(notice), "event": _happened(event)},
            not_before=None if is_alert else choices.quiet_until(clock.now()),
        )


@retried
def _put(event: Entry, user_id: str, notice: Notice) -> None:
    if store.get(event.organization_id, user_id, event.id):
        return
    one = Notification(
        id=event.id,
        organization_id=event.organization_id,
        user_id=user_id,
        notice=notice,
        at=clock.parse(event.at),
        added_at=clock.now(),
    )
    write = Write(unrecorded="it tells of an event that is on record")
    store.add(write, one)
    _publish(write, one.organization_id, user_id, "notificationAdded", notificationId=one.id)
    write.commit()
    outbox.nudge()


@retried
def settle(
    organization_id: str, user_ids: Iterable[str], about: str, kinds: Iterable[Kind] = tuple(Kind)
) -> None:
    """Mark as read what is over: what these people were told about one thing."""
    wanted = set(kinds)
    for user_id in user_ids:
        over = [
            one
            for one in store.inbox(organization_id, user_id, unread=True)
            if one.notice.about == about and one.notice.kind in wanted
        ]
        _read(user_id, over, by=Automatic(organization_id))


@retried
def mark(notification_id: str, *, actor: Member, read: bool = True) -> Notification:
    """The notification, marked as read or not read.

    Raises:
        NotFound: as `access.notification`.
    """
    one = access.notification(actor, notification_id)
    if read == bool(one.read_at):
        return one
    read_at = clock.now() if read else None
    write = Write()
    store.set_read(write, one, read_at)
    _commit(write, actor.id, [one], by=actor, read=read)
    return replace(one, read_at=read_at)


@retried
def mark_all(*, actor: Member) -> int:
    """Mark everything as read; gives how much that was."""
    unread = list(store.inbox(actor.organization_id, actor.id, unread=True))
    _read(actor.id, unread, by=actor)
    return len(unread)


@retried
def choose(*, actor: Member, **changes: Unpack[Changes]) -> Choices:
    """What the actor chose, with these changes; what is not given stays.

    Raises:
        Invalid: see `domain.check`.
    """
    old = store.choices(actor.organization_id, actor.id)
    new = domain.check(replace(old, **changes))
    if new == old:
        return old
    new = domain.rescheduled(old, new, clock.now())
    write = Write()
    store.replace_choices(write, old, new)
    change = {"before": domain.told(old), "after": domain.told(new)}
    _record(write, actor.id, "notifications.chosen", by=actor, **change)
    write.commit()
    return replace(new, revision=old.revision + 1)


def _read(user_id: str, found: list[Notification], *, by: Actor) -> None:
    now = clock.now()
    for start in range(0, len(found), _AT_ONCE):
        some = found[start : start + _AT_ONCE]
        write = Write()
        for one in some:
            store.set_read(write, one, now)
        _commit(write, user_id, some, by=by, read=True)


def _commit(
    write: Write, user_id: str, marked: list[Notification], *, by: Actor, read: bool
) -> None:
    _record(
        write,
        user_id,
        "notifications.read" if read else "notifications.unread",
        by=by,
        after={"notifications": [one.id for one in marked]},
    )
    _publish(write, by.organization_id, user_id, "notificationRead")
    write.commit()
    outbox.nudge()


def _record(write: Write, user_id: str, verb: str, *, by: Actor, **change: Any) -> None:
    history.record(
        write,
        organization_id=by.organization_id,
        resource=f"notifications-{user_id}",
        verb=verb,
        actor_id=by.id,
        actor_name=by.name,
        **change,
    )


def _publish(write: Write, organization_id: str, user_id: str, event: str, **data: Any) -> None:
    outbox.publish(write, organization_id, event, about=user_id, audience=[user_id], **data)


def _written(notice: Notice) -> dict[str, str]:
    return {**asdict(notice), "kind": notice.kind.value}


def _happened(event: Entry) -> dict[str, Any]:
    kept = {name: value for name, value in event.data.items() if name not in _PEOPLE}
    return {"type": event.type, "at": event.at, "data": kept}
