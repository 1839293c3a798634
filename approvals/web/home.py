"""Home: what waits for you, what you are writing, what is in review, what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import queries as account_queries
from accounts.domain import Member, Permission, User
from accounts.web.request import PageRequest
from approvals import queries
from approvals.domain import Workflow, WorkflowStatus
from templates_app import queries as template_queries
from templates_app.domain import Card, Status

_SHOWN = 5
_VERBS = {
    WorkflowStatus.PENDING: "submitted",
    WorkflowStatus.APPROVED: "approved",
    WorkflowStatus.REJECTED: "rejected",
    WorkflowStatus.CHANGES_REQUESTED: "asked for changes in",
    WorkflowStatus.CANCELLED: "withdrew",
    WorkflowStatus.EXPIRED: "let expire",
}
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of news: who did what to which review, and when."""

    review: Workflow
    person: User | None
    name: str
    verb: str
    at: datetime


@dataclass(frozen=True)
class Home:
    """What Home says to one member. The lists are those of the queries, the latest first
    (what waits: the longest waiting first)."""

    member: Member
    waiting: tuple[Workflow, ...]
    others_in_review: tuple[Workflow, ...]
    drafts: tuple[Card, ...]
    decided: tuple[Workflow, ...]
    people: Mapping[str, User]

    @property
    def title(self) -> str:
        """The news, in one sentence."""
        name = self.member.user.first_name or self.member.name
        if self.waiting:
            count = len(self.waiting)
            return f"{_reviews(count)} {'waits' if count == 1 else 'wait'} for you, {name}"
        if returned := len(self.returned):
            verb = "needs" if returned == 1 else "need"
            return f"{_count(returned)} of your templates {verb} changes, {name}"
        if mine := sum(one.created_by == self.member.id for one in self.others_in_review):
            return f"{_count(mine)} of your templates {'is' if mine == 1 else 'are'} in review"
        return f"Nothing waits for you, {name}"

    @cached_property
    def returned(self) -> tuple[Card, ...]:
        """The member's own templates for which changes were requested."""
        return tuple(card for card in self.drafts if card.status == Status.CHANGES_REQUESTED)

    @property
    def in_review(self) -> tuple[Event, ...]:
        """The latest open reviews that wait for others."""
        return tuple(self._event(one) for one in self.others_in_review[:_SHOWN])

    @property
    def decisions(self) -> tuple[Event, ...]:
        """The latest closed reviews."""
        return tuple(self._event(one) for one in self.decided)

    @property
    def decides(self) -> bool:
        """Whether the member's role decides about templates."""
        return self.member.may(Permission.APPROVALS_DECIDE)

    @property
    def writes(self) -> bool:
        """Whether the member's role writes templates."""
        return self.member.may(Permission.TEMPLATES_EDIT)

    def _event(self, review: Workflow) -> Event:
        """A review's last news. Without a decision it was its author who submitted or withdrew."""
        if review.decisions:
            last = review.decisions[-1]
            by, name, at = last.by, last.by_name, last.at
        else:
            by, name = review.created_by, review.closed_by_name or review.created_by_name
            at = review.completed_at or review.created_at
        return Event(review, self.people.get(by), name, _VERBS[review.status], at)


@require_safe
def home(request: PageRequest) -> HttpResponse:
    """The page; HTMX asks for what changes by itself."""
    page = "approvals/home.html#news" if request.htmx else "approvals/home.html"
    return render(request, page, {"home": _home(request.member)})


@require_safe
def waiting(request: PageRequest) -> HttpResponse:
    """The number beside “Approvals” in the sidebar."""
    return render(request, "partials/turn.html")


def _home(actor: Member) -> Home:
    mine = queries.waiting_for(actor)
    ids = {one.id for one in mine}
    return Home(
        member=actor,
        waiting=mine,
        others_in_review=tuple(w for w in queries.open_workflows(actor) if w.id not in ids),
        drafts=_drafts(actor),
        decided=queries.recent_decisions(actor, _SHOWN),
        people=account_queries.people(actor.organization_id),
    )


def _drafts(actor: Member) -> tuple[Card, ...]:
    found = [
        card
        for status in (Status.CHANGES_REQUESTED, Status.DRAFT)
        for card in template_queries.library(
            actor, owner=actor.id, status=status, limit=_SHOWN
        ).items
    ]
    return tuple(found[:_SHOWN])


def _count(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _reviews(count: int) -> str:
    return f"{_count(count)} review{'' if count == 1 else 's'}"
