"""What happens to a review by itself: it is remembered, escalated, and at last it expires."""

import logging
from datetime import datetime

from accounts.domain import Automatic
from approvals import domain
from approvals.actions.escalate import escalated
from approvals.actions.writing import change, waited_for
from approvals.domain import Workflow
from approvals.store import workflows
from craftify import clock
from craftify.dynamo.transact import retried
from craftify.errors import Invalid

log = logging.getLogger(__name__)


def run() -> None:
    """Do whatever is due in every organization; run every minute by one worker."""
    for organization_id, workflow_id in workflows.due(clock.now()):
        try:
            while happen(organization_id, workflow_id):
                pass
        except Exception:
            # The edge of one review: that it cannot go on (somebody may even have changed it in
            # the store) must not hold up the others. It is tried again.
            log.exception("What is due in a review could not be done.", extra={"id": workflow_id})


@retried
def happen(organization_id: str, workflow_id: str) -> bool:
    """Do the most important thing that is due; whether there was one."""
    now = clock.now()
    workflow = workflows.get(organization_id, workflow_id)
    if not workflow or not workflow.next_due or workflow.next_due > now:
        return False
    actor = Automatic(organization_id)
    step = workflow.step
    if step.expire_at and step.expire_at <= now:
        _expire(workflow, actor, now)
    elif step.escalate_at and step.escalate_at <= now:
        _escalate(workflow, actor, now)
    else:
        _remind(workflow, actor, now)
    return True


def _expire(workflow: Workflow, actor: Automatic, now: datetime) -> None:
    change(
        workflow,
        domain.expire(workflow, now=now),
        actor=actor,
        now=now,
        verb="approval.expired",
        event="approvalExpired",
        told={"told": [workflow.created_by, *waited_for(workflow)]},
        step=workflow.step.name,
    )


def _escalate(workflow: Workflow, actor: Automatic, now: datetime) -> None:
    try:
        escalated(workflow, actor)
    except Invalid as refusal:
        change(
            workflow,
            domain.without_escalation(workflow, now=now),
            actor=actor,
            now=now,
            verb="approval.not_escalated",
            event="approvalEscalated",
            told={"asked": [], "told": [workflow.created_by], "step": workflow.step.name},
            sentence=refusal.sentence,
        )


def _remind(workflow: Workflow, actor: Automatic, now: datetime) -> None:
    change(
        workflow,
        domain.remind(workflow, now=now),
        actor=actor,
        now=now,
        verb="approval.reminded",
        event="approvalReminded",
        told={"asked": waited_for(workflow), "step": workflow.step.name},
        step=workflow.step.name,
    )
