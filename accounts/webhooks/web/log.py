"""The log of a webhook, and one delivery of it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.web.request import PageRequest
from accounts.webhooks import queries
from accounts.webhooks.domain import DeliveryState, Webhook
from accounts.webhooks.web.shown import Log, ShownDelivery, name_of
from craftify.errors import Invalid

LIMIT = 20


@require_safe
def log(request: PageRequest, webhook_id: str) -> HttpResponse:
    """The log alone, for HTMX: `?state=`, `?page=`, `?expected=`."""
    found = queries.webhook(request.member, webhook_id)
    context = {"log": log_of(request, found)}
    return render(request, "accounts/webhooks/webhook.html#log", context)


@require_safe
def delivery(request: PageRequest, webhook_id: str, delivery_id: str) -> HttpResponse:
    """What was sent, and what was answered to each attempt; HTMX asks while it waits."""
    webhook = queries.webhook(request.member, webhook_id)
    shown = ShownDelivery(queries.delivery(request.member, webhook_id, delivery_id))
    part = "#delivery" if request.htmx else ""
    context = {"webhook": webhook, "name": name_of(webhook), "shown": shown}
    return render(request, f"accounts/webhooks/delivery.html{part}", context)


def log_of(request: PageRequest, webhook: Webhook) -> Log:
    """The page of the log that the address asks for.

    Raises:
        Invalid: there is no such state or page.
    """
    word, number = request.GET.get("state", ""), request.GET.get("page", "1")
    if word and word not in list(DeliveryState):
        raise Invalid(f"There is no state “{word[:40]}”.", field="state")
    if not (number.isascii() and number.isdigit() and len(number) <= 6 and int(number)):
        raise Invalid("Pages count from 1.", field="page")
    state = DeliveryState(word) if word else None
    page = queries.deliveries(
        request.member, webhook.id, state=state, page=int(number), limit=LIMIT
    )
    expected = request.GET.get("expected", "")
    return Log(webhook=webhook, state=state, page=page, expected=expected)
