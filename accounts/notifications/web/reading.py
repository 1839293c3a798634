"""The notification centre: what one was told, and that one has read it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.domain import User
from accounts.notifications import actions, queries
from accounts.notifications.domain import ASKING, LABELS, Kind, Notification
from accounts.web.request import PageRequest
from craftify.errors import Invalid

_ICONS = {
    Kind.REQUESTED: "stamp",
    Kind.REMINDER: "clock",
    Kind.ESCALATION: "bolt",
    Kind.MENTION: "comment",
    Kind.CHANGES_REQUESTED: "return",
    Kind.DECIDED: "check-circle",
    Kind.PROGRESS: "check",
    Kind.COMMENT: "comment",
    Kind.THREAD: "comment-check",
    Kind.EXPIRED: "clock",
    Kind.WITHDRAWN: "undo",
    Kind.DELEGATION: "delegate",
    Kind.WEBHOOK: "bolt",
    Kind.ALERT: "alert",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A notification on the page; `person` is who did it, None for the product itself."""

    one: Notification
    person: User | None

    @property
    def icon(self) -> str:
        return _ICONS[self.one.notice.kind]

    @property
    def label(self) -> str:
        return LABELS[self.one.notice.kind][0]

    @property
    def asks(self) -> bool:
        """Whether it is somebody's turn, as far as one has not looked."""
        return self.one.notice.kind in ASKING and not self.one.read_at

    @property
    def alarms(self) -> bool:
        return self.one.notice.kind == Kind.ALERT


@require_safe
def notifications(request: PageRequest) -> HttpResponse:
    """The page (`?show=all`, `?page=`); for HTMX only the list."""
    show = request.GET.get("show", "unread")
    if show not in {"unread", "all"}:
        raise Invalid("Show “unread” or “all”.", field="show")
    page = queries.notifications(
        request.member, unread=show == "unread", page=_number(request.GET.get("page", "1"))
    )
    people = queries.people([one.notice.by_id for one in page.items])
    rows = [Row(one, people.get(one.notice.by_id)) for one in page.items]
    part = "#list" if request.htmx and not request.htmx.boosted else ""
    context = {"page": page, "rows": rows, "show": show, "query": f"&show={show}"}
    return render(request, f"accounts/notifications/list.html{part}", context)


@require_safe
def unread(request: PageRequest) -> HttpResponse:
    """The bell, for HTMX."""
    return render(request, "partials/bell.html")


@require_POST
def open_(request: PageRequest, notification_id: str) -> HttpResponse:
    """Mark it as read, and go where it leads."""
    one = actions.mark(notification_id, actor=request.member)
    return redirect(one.notice.target)


@require_POST
def mark(request: PageRequest, notification_id: str) -> HttpResponse:
    """Mark it as read, or as not read (`read=no`)."""
    actions.mark(notification_id, actor=request.member, read=request.POST.get("read") != "no")
    return _back(request)


@require_POST
def read_all(request: PageRequest) -> HttpResponse:
    """Mark everything as read."""
    count = actions.mark_all(actor=request.member)
    messages.success(request, f"{count} notification{pluralize(count)} marked as read.")
    return _back(request)


def _back(request: PageRequest) -> HttpResponse:
    show = "all" if request.POST.get("show") == "all" else "unread"
    return redirect(f"{reverse('notifications:list')}?{urlencode({'show': show})}")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text)):
        raise Invalid("Pages count from 1.", field="page")
    return int(text)
