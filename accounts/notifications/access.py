"""How anybody gets a notification: only their own."""

from accounts.domain import Member
from accounts.notifications import store
from accounts.notifications.domain import Notification
from craftify.errors import NotFound


def notification(actor: Member, notification_id: str) -> Notification:
    """What the actor was told.

    Raises:
        NotFound: there is no such notification of theirs.
    """
    if 0 < len(notification_id) <= 64:
        found = store.get(actor.organization_id, actor.id, notification_id)
        if found:
            return found
    raise NotFound("There is no such notification. They are kept for 90 days.")
