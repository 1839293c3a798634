"""Webhooks as the API shows them."""

from datetime import datetime

from accounts.webhooks.api import schemas
from accounts.webhooks.domain import Attempt, Delivery, Webhook
from craftify import clock


def webhook(one: Webhook) -> schemas.Webhook:
    """A webhook, without its secret."""
    return {
        "id": one.id,
        "organizationId": one.organization_id,
        "url": one.url,
        "description": one.description,
        "events": list(one.events),
        "format": one.format,
        "active": one.active,
        "disabledBecause": one.disabled_because or None,
        "failingSince": _when(one.failing_since),
        "previousSecretUntil": _when(one.previous_until),
        "createdBy": one.created_by,
        "createdAt": clock.stamp(one.created_at),
        "updatedAt": clock.stamp(one.updated_at),
    }


def with_secret(one: Webhook) -> schemas.WebhookWithSecret:
    """The same with the secret, where it has just been made."""
    return {**webhook(one), "secret": one.secret}


def delivery(one: Delivery) -> schemas.DeliveryCard:
    """A delivery as a list shows it."""
    return {
        "id": one.id,
        "webhookId": one.webhook_id,
        "type": one.type,
        "state": one.state,
        "requestId": one.request_id,
        "attemptCount": one.attempt_count,
        "lastStatus": one.last.status or None if one.last else None,
        "createdAt": clock.stamp(one.created_at),
    }


def whole_delivery(one: Delivery) -> schemas.Delivery:
    """A delivery with its body and its latest attempts."""
    return {
        **delivery(one),
        "body": one.body,
        "attempts": [_attempt(attempt) for attempt in one.attempts],
    }


def _attempt(one: Attempt) -> schemas.Attempt:
    return {
        "at": clock.stamp(one.at),
        "milliseconds": one.milliseconds,
        "status": one.status or None,
        "problem": one.problem or None,
        "response": one.excerpt,
        "byName": one.by or None,
    }


def _when(instant: datetime | None) -> str | None:
    return clock.stamp(instant) if instant else None
