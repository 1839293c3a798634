"""Send something again."""

from dataclasses import replace

from accounts.domain import Member
from accounts.webhooks import access, store
from accounts.webhooks.actions.writing import commit
from accounts.webhooks.domain import REPLAY, Delivery, DeliveryState, refuse_off
from craftify.dynamo.transact import Write, retried


@retried
def replay(webhook_id: str, delivery_id: str, *, actor: Member) -> Delivery:
    """Have the same body sent again under the same id, whatever became of it before.

    Raises:
        WebhookOff: the webhook is switched off.
        NotFound, Forbidden: as `access.delivery`.
    """
    webhook = access.webhook(actor, webhook_id)
    old = access.delivery(actor, webhook_id, delivery_id)
    refuse_off(webhook)
    new = replace(old, state=DeliveryState.WAITING)
    write = Write()
    store.replace_delivery(write, old, new)
    commit(
        write,
        webhook,
        actor=actor,
        verb="webhook.replayed",
        event=REPLAY,
        audience=[actor.id],
        told={"deliveryId": old.id},
        delivery=old.id,
        type=old.type,
    )
    return new
