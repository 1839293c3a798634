"""What may be read about reviews."""

from itertools import islice

from accounts.domain import Member
from approvals import access, store
from approvals.domain import OPEN, Workflow, WorkflowStatus
from craftify.dynamo.paging import Page
from craftify.errors import Invalid
from templates_app import access as template_access

MAX_LIMIT = 100

workflow = access.workflow
may_decide = access.may_decide


def waiting_for(actor: Member) -> tuple[Workflow, ...]:
    """The open reviews that the actor may decide, the longest waiting first."""
    found = [
        one
        for one in store.in_state(actor.organization_id, is_open=True)
        if access.may_decide(actor, one).allowed
    ]
    return tuple(reversed(found))


def open_workflows(actor: Member) -> tuple[Workflow, ...]:
    """Every open review of the organization, the latest first."""
    return tuple(store.in_state(actor.organization_id, is_open=True))


def recent_decisions(actor: Member, count: int = 5) -> tuple[Workflow, ...]:
    """The latest closed reviews, by submission."""
    return tuple(islice(store.in_state(actor.organization_id, is_open=False), count))


def workflows(
    actor: Member, *, status: WorkflowStatus | None = None, page: int = 1, limit: int = 25
) -> Page[Workflow]:
    """One page of the organization's reviews, the latest first.

    Raises:
        Invalid: page or limit out of range.
    """
    if not 1 <= limit <= MAX_LIMIT or page < 1:
        raise Invalid(f"Pages count from 1, and a page has 1 to {MAX_LIMIT} reviews.")
    if status is None:
        found = list(store.every(actor.organization_id))
    else:
        among = store.in_state(actor.organization_id, is_open=status in OPEN)
        found = [one for one in among if one.status == status]
    start = (page - 1) * limit
    return Page(tuple(found[start : start + limit]), len(found), page, limit)


def workflows_of_template(actor: Member, template_id: str) -> tuple[Workflow, ...]:
    """A template's reviews, the latest first."""
    template_access.template(actor, template_id)
    return tuple(store.of_template(actor.organization_id, template_id))
