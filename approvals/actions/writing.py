"""The end of every action here: review, template, history and event in one transaction."""

from typing import Any

from accounts.domain import Member
from approvals.domain import Workflow
from craftify import history, outbox
from craftify.dynamo.transact import Write


def record(write: Write, workflow: Workflow, *, actor: Member, verb: str, **change: Any) -> None:
    """Append to the review's history."""
    history.record(
        write,
        organization_id=workflow.organization_id,
        resource=workflow.id,
        verb=verb,
        actor_id=actor.id,
        actor_name=actor.name,
        **change,
    )


def commit(write: Write, workflow: Workflow, *, actor: Member, event: str, **data: Any) -> Workflow:
    """Publish `event` as part of `write`, do it, and wake the dispatcher."""
    outbox.publish(
        write,
        workflow.organization_id,
        event,
        approvalId=workflow.id,
        templateId=workflow.template_id,
        templateName=workflow.template_name,
        version=workflow.version,
        status=workflow.status.value,
        by=actor.name,
        byId=actor.id,
        **data,
    )
    write.commit()
    outbox.nudge()
    return workflow
