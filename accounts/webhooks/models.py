"""The tables of webhooks; `docs/data-model.md` says what reads them."""

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
)

from craftify.dynamo.table import Place, Table, name


class WebhookItem(Table):
    """A webhook. What its calls left behind is written past its `revision`."""

    class Meta(Place):
        table_name = name("webhooks")

    organization_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    url = UnicodeAttribute()
    description = UnicodeAttribute()
    events = JSONAttribute()
    format = UnicodeAttribute()
    active = BooleanAttribute()
    secret = UnicodeAttribute()
    previous_secret = UnicodeAttribute()
    previous_until = UnicodeAttribute(null=True)
    created_by = UnicodeAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    disabled_because = UnicodeAttribute()
    revision = NumberAttribute()

    failing_since = UnicodeAttribute(null=True)
    failures = NumberAttribute(default=0)
    paused_until = UnicodeAttribute(null=True)


class WebhookDeliveryItem(Table):
    """One event for one webhook, with its calls; `webhook_key` is `organization#webhook`."""

    class Meta(Place):
        table_name = name("webhook_deliveries")

    webhook_key = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    organization_id = UnicodeAttribute()
    webhook_id = UnicodeAttribute()
    type = UnicodeAttribute()
    request_id = UnicodeAttribute()
    body = UnicodeAttribute()
    state = UnicodeAttribute()
    attempts = JSONAttribute()
    attempt_count = NumberAttribute()
    created_at = UnicodeAttribute()
    revision = NumberAttribute()
    expires = TTLAttribute()
