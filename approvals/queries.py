"""What may be read about reviews."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from accounts.access import require
from accounts.domain import Member, Permission
from approvals import access, domain
from approvals.domain import OPEN, Directory, Explanation, Policy, Workflow, WorkflowStatus
from approvals.domain.delegation import Delegation
from approvals.store import delegations, policies
from approvals.store import workflows as store
from craftify import clock, history
from craftify.dynamo.paging import Page, page_of
from craftify.errors import Invalid
from templates_app import access as template_access

MAX_LIMIT = 100

workflow = access.workflow
may_decide = access.may_decide


def waiting_for(actor: Member) -> tuple[Workflow, ...]:
    """The open reviews that the actor may decide, the longest waiting first."""
    seats = access.stands_for(actor)
    found = [
        one
        for one in store.in_state(actor.organization_id, is_open=True)
        if access.may_decide(actor, one, seats).allowed
    ]
    return tuple(reversed(found))


def open_workflows(actor: Member) -> tuple[Workflow, ...]:
    """Every open review of the organization, the latest first."""
    return tuple(store.in_state(actor.organization_id, is_open=True))


def recent_decisions(actor: Member, count: int = 5) -> tuple[Workflow, ...]:
    """The latest closed reviews, by submission."""
    return tuple(islice(store.in_state(actor.organization_id, is_open=False), count))


def workflows(
    actor: Member,
    *,
    status: WorkflowStatus | None = None,
    is_open: bool | None = None,
    template_id: str | None = None,
    page: int = 1,
    limit: int = 25,
    cursor: str | None = None,
) -> Page[Workflow]:
    """One page of the organization's reviews, the latest first: all, or those of one status or
    template, or the open or the closed ones.

    Raises:
        Invalid: page or limit out of range, or a cursor from elsewhere.
    """
    if not 1 <= limit <= MAX_LIMIT or page < 1:
        raise Invalid(f"Pages count from 1, and a page has 1 to {MAX_LIMIT} reviews.")
    if template_id is not None:
        among = store.of_template(actor.organization_id, template_id)
    elif status is None and is_open is None:
        among = store.every(actor.organization_id)
    else:
        among = store.in_state(actor.organization_id, is_open=is_open or status in OPEN)
    found = [one for one in among if status in {None, one.status}]
    return page_of(
        found,
        page,
        limit,
        cursor,
        of=f"approvals:{actor.organization_id}",
        key=lambda one: (one.id,),
        descending=True,
    )


def paged(found: Sequence[Workflow], page: int, limit: int) -> Page[Workflow]:
    """One page of reviews that are all at hand."""
    start = (page - 1) * limit
    return Page(tuple(found[start : start + limit]), len(found), page, limit)


@dataclass(frozen=True, slots=True)
class Trail:
    """A review's history in order; `broken_at` is the first event that is changed or missing."""

    events: tuple[history.Event, ...]
    broken_at: int | None


def trail(actor: Member, workflow_id: str) -> Trail:
    """What happened in a review, with its hash chain verified.

    Raises:
        NotFound, Forbidden: as `access.workflow`.
    """
    found = access.workflow(actor, workflow_id)
    events = tuple(event for event, _ in history.events(found.organization_id, found.id))
    broken_at = history.verify(found.organization_id, found.id)
    # Each write of a review records one event, so a tail that was cut off shows as well.
    if broken_at is None and len(events) < found.revision:
        broken_at = len(events) + 1
    return Trail(events, broken_at)


def workflows_of_template(actor: Member, template_id: str) -> tuple[Workflow, ...]:
    """A template's reviews, the latest first."""
    template_access.template(actor, template_id)
    return tuple(store.of_template(actor.organization_id, template_id))


def policy(actor: Member) -> Policy:
    """The rules of the actor's organization; every member who sees templates may read them."""
    require(actor, Permission.TEMPLATES_VIEW, "see the rules of approvals")
    return policies.get(actor.organization_id)


def unsafe(actor: Member) -> tuple[domain.PolicyProblem, ...]:
    """What is wrong with the rules in force now: people leave, and roles and teams change."""
    return domain.problems(policy(actor), directory(actor))


def directory(actor: Member) -> Directory:
    """Whom the rules can name."""
    return access.directory(actor.organization_id)


def explain(actor: Member, template_id: str, rules: Policy | None = None) -> Explanation:
    """What would happen if the actor submitted the template now, and why.

    `rules` are others than those in force, to try them before they are saved. Whoever may not
    submit is answered for the template's creator.

    Raises:
        NotFound, Forbidden: as `templates_app.access.template`.
    """
    template = template_access.template(actor, template_id)
    people = access.directory(actor.organization_id)
    facts = access.facts(actor, template, people)
    creator = people.members.get(template.created_by)
    if not actor.may(Permission.APPROVALS_SUBMIT) and creator:
        facts = replace(
            facts,
            author_id=template.created_by,
            author_role=creator.role,
            author_teams=people.teams_of(template.created_by),
        )
    in_force = policies.get(actor.organization_id)
    return domain.explain(rules or in_force, facts, people, clock.now())


def delegations_of(actor: Member) -> tuple[Delegation, ...]:
    """Those that concern the actor, or all for a manager; the latest first."""
    found = delegations.every(actor.organization_id)
    return tuple(
        one for one in found if access.manages(actor) or actor.id in {one.from_id, one.to_id}
    )


def reviews_asking(actor: Member, user_id: str) -> tuple[Workflow, ...]:
    """The open reviews in which somebody holds a seat that is waited for, for reassignment."""
    return tuple(
        one
        for one in store.in_state(actor.organization_id, is_open=True)
        if user_id in {seat.user_id for seat in one.step.asked}
    )
