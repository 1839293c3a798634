"""Reviews as the API shows them."""

from datetime import datetime

from approvals.domain import Decision, Step, Workflow
from craftify import clock


def workflow(one: Workflow) -> dict[str, object]:
    """A review with its steps and decisions."""
    return {
        "id": one.id,
        "organizationId": one.organization_id,
        "templateId": one.template_id,
        "templateName": one.template_name,
        "subject": one.subject,
        "version": one.version,
        "digest": one.digest,
        "status": one.status,
        "steps": [_step(step) for step in one.steps],
        "currentStep": one.current_step,
        "note": one.note,
        "createdBy": one.created_by,
        "createdByName": one.created_by_name,
        "createdAt": clock.stamp(one.created_at),
        "updatedAt": clock.stamp(one.updated_at),
        "completedAt": _when(one.completed_at),
    }


def _step(one: Step) -> dict[str, object]:
    return {
        "id": one.id,
        "order": one.order,
        "name": one.name,
        "roles": sorted(one.roles),
        "quorum": one.quorum,
        "required": one.required,
        "status": one.status,
        "dueAt": _when(one.due_at),
        "decisions": [_decision(decision) for decision in one.decisions],
    }


def _decision(one: Decision) -> dict[str, object]:
    return {
        "id": one.id,
        "decision": one.kind,
        "comment": one.comment,
        "digest": one.digest,
        "by": one.by,
        "byName": one.by_name,
        "at": clock.stamp(one.at),
    }


def _when(instant: datetime | None) -> str | None:
    return clock.stamp(instant) if instant else None
