"""Notifications as the API shows them."""

from accounts.notifications.api import schemas
from accounts.notifications.domain import Notification
from craftify import clock


def notification(one: Notification) -> schemas.Notification:
    """One of them; `path` is the page that it leads to."""
    notice = one.notice
    return {
        "id": one.id,
        "kind": notice.kind,
        "sentence": notice.sentence,
        "quote": notice.quote,
        "path": notice.target,
        "about": notice.about,
        "by": {"id": notice.by_id, "name": notice.by_name},
        "at": clock.stamp(one.at),
        "readAt": clock.stamp(one.read_at) if one.read_at else None,
    }
