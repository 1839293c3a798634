"""Reads and writes of the workflows' table."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from accounts.domain import Role
from approvals.domain import (
    Decision,
    DecisionKind,
    Quorum,
    Step,
    StepStatus,
    Workflow,
    WorkflowStatus,
)
from approvals.models import WorkflowItem
from craftify import clock
from craftify.dynamo.transact import Write

_COPIED = (
    "template_id", "template_name", "subject", "digest", "note", "created_by", "created_by_name",
    "closed_by_name",
)  # fmt: skip
_NUMBERS = ("version", "current_step", "revision")


def get(organization_id: str, workflow_id: str) -> Workflow | None:
    """A review, read consistently."""
    try:
        return _workflow(WorkflowItem.get(organization_id, workflow_id, consistent_read=True))
    except WorkflowItem.DoesNotExist:
        return None


def add(write: Write, workflow: Workflow) -> None:
    """A new review."""
    item = WorkflowItem(workflow.organization_id, workflow.id, **_attributes(workflow))
    write.put(item, WorkflowItem.id.does_not_exist())


def replace(write: Write, old: Workflow, new: Workflow) -> Workflow:
    """Change what differs, if nobody wrote in between (else it races); gives what is stored."""
    stored = dataclasses.replace(new, revision=old.revision + 1)
    before, after = _attributes(old), _attributes(stored)
    actions = [
        getattr(WorkflowItem, field).set(value)
        for field, value in after.items()
        if value != before[field]
    ]
    item = WorkflowItem(old.organization_id, old.id)
    write.update(item, actions, WorkflowItem.revision == old.revision)
    return stored


def in_state(organization_id: str, *, is_open: bool) -> Iterator[Workflow]:
    """The open or the closed reviews, the latest first."""
    group = f"{organization_id}#{'open' if is_open else 'closed'}"
    return map(_workflow, WorkflowItem.by_state.query(group, scan_index_forward=False))


def every(organization_id: str) -> Iterator[Workflow]:
    """All reviews, the latest first."""
    return map(_workflow, WorkflowItem.query(organization_id, scan_index_forward=False))


def of_template(organization_id: str, template_id: str) -> Iterator[Workflow]:
    """The reviews of one template, the latest first."""
    key = f"{organization_id}#{template_id}"
    return map(_workflow, WorkflowItem.by_template.query(key, scan_index_forward=False))


def _attributes(workflow: Workflow) -> dict[str, Any]:
    return {
        **{field: getattr(workflow, field) for field in _COPIED + _NUMBERS},
        "status": workflow.status.value,
        "steps": [_step_json(step) for step in workflow.steps],
        "created_at": clock.stamp(workflow.created_at),
        "updated_at": clock.stamp(workflow.updated_at),
        "completed_at": clock.stamp(workflow.completed_at) if workflow.completed_at else None,
        "state_group": f"{workflow.organization_id}#{'open' if workflow.is_open else 'closed'}",
        "template_key": f"{workflow.organization_id}#{workflow.template_id}",
    }


def _workflow(item: WorkflowItem) -> Workflow:
    return Workflow(
        id=item.id,
        organization_id=item.organization_id,
        status=WorkflowStatus(item.status),
        steps=tuple(_step(step) for step in item.steps),
        created_at=clock.parse(item.created_at),
        updated_at=clock.parse(item.updated_at),
        completed_at=clock.parse(item.completed_at) if item.completed_at else None,
        **{field: getattr(item, field) for field in _COPIED},
        version=int(item.version),
        current_step=int(item.current_step),
        revision=int(item.revision),
    )


def _step_json(step: Step) -> dict[str, Any]:
    return {
        "id": step.id,
        "order": step.order,
        "name": step.name,
        "roles": sorted(step.roles),
        "quorum": step.quorum.value,
        "required": step.required,
        "status": step.status.value,
        "due_at": clock.stamp(step.due_at) if step.due_at else None,
        "decisions": [
            {
                "id": decision.id,
                "kind": decision.kind.value,
                "by": decision.by,
                "by_name": decision.by_name,
                "comment": decision.comment,
                "digest": decision.digest,
                "at": clock.stamp(decision.at),
            }
            for decision in step.decisions
        ],
    }


def _step(data: dict[str, Any]) -> Step:
    return Step(
        id=data["id"],
        order=data["order"],
        name=data["name"],
        roles=frozenset(Role(role) for role in data["roles"]),
        quorum=Quorum(data["quorum"]),
        required=data["required"],
        status=StepStatus(data["status"]),
        due_at=clock.parse(data["due_at"]) if data["due_at"] else None,
        decisions=tuple(
            Decision(
                id=one["id"],
                kind=DecisionKind(one["kind"]),
                by=one["by"],
                by_name=one["by_name"],
                comment=one["comment"],
                digest=one["digest"],
                at=clock.parse(one["at"]),
            )
            for one in data["decisions"]
        ),
    )
