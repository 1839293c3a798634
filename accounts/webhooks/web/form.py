"""The form of a webhook: make one, or change it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.web.request import PageRequest
from accounts.webhooks import access, actions, queries
from accounts.webhooks.domain import Format
from accounts.webhooks.web.pages import keep_secret, webhook_page
from accounts.webhooks.web.shown import Form, name_of
from craftify.errors import Conflict, CraftifyError, Invalid
from craftify.web.statuses import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """The form, and its answer: the new webhook's page with its secret."""
    access.refuse_others(request.member)
    if request.method != "POST":
        return _new_page(request, Form())
    try:
        made = actions.create(actor=request.member, **_given(request))
    except (Invalid, Conflict) as refusal:
        return _new_page(request, _refused(request, refusal), status=status_of(refusal))
    keep_secret(request, made)
    messages.success(request, f"“{name_of(made)}” was made.")
    return redirect("webhooks:webhook", made.id)


@require_POST
def change(request: PageRequest, webhook_id: str) -> HttpResponse:
    """Change what the form says."""
    try:
        actions.change(webhook_id, actor=request.member, **_given(request))
    except Invalid as refusal:
        found = queries.webhook(request.member, webhook_id)
        form = _refused(request, refusal)
        return webhook_page(request, found, form, status=status_of(refusal))
    messages.success(request, "The webhook was saved.")
    return redirect("webhooks:webhook", webhook_id)


def _new_page(request: PageRequest, form: Form, *, status: int = 200) -> HttpResponse:
    return render(request, "accounts/webhooks/new.html", {"form": form}, status=status)


def _given(request: PageRequest) -> dict[str, Any]:
    return {
        "url": request.POST.get("url", "").strip(),
        "description": request.POST.get("description", ""),
        "events": tuple(request.POST.getlist("events")),
        "format": _format(request),
    }


def _refused(request: PageRequest, refusal: CraftifyError) -> Form:
    """What was given, with the sentence at its field."""
    return Form(
        url=request.POST.get("url", ""),
        description=request.POST.get("description", ""),
        events=tuple(request.POST.getlist("events")),
        format=_format(request),
        errors={refusal.details.get("field", "form"): refusal.sentence},
    )


def _format(request: PageRequest) -> Format:
    return Format.SLACK if request.POST.get("format") == Format.SLACK else Format.JSON
