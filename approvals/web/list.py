"""The list of reviews: what waits for me, what is open, what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import queries as accounts
from accounts.domain import Member, Permission, User
from accounts.web.request import PageRequest
from approvals import queries
from approvals.domain import Workflow, WorkflowStatus
from craftify.dynamo.paging import Page
from craftify.errors import Invalid

LIMIT = 25


class Show(StrEnum):
    """Which reviews the list shows; the outcomes are named like the statuses."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


_WORDS = {
    Show.WAITING: "Waiting for you",
    Show.OPEN: "All open",
    Show.CLOSED: "All closed",
    Show.APPROVED: "Approved",
    Show.CHANGES_REQUESTED: "Changes requested",
    Show.REJECTED: "Rejected",
    Show.CANCELLED: "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One of the list's filters; a count only where somebody should act."""

    show: Show
    word: str
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """The page as `member` sees it; `waiting` is what waits for them, the longest first."""

    member: Member
    show: Show
    page: Page[Workflow]
    waiting: tuple[Workflow, ...]
    open_count: int
    people: Mapping[str, User]

    @property
    def decides(self) -> bool:
        """Whether the member's role decides about templates."""
        return self.member.may(Permission.APPROVALS_DECIDE)

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The filters; who never decides has nothing waiting."""
        counts = {Show.WAITING: len(self.waiting), Show.OPEN: self.open_count}
        return tuple(
            Chip(show, word, counts.get(show))
            for show, word in _WORDS.items()
            if self.decides or show != Show.WAITING
        )

    @property
    def rows(self) -> tuple[tuple[Workflow, User | None], ...]:
        """Each review of the page with its author."""
        return tuple((one, self.people.get(one.created_by)) for one in self.page.items)

    @property
    def waiting_ids(self) -> frozenset[str]:
        """What waits for the member, for the mark in longer lists."""
        return frozenset(one.id for one in self.waiting)


@require_safe
def approvals(request: PageRequest) -> HttpResponse:
    """The page (`?show=`, `?page=`); HTMX asks for what changes by itself."""
    part = "approvals/list.html#reviews" if request.htmx else "approvals/list.html"
    return render(request, part, {"list": _page(request)})


def _page(request: PageRequest) -> ListPage:
    actor = request.member
    waiting = queries.waiting_for(actor)
    number = _number(request.GET.get("page", "1"))
    show = _show(request.GET.get("show", ""), actor)
    if show == Show.WAITING:
        page = queries.paged(waiting, number, LIMIT)
    elif show in {Show.OPEN, Show.CLOSED}:
        page = queries.workflows(actor, is_open=show == Show.OPEN, page=number, limit=LIMIT)
    else:
        page = queries.workflows(actor, status=WorkflowStatus(show), page=number, limit=LIMIT)
    return ListPage(
        member=actor,
        show=show,
        page=page,
        waiting=waiting,
        open_count=len(queries.open_workflows(actor)),
        people=accounts.people(actor.organization_id),
    )


def _show(text: str, actor: Member) -> Show:
    if not text:
        return Show.WAITING if actor.may(Permission.APPROVALS_DECIDE) else Show.OPEN
    try:
        return Show(text)
    except ValueError:
        raise Invalid(f"There is no list “{text[:40]}”.", field="show") from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text)):
        raise Invalid("Pages count from 1.", field="page")
    return int(text)
