"""Ask the people that the rules name for when nobody answers."""

from accounts.domain import Actor, Member
from approvals import access, domain
from approvals.actions.writing import change
from approvals.domain import Verb, Workflow
from craftify import clock
from craftify.dynamo.transact import retried
from craftify.errors import Forbidden


@retried
def escalate(workflow_id: str, *, actor: Member) -> Workflow:
    """The review with the step's stand-ins among its approvers.

    Raises:
        AlreadyDecided: it is closed.
        Invalid: the step has nobody left to escalate to.
        Forbidden: the actor neither submitted it nor manages reviews.
        NotFound: there is none.
    """
    workflow = access.workflow(actor, workflow_id)
    domain.refuse_closed(workflow, Verb.ESCALATE)
    if workflow.created_by != actor.id and not access.manages(actor):
        raise Forbidden(f"Only {workflow.created_by_name} or a manager may escalate this review.")
    return escalated(workflow, actor)


def escalated(workflow: Workflow, actor: Actor) -> Workflow:
    """The same without asking who wants it: the due date does."""
    now = clock.now()
    after = domain.escalate(workflow, now=now)
    before = {seat.user_id for seat in workflow.step.approvers}
    added = [seat.user_id for seat in after.step.approvers if seat.user_id not in before]
    return change(
        workflow,
        after,
        actor=actor,
        now=now,
        verb="approval.escalated",
        event="approvalEscalated",
        told={
            "asked": added,
            "told": [workflow.created_by, *before],
            "step": workflow.step.name,
        },
        to=added,
        step=workflow.step.name,
    )
