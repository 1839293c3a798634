"""The letter of an invitation. Its secret is made when it is written, so nothing else holds it."""

import secrets
from dataclasses import replace

from django.urls import reverse

from accounts import store as accounts
from accounts.invitations import store
from accounts.invitations.domain import Invitation, Token, digest_of
from accounts.signin.letters import Words, absolute
from craftify import clock, outbox
from craftify.dynamo.transact import Write, retried
from craftify.outbox import Entry

KEY = "invitation"


def ask(write: Write, one: Invitation) -> None:
    """Have the letter written as part of `write`; `outbox.nudge("mail")` after the commit."""
    data = {KEY: one.id, "sentAt": clock.stamp(one.sent_at)}
    outbox.enqueue(write, one.organization_id, "mail", lane=f"invitation#{one.id}", data=data)


@retried
def words(entry: Entry) -> Words | None:
    """What the letter says; None when the invitation is gone or a newer letter was asked for."""
    old = store.invitation(entry.organization_id, entry.data[KEY])
    home = accounts.organization(entry.organization_id)
    if not old or not home or clock.stamp(old.sent_at) != entry.data["sentAt"]:
        return None
    secret = secrets.token_urlsafe(32)
    write = Write(unrecorded="that it is asked for is on record, with the invitation")
    store.put(write, old, replace(old, digest=digest_of(secret)))
    write.commit()
    token = str(Token(old.organization_id, old.id, secret))
    return Words(
        to=old.email,
        name=old.email,
        organization=home.name,
        title=f"{old.invited_by_name} invites you to {home.name}",
        sentence="They work on their emails in Craftify Email, and would like you to join. The "
        f"link below works once, until {old.expires_at:%-d %B %Y, %H:%M} UTC, for this address.",
        note="If you do not know them, do nothing: the link alone changes nothing.",
        url=absolute(reverse("invitations:link", args=[token])),
        verb="See the invitation",
    )
