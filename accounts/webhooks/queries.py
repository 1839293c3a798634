"""What may be read of webhooks."""

from accounts.domain import Member
from accounts.webhooks import access, store
from accounts.webhooks.domain import Delivery, DeliveryState, Webhook
from craftify.dynamo.paging import Page

webhook = access.webhook
delivery = access.delivery


def webhooks(actor: Member) -> tuple[Webhook, ...]:
    """The webhooks of the actor's organization, the oldest first.

    Raises:
        Forbidden: the role does not carry the permission.
    """
    access.refuse_others(actor)
    return store.webhooks(actor.organization_id)


def deliveries(
    actor: Member,
    webhook_id: str,
    *,
    state: DeliveryState | None = None,
    page: int = 1,
    limit: int = 25,
    cursor: str | None = None,
) -> Page[Delivery]:
    """One page of a webhook's log, the latest first.

    Raises:
        Invalid: a cursor from elsewhere.
        NotFound, Forbidden: as `access.webhook`.
    """
    found = access.webhook(actor, webhook_id)
    home = (found.organization_id, found.id)
    log, more = store.deliveries(*home, state, page=page, limit=limit, cursor=cursor)
    return Page(log, store.delivery_count(*home, state), page, limit, more)
