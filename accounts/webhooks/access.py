"""How anybody gets a webhook."""

from accounts.access import require
from accounts.domain import Member, Permission
from accounts.webhooks import store
from accounts.webhooks.domain import Delivery, Webhook
from craftify.errors import NotFound


def refuse_others(actor: Member) -> None:
    """Refuse whoever may not manage webhooks.

    Raises:
        Forbidden: the role does not carry the permission.
    """
    require(actor, Permission.WEBHOOKS_MANAGE, "see or change webhooks")


def webhook(actor: Member, webhook_id: str) -> Webhook:
    """A webhook of the actor's organization.

    Raises:
        NotFound: there is none.
        Forbidden: the role does not carry the permission.
    """
    refuse_others(actor)
    found = store.webhook(actor.organization_id, webhook_id)
    if not found:
        raise NotFound("There is no such webhook.")
    return found


def delivery(actor: Member, webhook_id: str, delivery_id: str) -> Delivery:
    """A delivery of a webhook of the actor's organization.

    Raises:
        NotFound: there is no such webhook, or the log does not have it any more.
        Forbidden: the role does not carry the permission.
    """
    webhook(actor, webhook_id)
    found = store.delivery(actor.organization_id, webhook_id, delivery_id)
    if not found:
        raise NotFound("There is no such delivery in the log of this webhook.")
    return found
