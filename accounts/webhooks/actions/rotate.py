"""Exchange the secret that signs."""

from accounts.domain import Member
from accounts.webhooks import access, domain, store
from accounts.webhooks.actions.writing import commit
from accounts.webhooks.domain import Webhook
from craftify import clock
from craftify.dynamo.transact import Write, retried
from craftify.webhooks import signing


@retried
def rotate_secret(webhook_id: str, *, actor: Member, overlap_hours: int = 24) -> Webhook:
    """The webhook with a new `secret`, shown to people only this once.

    Every call carries a signature of both secrets for `overlap_hours`, so that the receiver can
    be changed in between; with 0 the old one ends now.

    Raises:
        Invalid: see `domain.rotated`.
        NotFound, Forbidden: as `access.webhook`.
    """
    old = access.webhook(actor, webhook_id)
    new = domain.rotated(old, signing.new_secret(), overlap_hours=overlap_hours, now=clock.now())
    write = Write()
    store.replace(write, old, new)
    commit(write, new, actor=actor, verb="webhook.secret_rotated", overlap_hours=overlap_hours)
    return new
