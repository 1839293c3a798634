"""Reads and writes of the webhooks' tables. Dataclasses come out, PynamoDB stays in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.pagination import ResultIterator

from accounts.webhooks.domain import (
    KEPT_FOR,
    Attempt,
    Delivery,
    DeliveryState,
    Format,
    Webhook,
)
from accounts.webhooks.models import WebhookDeliveryItem, WebhookItem
from craftify import clock
from craftify.dynamo.paging import part
from craftify.dynamo.transact import Write

_TEXTS = ("url", "description", "secret", "previous_secret", "created_by", "disabled_because")
_REFUSED = "ConditionalCheckFailedException"
_ATTEMPTS: TypeAdapter[tuple[Attempt, ...]] = TypeAdapter(tuple[Attempt, ...])


def webhooks(organization_id: str) -> tuple[Webhook, ...]:
    """An organization's webhooks, the oldest first, read consistently."""
    return tuple(map(_webhook, WebhookItem.query(organization_id, consistent_read=True)))


def webhook(organization_id: str, webhook_id: str) -> Webhook | None:
    """A webhook, read consistently."""
    try:
        return _webhook(WebhookItem.get(organization_id, webhook_id, consistent_read=True))
    except WebhookItem.DoesNotExist:
        return None


def add(write: Write, one: Webhook) -> None:
    """A new webhook."""
    item = WebhookItem(one.organization_id, one.id, revision=one.revision, **_attributes(one))
    write.put(item, WebhookItem.id.does_not_exist())


def replace(write: Write, old: Webhook, new: Webhook) -> None:
    """Change what differs, if nobody wrote in between (else it races)."""
    before, after = _attributes(old), _attributes(new)
    actions = [
        getattr(WebhookItem, name).remove()
        if value is None
        else getattr(WebhookItem, name).set(value)
        for name, value in after.items()
        if value != before[name]
    ]
    actions.append(WebhookItem.revision.set(old.revision + 1))
    item = WebhookItem(old.organization_id, old.id)
    write.update(item, actions, WebhookItem.revision == old.revision)


def remove(write: Write, one: Webhook) -> None:
    """Delete a webhook; its deliveries expire by themselves."""
    item = WebhookItem(one.organization_id, one.id)
    write.delete(item, WebhookItem.revision == one.revision)


def note_success(one: Webhook) -> None:
    """Forget what failed before, if there is something to forget."""
    if one.failures:
        _note(
            one,
            [
                WebhookItem.failing_since.remove(),
                WebhookItem.paused_until.remove(),
                WebhookItem.failures.set(0),
            ],
        )


def note_failure(one: Webhook, now: datetime, paused_until: datetime | None) -> None:
    """Count a failure, since when there are some, and until when the receiver is left alone."""
    actions = [
        WebhookItem.failing_since.set(WebhookItem.failing_since | clock.stamp(now)),
        WebhookItem.failures.add(1),
    ]
    if paused_until:
        actions.append(WebhookItem.paused_until.set(clock.stamp(paused_until)))
    _note(one, actions)


def add_delivery_once(delivery: Delivery) -> None:
    """Begin the log of a delivery, unless it was begun."""
    try:
        _delivery_item(delivery).save(WebhookDeliveryItem.id.does_not_exist())
    except PutError as error:
        if error.cause_response_code != _REFUSED:
            raise


def delivery(organization_id: str, webhook_id: str, delivery_id: str) -> Delivery | None:
    """A delivery, read consistently."""
    try:
        item = WebhookDeliveryItem.get(
            _key(organization_id, webhook_id), delivery_id, consistent_read=True
        )
    except WebhookDeliveryItem.DoesNotExist:
        return None
    return _delivery(item)


def replace_delivery(write: Write, old: Delivery, new: Delivery) -> None:
    """Write a delivery's calls and state, if nobody wrote in between (else it races)."""
    attempts = _ATTEMPTS.dump_python(new.attempts, mode="json")
    write.update(
        WebhookDeliveryItem(_key(old.organization_id, old.webhook_id), old.id),
        [
            WebhookDeliveryItem.attempts.set(attempts),
            WebhookDeliveryItem.attempt_count.set(new.attempt_count),
            WebhookDeliveryItem.state.set(new.state.value),
            WebhookDeliveryItem.revision.set(old.revision + 1),
        ],
        WebhookDeliveryItem.revision == old.revision,
    )


def deliveries(
    organization_id: str,
    webhook_id: str,
    state: DeliveryState | None,
    *,
    page: int,
    limit: int,
    cursor: str | None,
) -> tuple[tuple[Delivery, ...], str | None]:
    """A page of the log of a webhook, the latest first, or what is behind a cursor, and the cursor
    that leads on; all, or those in one state.

    Raises:
        Invalid: a cursor from elsewhere.
    """
    key = _key(organization_id, webhook_id)

    def walk_from(last: dict[str, Any] | None) -> "ResultIterator[WebhookDeliveryItem]":
        return WebhookDeliveryItem.query(
            key,
            filter_condition=_in_state(state),
            scan_index_forward=False,
            last_evaluated_key=last,
        )

    items, more = part(walk_from, page, limit, cursor, of=f"deliveries:{key}:{state}")
    return tuple(map(_delivery, items)), more


def delivery_count(
    organization_id: str, webhook_id: str, state: DeliveryState | None = None
) -> int:
    """How many deliveries the log holds."""
    return WebhookDeliveryItem.count(
        _key(organization_id, webhook_id), filter_condition=_in_state(state)
    )


def _note(one: Webhook, actions: list[Any]) -> None:
    try:
        WebhookItem(one.organization_id, one.id).update(actions, WebhookItem.id.exists())
    except UpdateError as error:
        # Deleted in between: there is nothing left to note.
        if error.cause_response_code != _REFUSED:
            raise


def _in_state(state: DeliveryState | None) -> Condition | None:
    return WebhookDeliveryItem.state == state.value if state else None


def _key(organization_id: str, webhook_id: str) -> str:
    return f"{organization_id}#{webhook_id}"


def _attributes(one: Webhook) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in _TEXTS},
        "events": list(one.events),
        "format": one.format.value,
        "active": one.active,
        "failures": one.failures,
        "previous_until": _stamp(one.previous_until),
        "failing_since": _stamp(one.failing_since),
        "paused_until": _stamp(one.paused_until),
        "created_at": clock.stamp(one.created_at),
        "updated_at": clock.stamp(one.updated_at),
    }


def _webhook(item: WebhookItem) -> Webhook:
    texts: Mapping[str, str] = {name: getattr(item, name) for name in _TEXTS}
    return Webhook(
        id=item.id,
        organization_id=item.organization_id,
        events=tuple(item.events),
        format=Format(item.format),
        active=item.active,
        previous_until=_instant(item.previous_until),
        created_at=clock.parse(item.created_at),
        updated_at=clock.parse(item.updated_at),
        revision=int(item.revision),
        failing_since=_instant(item.failing_since),
        failures=int(item.failures),
        paused_until=_instant(item.paused_until),
        **texts,
    )


def _delivery_item(one: Delivery) -> WebhookDeliveryItem:
    return WebhookDeliveryItem(
        _key(one.organization_id, one.webhook_id),
        one.id,
        organization_id=one.organization_id,
        webhook_id=one.webhook_id,
        type=one.type,
        request_id=one.request_id,
        body=one.body,
        state=one.state.value,
        attempts=_ATTEMPTS.dump_python(one.attempts, mode="json"),
        attempt_count=one.attempt_count,
        created_at=clock.stamp(one.created_at),
        revision=one.revision,
        expires=one.created_at + KEPT_FOR,
    )


def _delivery(item: WebhookDeliveryItem) -> Delivery:
    return Delivery(
        id=item.id,
        organization_id=item.organization_id,
        webhook_id=item.webhook_id,
        type=item.type,
        request_id=item.request_id,
        body=item.body,
        state=DeliveryState(item.state),
        attempts=_ATTEMPTS.validate_python(item.attempts),
        attempt_count=int(item.attempt_count),
        created_at=clock.parse(item.created_at),
        revision=int(item.revision),
    )


def _stamp(instant: datetime | None) -> str | None:
    return clock.stamp(instant) if instant else None


def _instant(text: str | None) -> datetime | None:
    return clock.parse(text) if text else None
