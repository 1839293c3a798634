"""Somebody is told something, without a review around it."""

from accounts.domain import Member
from accounts.notifications import actions, queries
from accounts.notifications.domain import Kind, Notice, Notification
from craftify import clock, ids
from craftify.outbox import Entry


def told(
    person: Member,
    *,
    kind: Kind = Kind.COMMENT,
    sentence: str = "Eve Moreau commented on “Spring sale”, version 1.",
    about: str = "apr_1",
    quote: str = "",
    target: str = "/approvals",
    by: str = "",
) -> Notification:
    """What the person has then."""
    event = Entry(
        id=ids.new_id("evt"),
        organization_id=person.organization_id,
        type="commentAdded",
        at=clock.stamp(clock.now()),
        data={},
    )
    notice = Notice(kind, sentence, target, about, quote, by, "Eve Moreau")
    actions.tell(event, person.id, notice)
    return queries.notification(person, event.id)
