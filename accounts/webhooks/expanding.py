"""From an event of the outbox to a delivery for each webhook that wants it."""

from accounts.webhooks import payload, store
from accounts.webhooks.domain import REPLAY, TEST, Delivery, DeliveryState, Webhook
from craftify import clock, outbox
from craftify.outbox import Entry

KIND = "webhook"


def expand(event: Entry) -> None:
    """Begin the deliveries of an event; done again, it changes nothing.

    What has an audience concerns only these people and is not sent, but to the one webhook that
    somebody tests or replays.
    """
    if event.type == TEST:
        webhook = store.webhook(event.organization_id, event.data["webhookId"])
        if webhook:
            _begin(webhook, event, by=event.data["by"])
    elif event.type == REPLAY:
        _enqueue(event, event.data["webhookId"], event.data["deliveryId"], by=event.data["by"])
    elif not event.audience:
        for webhook in store.webhooks(event.organization_id):
            if webhook.wants(event.type):
                outbox.progress()
                _begin(webhook, event)


def _begin(webhook: Webhook, event: Entry, *, by: str = "") -> None:
    delivery = Delivery(
        id=event.id,
        organization_id=event.organization_id,
        webhook_id=webhook.id,
        type=event.type,
        request_id=event.request_id,
        body=payload.body(event, webhook.format),
        state=DeliveryState.WAITING,
        created_at=clock.now(),
    )
    store.add_delivery_once(delivery)
    _enqueue(event, webhook.id, event.id, by=by)


def _enqueue(event: Entry, webhook_id: str, delivery_id: str, *, by: str = "") -> None:
    # One lane for each thing and webhook: what happens to a review arrives in order, and a
    # receiver that fails holds nobody else up.
    outbox.enqueue_once(
        event.organization_id,
        KIND,
        lane=f"{webhook_id}#{event.lane}",
        id=event.id,
        data={"webhookId": webhook_id, "deliveryId": delivery_id, "by": by},
    )
