"""One call of a webhook, and what the log keeps of it."""

import time
from datetime import datetime

from django.conf import settings

from accounts.webhooks import actions, domain, store
from accounts.webhooks.domain import Attempt, Delivery, DeliveryState, Webhook
from craftify import clock
from craftify.dynamo.transact import Write, retried
from craftify.errors import Unavailable
from craftify.outbox import Entry
from craftify.webhooks import configured, sender, signing
from craftify.webhooks.sender import NoAnswer
from craftify.webhooks.targets import AddressRefused

_AGENT = "Craftify-Webhooks/1"


def deliver(entry: Entry) -> None:
    """Send what an entry of the outbox names, and log it.

    Raises:
        Unavailable: the receiver did not take it, or is left alone for a while; the outbox tries
            again.
    """
    organization_id, webhook_id = entry.organization_id, entry.data["webhookId"]
    webhook = store.webhook(organization_id, webhook_id)
    delivery = store.delivery(organization_id, webhook_id, entry.data["deliveryId"])
    by = entry.data["by"]
    if not webhook or not delivery or (delivery.state == DeliveryState.DELIVERED and not by):
        return
    if not webhook.active:
        _log(delivery, DeliveryState.DROPPED)
        return
    is_last = entry.attempts >= settings.CRAFTIFY.delivery_attempts
    if webhook.is_paused(clock.now()) and not is_last and not by:
        raise Unavailable(f"{webhook.target.host} did not answer and is left alone for now.")
    attempt = _call(webhook, delivery, by)
    if attempt.is_success:
        _log(delivery, DeliveryState.DELIVERED, attempt)
        store.note_success(webhook)
        return
    _log(delivery, DeliveryState.GIVEN_UP if is_last else DeliveryState.FAILED, attempt)
    _note_failure(webhook, attempt)
    raise Unavailable(attempt.problem)


def _call(webhook: Webhook, delivery: Delivery, by: str) -> Attempt:
    now = clock.now()
    begun = time.monotonic()
    status, problem, excerpt = _post(webhook, delivery, now)
    milliseconds = round((time.monotonic() - begun) * 1000)
    return Attempt(
        at=now, milliseconds=milliseconds, status=status, problem=problem, excerpt=excerpt, by=by
    )


def _post(webhook: Webhook, delivery: Delivery, now: datetime) -> tuple[int, str, str]:
    """The status (0 for none), what is wrong with it, and the beginning of the answer."""
    try:
        target = configured.target(webhook.url)
        answer = sender.post(
            target,
            headers=headers(delivery, webhook.secrets(now), now),
            body=delivery.body.encode(),
            reach=configured.reach(),
        )
    except (NoAnswer, AddressRefused) as refusal:
        return 0, str(refusal), ""
    problem = "" if answer.is_success else f"{target.host} answered {answer.status}."
    if 300 <= answer.status < 400:
        problem = f"{target.host} answered {answer.status}; redirects are not followed."
    return answer.status, problem, answer.excerpt


def headers(delivery: Delivery, secrets: tuple[str, ...], now: datetime) -> dict[str, str]:
    """What a call says of itself."""
    body = delivery.body.encode()
    return {
        "Content-Type": "application/json",
        "User-Agent": _AGENT,
        "Craftify-Id": delivery.id,
        "Craftify-Event": delivery.type,
        signing.HEADER: signing.signature(body, secrets, int(now.timestamp())),
        **({"X-Request-ID": delivery.request_id} if delivery.request_id else {}),
    }


@retried
def _log(delivery: Delivery, state: DeliveryState, attempt: Attempt | None = None) -> None:
    old = store.delivery(delivery.organization_id, delivery.webhook_id, delivery.id)
    if not old:
        return  # it expired while it was sent
    write = Write(unrecorded="the log of deliveries is a trail of its own")
    store.replace_delivery(write, old, domain.logged(old, state, attempt))
    write.commit()


def _note_failure(webhook: Webhook, attempt: Attempt) -> None:
    now = attempt.at
    pause = domain.pause_after(webhook.failures + 1) if attempt.was_costly else None
    store.note_failure(webhook, now, now + pause if pause else None)
    if webhook.is_hopeless(now):
        actions.disable(webhook.organization_id, webhook.id)
