"""What may be read of webhooks."""

from accounts.domain import Member
from accounts.webhooks import access, store
from accounts.webhooks.domain import Delivery, DeliveryState, Webhook
from craftify.dynamo.paging import Page, cut

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
) -> Page[Delivery]:
    """One page of a webhook's log, the latest first.

    Raises:
        NotFound, Forbidden: as `access.webhook`.
    """
    found = access.webhook(actor, webhook_id)
    log = store.deliveries(found.organization_id, found.id, state)
    total = store.delivery_count(found.organization_id, found.id, state)
    return Page(tuple(cut(log, page, limit)), total, page, limit)
