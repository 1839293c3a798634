"""What somebody may read of their own notifications."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from accounts import store as accounts
from accounts.domain import Member, User
from accounts.notifications import access, store
from accounts.notifications.domain import Choices, Notification
from craftify.dynamo.paging import Page

notification = access.notification


def notifications(
    actor: Member,
    *,
    unread: bool = False,
    page: int = 1,
    limit: int = 25,
    cursor: str | None = None,
) -> Page[Notification]:
    """A page of what the actor was told, the latest first; of what is not read, at most the latest
    `MOST_UNREAD` are counted.

    Raises:
        Invalid: a cursor from elsewhere.
    """
    home = (actor.organization_id, actor.id)
    found, more = store.inbox_page(*home, unread=unread, page=page, limit=limit, cursor=cursor)
    total = store.unread_count(*home) if unread else store.count(*home)
    return Page(found, total, page, limit, more)


def unread_count(actor: Member) -> int:
    """How much the actor has not read, at most `MOST_UNREAD`."""
    return store.unread_count(actor.organization_id, actor.id)


def choices(actor: Member) -> Choices:
    """What the actor chose to be told."""
    return store.choices(actor.organization_id, actor.id)


def news(actor: Member, since: datetime, until: datetime) -> tuple[Notification, ...]:
    """What the actor was told after `since` and until `until`, the first first."""
    found = []
    oldest = since - timedelta(days=1)  # what was told so late is missed, not looked for
    for one in store.inbox(actor.organization_id, actor.id, unread=False):
        if one.at < oldest:
            break
        if since < one.added_at <= until:
            found.append(one)
    return tuple(reversed(found))


def people(user_ids: Iterable[str]) -> dict[str, User]:
    """Those of the ids that are users, for the avatars beside what they did."""
    return accounts.users(filter(None, user_ids))
