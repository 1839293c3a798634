"""The page of what could not be delivered, and its two buttons."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_POST, require_safe

from accounts.undelivered import actions, queries
from accounts.web.request import PageRequest
from craftify.errors import Invalid


@require_safe
def undelivered(request: PageRequest) -> HttpResponse:
    """The page (`?page=`)."""
    page = queries.undelivered(request.member, page=_number(request.GET.get("page", "1")))
    return render(request, "accounts/undelivered.html", {"page": page})


@require_POST
def replay(request: PageRequest) -> HttpResponse:
    """Try one of them (`lane`, `id`) or all again."""
    lane, entry = request.POST.get("lane"), request.POST.get("id")
    if lane and entry:
        actions.replay(lane, entry, actor=request.member)
        messages.success(request, "It is tried again.")
    else:
        count = actions.replay_all(actor=request.member)
        messages.success(request, f"{count} deliver{pluralize(count, 'y is,ies are')} tried again.")
    return redirect("undelivered:list")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text)):
        raise Invalid("Pages count from 1.", field="page")
    return int(text)
