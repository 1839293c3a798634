"""Addresses of webhooks in the API."""

from accounts.webhooks.api.views import (
    Deliveries,
    Delivery,
    Replays,
    Secrets,
    Tests,
    Webhook,
    Webhooks,
)
from craftify.api.endpoints import endpoint

_ONE = "/webhooks/<str:webhook_id>"
_DELIVERY = f"{_ONE}/deliveries/<str:delivery_id>"

urlpatterns = [
    *endpoint("/webhooks", Webhooks, "webhooks"),
    *endpoint(_ONE, Webhook, "webhook"),
    *endpoint(f"{_ONE}/secrets", Secrets, "webhook-secrets"),
    *endpoint(f"{_ONE}/tests", Tests, "webhook-tests"),
    *endpoint(f"{_ONE}/deliveries", Deliveries, "webhook-deliveries"),
    *endpoint(_DELIVERY, Delivery, "webhook-delivery"),
    *endpoint(f"{_DELIVERY}/replays", Replays, "webhook-replays"),
]
