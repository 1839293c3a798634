"""The end of every action here: review, template, history and event in one transaction."""

from datetime import datetime
from typing import Any

from accounts.domain import Actor
from approvals import access
from approvals.domain import Workflow, WorkflowStatus
from approvals.store import workflows
from craftify import history, outbox
from craftify.dynamo.transact import RacedError, Write
from craftify.errors import NotFound
from templates_app.actions.review import leave_review
from templates_app.domain import Status
from templates_app.store import templates

_TEMPLATE_STATUS = {
    WorkflowStatus.APPROVED: Status.APPROVED,
    WorkflowStatus.REJECTED: Status.DRAFT,
    WorkflowStatus.CHANGES_REQUESTED: Status.CHANGES_REQUESTED,
    WorkflowStatus.CANCELLED: Status.DRAFT,
    WorkflowStatus.EXPIRED: Status.DRAFT,
}
_TEMPLATE_VERBS = {WorkflowStatus.CANCELLED: "template.review_withdrawn"}


def change(
    old: Workflow,
    new: Workflow,
    *,
    actor: Actor,
    now: datetime,
    verb: str,
    event: str,
    told: dict[str, Any] | None = None,
    **recorded: Any,
) -> Workflow:
    """Write `new` in the place of `old`, record `verb`, publish `event`; gives what is stored.

    A review that closes here unlocks its template. `told` goes into the event, `recorded` into
    the history, with the fingerprint of the review (see `access.is_recorded`).
    """
    write = Write()
    after = workflows.replace(write, old, new)
    if old.is_open and not after.is_open:
        _unlock_template(write, after, actor, now)
    said = {**difference(old, after), **sealed(old, after), **recorded}
    record(write, after, actor=actor, verb=verb, **said)
    return commit(write, after, actor=actor, event=event, **(told or {}))


def difference(old: Workflow | None, new: Workflow) -> dict[str, dict[str, Any]]:
    """What was and is of a review, for its history."""
    return history.difference(_told(old) if old else None, _told(new))


def _told(workflow: Workflow) -> dict[str, Any]:
    """A review in an event: its state, and who is waited for."""
    return {
        "status": workflow.status.value,
        "step": workflow.step.name,
        "decisions": len(workflow.decisions),
        "asked": waited_for(workflow),
        "blocking": workflow.blocking,
    }


def sealed(old: Workflow | None, after: Workflow) -> dict[str, str]:
    """The fingerprint of `after` for its history; nothing if `old` was not what was recorded.

    Raises:
        RacedError: somebody wrote in between.
    """
    if old and not access.is_recorded(old):
        return {}
    return {"fingerprint": workflows.fingerprint(after)}


def record(write: Write, workflow: Workflow, *, actor: Actor, verb: str, **change: Any) -> None:
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


def commit(write: Write, workflow: Workflow, *, actor: Actor, event: str, **data: Any) -> Workflow:
    """Publish `event` as part of `write`, do it, and wake the dispatcher."""
    publish(write, workflow, actor=actor, event=event, **data)
    write.commit()
    outbox.nudge()
    return workflow


def publish(write: Write, workflow: Workflow, *, actor: Actor, event: str, **data: Any) -> None:
    """Tell of something that happened to a review, as part of `write`."""
    outbox.publish(
        write,
        workflow.organization_id,
        event,
        about=workflow.id,
        approvalId=workflow.id,
        templateId=workflow.template_id,
        templateName=workflow.template_name,
        version=workflow.version,
        status=workflow.status.value,
        by=actor.name,
        byId=actor.id,
        **data,
    )


def waited_for(workflow: Workflow) -> list[str]:
    """The ids of those who are asked now, for an event's `asked`."""
    return [seat.user_id for seat in workflow.step.asked] if workflow.is_open else []


def _unlock_template(write: Write, after: Workflow, actor: Actor, now: datetime) -> None:
    template = templates.get(after.organization_id, after.template_id)
    if not template:
        raise NotFound("The template of this review is gone.")
    if template.review_id != after.id:
        # Somebody decided between the two reads; the next run sees what.
        raise RacedError
    leave_review(
        write,
        template,
        _TEMPLATE_STATUS[after.status],
        actor=actor,
        now=now,
        verb=_TEMPLATE_VERBS.get(after.status, f"template.{after.status}"),
        digest=after.digest,
    )
