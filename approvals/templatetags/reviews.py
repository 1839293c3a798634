"""`{% load reviews %}`: a template's reviews, for pages below this application in the layers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context

from accounts.domain import Member
from approvals import access, queries
from approvals.domain import Explanation, Workflow

register = template.Library()


@dataclass(frozen=True, slots=True)
class Reviews:
    """The reviews of one template, the latest first, as `member` sees them."""

    member: Member
    all: tuple[Workflow, ...]

    @property
    def latest(self) -> Workflow | None:
        """The last one that was begun."""
        return self.all[0] if self.all else None

    @property
    def open(self) -> Workflow | None:
        """The one that waits for a decision."""
        return next((one for one in self.all if one.is_open), None)

    @property
    def may_withdraw(self) -> bool:
        """Whether the member may take the open one back."""
        return self.open is not None and access.may_withdraw(self.member, self.open)

    @property
    def may_decide(self) -> bool:
        """Whether the open one waits for this member."""
        return self.open is not None and queries.may_decide(self.member, self.open).allowed

    @property
    def by_version(self) -> Mapping[int, Workflow]:
        """Each version's review."""
        return {one.version: one for one in self.all}


@register.simple_tag(takes_context=True)
def reviews_of(context: Context, template_id: str) -> Reviews:
    """`{% reviews_of template.id as reviews %}`."""
    member: Any = context["member"]
    return Reviews(member, queries.workflows_of_template(member, template_id))


@register.simple_tag(takes_context=True)
def plan_of(context: Context, template_id: str) -> Explanation:
    """`{% plan_of template.id as plan %}`: what would happen if the member submitted it now."""
    member: Any = context["member"]
    return queries.explain(member, template_id)


@register.filter
def of_version(reviews: Reviews, number: int) -> Workflow | None:
    """`{{ reviews|of_version:3 }}`."""
    return reviews.by_version.get(number)


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """`{{ people|at:comment.by }}`; nothing when it is not there."""
    return mapping.get(key)


@register.filter
def yesno_in(item: str, among: Iterable[str] | None) -> str:
    """`{{ member.id|yesno_in:people }}`: "true" or "false", for ARIA."""
    return "true" if item in (among or ()) else "false"
