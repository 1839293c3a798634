"""What should happen to a submitted version, and what is happening to it. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from accounts.domain import Role
from craftify.errors import Conflict, Forbidden, Invalid

MAX_COMMENT = 4000


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
    CANCELLED = "cancelled"


class Quorum(StrEnum):
    """How many of a step's approvers must agree."""

    ANY = "any"


class DecisionKind(StrEnum):
    """What an approver may say."""

    APPROVE = "approve"
    REJECT = "reject"
    REQUEST_CHANGES = "request_changes"


OUTCOMES = {
    DecisionKind.APPROVE: WorkflowStatus.APPROVED,
    DecisionKind.REJECT: WorkflowStatus.REJECTED,
    DecisionKind.REQUEST_CHANGES: WorkflowStatus.CHANGES_REQUESTED,
}
PAST_TENSE = {
    WorkflowStatus.APPROVED: "approved it",
    WorkflowStatus.REJECTED: "rejected it",
    WorkflowStatus.CHANGES_REQUESTED: "requested changes",
    WorkflowStatus.CANCELLED: "withdrew it",
}


class AlreadyDecided(Conflict):
    """The review is closed: somebody was first."""


class OwnWork(Forbidden):
    """The author may not decide about their own version."""


class NotAnApprover(Forbidden):
    """The role is not among the step's approvers."""


class DigestMismatch(Conflict):
    """What the approver saw is not what is in review."""


class Tampered(Conflict):
    """What is stored is not what was submitted or approved."""


class CommentNeeded(Invalid):
    """A rejection or a request for changes without a reason."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided, about exactly what (`digest`)."""

    id: str
    kind: DecisionKind
    by: str
    by_name: str
    comment: str
    digest: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One stage of a review: who may decide, and what they decided."""

    id: str
    order: int
    name: str
    roles: frozenset[Role]
    quorum: Quorum = Quorum.ANY
    required: bool = True
    status: StepStatus = StepStatus.PENDING
    decisions: tuple[Decision, ...] = ()
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """A step as it should be."""

    name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Definition:
    """What should happen to a submitted version."""

    name: str
    steps: tuple[StepDefinition, ...]


DEFAULT_DEFINITION = Definition(
    name="One approval",
    steps=(StepDefinition("Approval", frozenset({Role.APPROVER, Role.MANAGER, Role.ADMIN})),),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Workflow:
    """A review of one version, pinned by its digest."""

    id: str
    organization_id: str
    template_id: str
    template_name: str
    subject: str
    version: int
    digest: str
    status: WorkflowStatus
    steps: tuple[Step, ...]
    current_step: int = 0
    note: str = ""
    created_by: str
    created_by_name: str
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None = None
    closed_by_name: str = ""
    revision: int = 1

    @property
    def is_open(self) -> bool:
        """Whether a decision is still to come."""
        return self.status in OPEN

    @property
    def step(self) -> Step:
        """The step that is (or was last) to decide."""
        return self.steps[self.current_step]

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Every decision, in order."""
        return tuple(decision for step in self.steps for decision in step.decisions)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may decide, and if not, the sentence that says why."""

    allowed: bool
    reason: str = ""


def begin(definition: Definition, step_ids: tuple[str, ...]) -> tuple[Step, ...]:
    """The steps of a new review: the first is pending, the others wait."""
    return tuple(
        Step(
            id=step_id,
            order=order,
            name=step.name,
            roles=step.roles,
            status=StepStatus.PENDING if order == 0 else StepStatus.WAITING,
        )
        for order, (step_id, step) in enumerate(zip(step_ids, definition.steps, strict=True))
    )


def refuse_closed(workflow: Workflow) -> None:
    """Refuse what only an open review takes.

    Raises:
        AlreadyDecided: it is closed; the sentence says by whom and how.
    """
    if not workflow.is_open:
        happened = PAST_TENSE.get(workflow.status, "closed it")
        raise AlreadyDecided(
            f"This review is closed: {workflow.closed_by_name} {happened}. Nothing was changed.",
            status=workflow.status.value,
            by=workflow.closed_by_name,
        )


def refuse_approver(workflow: Workflow, user_id: str, role: Role) -> None:
    """Refuse somebody who may not decide about this review.

    Raises:
        OwnWork: they submitted it.
        NotAnApprover: their role is not asked at this step.
    """
    if workflow.created_by == user_id:
        raise OwnWork("You submitted this version, so somebody else approves it.")
    if role not in workflow.step.roles:
        *others, last = sorted(workflow.step.roles)
        asked = f"{', '.join(others)} or {last}" if others else last
        raise NotAnApprover(f"This step is decided by {asked}; you are {role} here.")


def decide(workflow: Workflow, decision: Decision, role: Role) -> Workflow:
    """The review after a decision.

    Raises:
        AlreadyDecided, OwnWork, NotAnApprover: as the two functions above.
        DigestMismatch: the decision is about something else than what is in review.
        CommentNeeded: no reason was given where one is due.
    """
    refuse_closed(workflow)
    refuse_approver(workflow, decision.by, role)
    if decision.digest != workflow.digest:
        raise DigestMismatch(
            "What you saw is not the version in review. Reload the page and look at it again.",
            expected=workflow.digest,
        )
    _check_comment(decision)
    outcome = OUTCOMES[decision.kind]
    step = replace(
        workflow.step,
        status=StepStatus(outcome.value),
        decisions=(*workflow.step.decisions, decision),
    )
    steps = _with_step(workflow.steps, workflow.current_step, step)
    last = workflow.current_step == len(steps) - 1
    if decision.kind == DecisionKind.APPROVE and not last:
        following = workflow.current_step + 1
        opened = replace(steps[following], status=StepStatus.PENDING)
        return replace(
            workflow,
            steps=_with_step(steps, following, opened),
            current_step=following,
            updated_at=decision.at,
        )
    return _closed(replace(workflow, steps=steps), outcome, decision.by_name, decision.at)


def withdraw(workflow: Workflow, *, by_name: str, now: datetime) -> Workflow:
    """The review after its author took it back.

    Raises:
        AlreadyDecided: it is closed.
    """
    refuse_closed(workflow)
    step = replace(workflow.step, status=StepStatus.CANCELLED)
    steps = _with_step(workflow.steps, workflow.current_step, step)
    return _closed(replace(workflow, steps=steps), WorkflowStatus.CANCELLED, by_name, now)


def check_words(words: str, field: str) -> None:
    """Refuse a comment or a note that is too long or holds what no text holds.

    Raises:
        Invalid: with the field's name.
    """
    if len(words) > MAX_COMMENT:
        raise Invalid(f"The {field} has over {MAX_COMMENT} characters. Shorten it.", field=field)
    if "\0" in words:
        raise Invalid(f"The {field} holds a NUL character. Take it out.", field=field)


def _check_comment(decision: Decision) -> None:
    check_words(decision.comment, "comment")
    if decision.kind != DecisionKind.APPROVE and not decision.comment.strip():
        raise CommentNeeded("Say in the comment what should change.", field="comment")


def _with_step(steps: tuple[Step, ...], position: int, step: Step) -> tuple[Step, ...]:
    return (*steps[:position], step, *steps[position + 1 :])


def _closed(workflow: Workflow, status: WorkflowStatus, by_name: str, at: datetime) -> Workflow:
    return replace(workflow, status=status, updated_at=at, completed_at=at, closed_by_name=by_name)
