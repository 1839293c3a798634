"""Every state of a review and every way between them: one table, which `docs/approvals.md` draws.

`Workflow` changes only through `enter` and `leave`, which hold each change to the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class WorkflowStatus(StrEnum):
    """Where a review stands; the words are kept for ever."""

    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    CHANGES_REQUESTED = "changes_requested"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OPEN = frozenset({WorkflowStatus.PENDING})


class StepStatus(StrEnum):
    """Where one step of a review stands."""

    WAITING = "waiting"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    CHANGES_REQUESTED = "changes_requested"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Verb(StrEnum):
    """What can be done to a review."""

    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    APPROVE = "approve"
    REJECT = "reject"
    REQUEST_CHANGES = "request changes"
    COMMENT = "comment"
    DELEGATE = "delegate"
    REASSIGN = "reassign"
    REMIND = "remind"
    ESCALATE = "escalate"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    REQUEST_OVERRIDE = "ask for an emergency release"
    CONFIRM_OVERRIDE = "confirm the emergency release"


@dataclass(frozen=True, slots=True)
class Transition:
    """From where a verb leads to where, and who may do it."""

    sources: frozenset[WorkflowStatus]
    targets: frozenset[WorkflowStatus]
    by: str


def _row(sources: str, targets: str, by: str) -> Transition:
    return Transition(
        frozenset(WorkflowStatus(word) for word in sources.split()),
        frozenset(WorkflowStatus(word) for word in targets.split()),
        by,
    )


_CLOSED = "approved rejected changes_requested cancelled expired"
TRANSITIONS: Mapping[Verb, Transition] = MappingProxyType(
    {
        Verb.SUBMIT: _row("draft", "pending", "who may submit"),
        Verb.RESUBMIT: _row("draft", "pending", "who may submit"),
        Verb.APPROVE: _row("pending", "pending approved", "an approver of the step"),
        Verb.REJECT: _row("pending", "rejected", "an approver of the step"),
        Verb.REQUEST_CHANGES: _row("pending", "changes_requested", "an approver of the step"),
        Verb.DELEGATE: _row("pending", "pending", "an approver, for their own seat"),
        Verb.REASSIGN: _row("pending", "pending", "a manager"),
        Verb.REMIND: _row("pending", "pending", "the due date"),
        Verb.ESCALATE: _row("pending", "pending", "the due date, the author or a manager"),
        Verb.WITHDRAW: _row("pending", "cancelled", "the author or a manager"),
        Verb.EXPIRE: _row("pending", "expired", "the due date"),
        Verb.REQUEST_OVERRIDE: _row("pending", "pending", "an administrator"),
        Verb.CONFIRM_OVERRIDE: _row("pending", "approved", "a second administrator"),
        # Words may follow a decision: nothing that was said is lost.
        Verb.COMMENT: Transition(
            frozenset(WorkflowStatus) - {WorkflowStatus.DRAFT},
            frozenset(WorkflowStatus) - {WorkflowStatus.DRAFT},
            "who may comment, or is a reviewer",
        ),
    }
)


def drawing() -> str:
    """The table as a Mermaid state diagram and a Markdown table, for `docs/approvals.md`."""
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> draft"]
    for verb, row in TRANSITIONS.items():
        for source in sorted(row.sources):
            lines += [
                f"    {source} --> {target}: {verb}"
                for target in sorted(row.targets)
                if verb != Verb.COMMENT or target == source
            ]
    lines += [f"    {word} --> [*]" for word in _CLOSED.split()]
    lines += ["```", "", "| verb | from | to | by |", "|---|---|---|---|"]
    lines += [
        f"| {verb} | {', '.join(sorted(row.sources))} | {_targets(verb, row)} | {row.by} |"
        for verb, row in TRANSITIONS.items()
    ]
    return "\n".join(lines) + "\n"


def _targets(verb: Verb, row: Transition) -> str:
    return "unchanged" if verb == Verb.COMMENT else ", ".join(sorted(row.targets))
