"""The list of webhooks, and one of them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.web.request import PageRequest
from accounts.webhooks import queries
from accounts.webhooks.domain import MAX_WEBHOOKS, Webhook
from accounts.webhooks.web.log import log_of
from accounts.webhooks.web.shown import Form, Row, WebhookPage

SECRET_KEY = "webhook_secret"  # noqa: S105 (the name of a place in the session)


@require_safe
def webhooks(request: PageRequest) -> HttpResponse:
    """The list."""
    rows = [Row(one) for one in queries.webhooks(request.member)]
    context = {"rows": rows, "limit": MAX_WEBHOOKS}
    return render(request, "accounts/webhooks/list.html", context)


@require_safe
def webhook(request: PageRequest, webhook_id: str) -> HttpResponse:
    """One webhook: its form, its secret if it was just made, its log."""
    found = queries.webhook(request.member, webhook_id)
    form = Form(
        url=found.url, description=found.description, events=found.events, format=found.format
    )
    return webhook_page(request, found, form)


def webhook_page(
    request: PageRequest, found: Webhook, form: Form, *, status: int = 200
) -> HttpResponse:
    """The page with this form."""
    kept = request.session.pop(SECRET_KEY, {})
    page = WebhookPage(webhook=found, form=form, secret=kept.get(found.id, ""))
    context = {"page": page, "log": log_of(request, found)}
    response = render(request, "accounts/webhooks/webhook.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def keep_secret(request: PageRequest, webhook: Webhook) -> None:
    """Let the next page show the secret, and no other."""
    request.session[SECRET_KEY] = {webhook.id: webhook.secret}
