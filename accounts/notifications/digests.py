"""Summaries by mail, daily or weekly: each person's comes once when it is due."""

from dataclasses import replace
from datetime import timedelta

from accounts.access import member
from accounts.notifications import store
from accounts.notifications.actions import MAIL
from accounts.notifications.domain import Choices
from craftify import clock, outbox
from craftify.dynamo.transact import Write, retried
from craftify.errors import NotFound

KIND = "digest"
_LATER = timedelta(minutes=1)  # what happened just before may still be on its way


def run() -> None:
    """Have every summary written that is due; run every few minutes by one worker."""
    for choices in store.due_digests(clock.now() - _LATER):
        _begin(choices.organization_id, choices.user_id)


@retried
def _begin(organization_id: str, user_id: str) -> None:
    now = clock.now()
    old = store.choices(organization_id, user_id)
    if not old.digest_due or old.digest_due > now:
        return
    new = replace(old, digest_since=None, digest_due=None)
    if _is_member(organization_id, user_id):
        _enqueue(old)
        new = replace(old, digest_since=old.digest_due, digest_due=old.next_digest(now))
    write = Write(unrecorded="it tells again of what is on record")
    store.replace_choices(write, old, new)
    write.commit()


def _enqueue(choices: Choices) -> None:
    since, until = choices.digest_since, choices.digest_due
    if since and until:
        outbox.enqueue_once(
            choices.organization_id,
            MAIL,
            lane=f"digest#{choices.user_id}",
            id=f"digest-{clock.stamp(until)}:{choices.user_id}",
            data={
                "userId": choices.user_id,
                "kind": KIND,
                "since": clock.stamp(since),
                "until": clock.stamp(until),
            },
            not_before=choices.quiet_until(clock.now()),
        )


def _is_member(organization_id: str, user_id: str) -> bool:
    try:
        member(organization_id, user_id)
    except NotFound:
        return False
    return True
