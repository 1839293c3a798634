"""Reads and writes of the workflows' table."""

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import orjson
from pydantic import TypeAdapter

from approvals.domain import Calendar, Override, Step, Workflow, WorkflowStatus
from approvals.models import WorkflowItem
from craftify import clock
from craftify.dynamo.transact import Write

_COPIED = (
    "template_id", "template_name", "subject", "digest", "note", "definition_name", "because",
    "created_by", "created_by_name", "closed_by_name",
)  # fmt: skip
_NUMBERS = ("version", "current_step", "blocking", "revision")
_PLAIN: Mapping[str, TypeAdapter[Any]] = {
    "steps": TypeAdapter(tuple[Step, ...]),
    "calendar": TypeAdapter(Calendar),
    "authors": TypeAdapter(tuple[str, ...]),
    "override": TypeAdapter(Override | None),
}
_DUE = "due"
_DERIVED = frozenset({"state_group", "template_key", "due_queue", "next_due"})


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
        getattr(WorkflowItem, field).remove()
        if value is None
        else getattr(WorkflowItem, field).set(value)
        for field, value in after.items()
        if value != before[field]
    ]
    item = WorkflowItem(old.organization_id, old.id)
    write.update(item, actions, WorkflowItem.revision == old.revision)
    return stored


def fingerprint(workflow: Workflow) -> str:
    """SHA-256 (hex) of everything that a review says: seats, decisions, what holds it …

    What is empty or has its default is left out, so that a new field changes no fingerprint.
    """
    plain = _attributes(workflow, exclude_defaults=True)
    said = {name: value for name, value in plain.items() if value and name not in _DERIVED}
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


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


def due(now: datetime) -> Iterator[tuple[str, str]]:
    """Organization and id of the reviews in which something is due, the longest waiting first."""
    for item in WorkflowItem.by_due.query(_DUE, WorkflowItem.next_due <= clock.stamp(now)):
        yield item.organization_id, item.id


def _attributes(workflow: Workflow, *, exclude_defaults: bool = False) -> dict[str, Any]:
    next_due = workflow.next_due
    return {
        **{field: getattr(workflow, field) for field in _COPIED + _NUMBERS},
        **{
            field: adapter.dump_python(
                getattr(workflow, field), mode="json", exclude_defaults=exclude_defaults
            )
            for field, adapter in _PLAIN.items()
        },
        "status": workflow.status.value,
        "created_at": clock.stamp(workflow.created_at),
        "updated_at": clock.stamp(workflow.updated_at),
        "completed_at": clock.stamp(workflow.completed_at) if workflow.completed_at else None,
        "state_group": f"{workflow.organization_id}#{'open' if workflow.is_open else 'closed'}",
        "template_key": f"{workflow.organization_id}#{workflow.template_id}",
        "due_queue": _DUE if next_due else None,
        "next_due": clock.stamp(next_due) if next_due else None,
    }


def _workflow(item: WorkflowItem) -> Workflow:
    if item.calendar is None:
        _upgrade(item)
    numbers: dict[str, Any] = {field: int(getattr(item, field)) for field in _NUMBERS}
    return Workflow(
        id=item.id,
        organization_id=item.organization_id,
        status=WorkflowStatus(item.status),
        created_at=clock.parse(item.created_at),
        updated_at=clock.parse(item.updated_at),
        completed_at=clock.parse(item.completed_at) if item.completed_at else None,
        **{field: getattr(item, field) for field in _COPIED},
        **numbers,
        **{
            field: adapter.validate_python(getattr(item, field))
            for field, adapter in _PLAIN.items()
        },
    )


def _upgrade(item: WorkflowItem) -> None:
    """Read a review of the first release, in which a step had roles in the place of seats.

    What was decided stays decided; one that is open has no seats, and can only be withdrawn.
    """
    item.definition_name, item.because, item.blocking = "One approval", "", 0
    item.calendar, item.authors = {}, [item.created_by]
    item.steps = [step if "plan" in step else _upgraded(step) for step in item.steps]


def _upgraded(step: dict[str, Any]) -> dict[str, Any]:
    return {
        **{field: step[field] for field in ("id", "order", "status")},
        "plan": {"name": step["name"], "approvers": {"roles": step["roles"]}},
        "approvers": (),
        "decisions": [{**one, "seats": [one["by"]]} for one in step["decisions"]],
    }
