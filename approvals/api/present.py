"""Reviews as the API shows them."""

from datetime import datetime

from approvals.api import schemas
from approvals.domain import Decision, Override, Seat, Step, Workflow
from craftify import clock
from templates_app.domain import Version
from templates_app.preview import Preview


def workflow(one: Workflow) -> schemas.Review:
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
        "definition": one.definition_name,
        "because": one.because,
        "blocking": one.blocking,
        "override": _override(one.override) if one.override else None,
        "createdBy": one.created_by,
        "createdByName": one.created_by_name,
        "createdAt": clock.stamp(one.created_at),
        "updatedAt": clock.stamp(one.updated_at),
        "completedAt": _when(one.completed_at),
        "closedByName": one.closed_by_name,
    }


def rendered(version: Version, shown: Preview) -> schemas.Rendered:
    """An approved version filled in; `missing` are the values that the data lacks."""
    return {
        "templateId": version.template_id,
        "version": version.number,
        "digest": version.digest,
        "subject": shown.subject,
        "preheader": shown.preheader,
        "html": shown.html,
        "text": shown.text,
        "missing": shown.missing,
    }


def _step(one: Step) -> schemas.Step:
    return {
        "id": one.id,
        "order": one.order,
        "name": one.name,
        "approvers": [_seat(seat) for seat in one.approvers],
        "reviewers": [_seat(seat) for seat in one.reviewers],
        "quorum": {"kind": one.plan.quorum.kind, "count": one.plan.quorum.count},
        "required": one.required,
        "status": one.status,
        "skippedBecause": one.skipped_because,
        "dueAt": _when(one.due_at),
        "escalateAt": _when(one.escalate_at),
        "expireAt": _when(one.expire_at),
        "decisions": [_decision(decision) for decision in one.decisions],
    }


def _decision(one: Decision) -> schemas.Decision:
    return {
        "id": one.id,
        "decision": one.kind,
        "comment": one.comment,
        "digest": one.digest,
        "by": one.by,
        "byName": one.by_name,
        "at": clock.stamp(one.at),
        "seats": list(one.seats),
        "carriedFrom": one.carried_from or None,
    }


def _seat(one: Seat) -> schemas.Seat:
    return {"userId": one.user_id, "name": one.name, "via": one.via, "escalated": one.escalated}


def _override(one: Override) -> schemas.Override:
    return {
        "requestedBy": one.requested_by,
        "requestedByName": one.requested_by_name,
        "requestedAt": clock.stamp(one.requested_at),
        "reason": one.reason,
        "digest": one.digest,
        "confirmedBy": one.confirmed_by or None,
        "confirmedByName": one.confirmed_by_name or None,
        "confirmedAt": _when(one.confirmed_at),
    }


def _when(instant: datetime | None) -> str | None:
    return clock.stamp(instant) if instant else None
