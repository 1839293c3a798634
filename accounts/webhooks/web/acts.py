"""What else the pages send: switch, exchange the secret, test, replay, delete."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.web.request import PageRequest
from accounts.webhooks import actions
from accounts.webhooks.web.pages import keep_secret
from craftify.errors import Invalid


@require_POST
def switch(request: PageRequest, webhook_id: str) -> HttpResponse:
    """Switch it on or off (`active`)."""
    active = request.POST.get("active") == "on"
    actions.change(webhook_id, actor=request.member, active=active)
    done = "on" if active else "off"
    messages.success(request, f"The webhook was switched {done}.")
    return _go(request, reverse("webhooks:webhook", args=[webhook_id]))


@require_POST
def rotate(request: PageRequest, webhook_id: str) -> HttpResponse:
    """A new secret; the old one stays valid for `overlap` hours."""
    hours = request.POST.get("overlap", "")
    if not (hours.isascii() and hours.isdigit() and len(hours) <= 3):
        raise Invalid("Choose for how long the old secret stays valid.", field="overlapHours")
    after = actions.rotate_secret(webhook_id, actor=request.member, overlap_hours=int(hours))
    keep_secret(request, after)
    return _go(request, reverse("webhooks:webhook", args=[webhook_id]))


@require_POST
def test(request: PageRequest, webhook_id: str) -> HttpResponse:
    """Send a test; the page waits for it in the log."""
    expected = actions.test(webhook_id, actor=request.member)
    page = reverse("webhooks:webhook", args=[webhook_id])
    return _go(request, f"{page}?{urlencode({'expected': expected})}#log")


@require_POST
def replay(request: PageRequest, webhook_id: str, delivery_id: str) -> HttpResponse:
    """Send a delivery again; its page waits for the answer."""
    actions.replay(webhook_id, delivery_id, actor=request.member)
    return _go(request, reverse("webhooks:delivery", args=[webhook_id, delivery_id]))


@require_POST
def delete(request: PageRequest, webhook_id: str) -> HttpResponse:
    """Delete it."""
    actions.delete(webhook_id, actor=request.member)
    messages.success(request, "The webhook was deleted.")
    return _go(request, reverse("webhooks:list"))


def _go(request: PageRequest, page: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": page})
    return redirect(page)
