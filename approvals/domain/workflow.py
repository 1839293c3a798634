"""What is happening to one submitted version. Pure data."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from approvals.domain.calendar import Calendar
from approvals.domain.people import Seat
from approvals.domain.policy import QuorumKind, StepDefinition
from approvals.domain.states import OPEN, StepStatus, WorkflowStatus


class DecisionKind(StrEnum):
    """What an approver may say."""

    APPROVE = "approve"
    REJECT = "reject"
    REQUEST_CHANGES = "request_changes"


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What somebody decided, about exactly what (`digest`).

    `seats` are the approvers they decided for: themselves, and whoever delegated to them.
    `carried_from` is the review in which it was said, when it was taken over.
    """

    id: str
    kind: DecisionKind
    by: str
    by_name: str
    comment: str
    digest: str
    at: datetime
    seats: tuple[str, ...] = ()
    carried_from: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One stage of a review: how it was planned, who decides, and what they decided.

    `approvers` are pinned at submission and change by delegation, reassignment and escalation.
    `remind_at`, `escalate_at` and `expire_at` are what is still to happen. `vacancy` says why
    too few are left who may decide, when that is so.
    """

    id: str
    order: int
    plan: StepDefinition
    approvers: tuple[Seat, ...]
    stand_ins: tuple[Seat, ...] = ()
    reviewers: tuple[Seat, ...] = ()
    status: StepStatus = StepStatus.WAITING
    skipped_because: str = ""
    decisions: tuple[Decision, ...] = ()
    due_at: datetime | None = None
    remind_at: tuple[datetime, ...] = ()
    escalate_at: datetime | None = None
    expire_at: datetime | None = None
    vacancy: str = ""

    @property
    def name(self) -> str:
        """Its name in the definition."""
        return self.plan.name

    @property
    def required(self) -> bool:
        """Whether it is needed whatever the template."""
        return self.plan.needed_when is None

    @property
    def approvals(self) -> tuple[Decision, ...]:
        """What was said for it."""
        return tuple(one for one in self.decisions if one.kind == DecisionKind.APPROVE)

    @property
    def voters(self) -> frozenset[str]:
        """Who decided at it; nobody decides twice."""
        return frozenset(one.by for one in self.decisions)

    @property
    def is_agreed(self) -> bool:
        """Whether the quorum is reached by different people.

        With `all`, one who came by escalation stands in for everybody who did not answer.
        """
        deciders = {one.by for one in self.approvals}
        if self.plan.quorum.kind != QuorumKind.ALL:
            return len(deciders) >= self.plan.quorum.needed(len(self.approvers))
        covered = {seat for one in self.approvals for seat in one.seats}
        asked = {seat.user_id for seat in self.approvers if not seat.escalated}
        stand_ins = {seat.user_id for seat in self.approvers if seat.escalated}
        return bool(deciders) and (asked <= covered or not covered.isdisjoint(stand_ins))

    @property
    def asked(self) -> tuple[Seat, ...]:
        """The approvers who have not decided."""
        covered = {seat for one in self.decisions for seat in one.seats}
        return tuple(seat for seat in self.approvers if seat.user_id not in covered)


@dataclass(frozen=True, kw_only=True, slots=True)
class Override:
    """A release in an emergency: one asks and says why, a second one confirms."""

    requested_by: str
    requested_by_name: str
    reason: str
    digest: str
    requested_at: datetime
    confirmed_by: str = ""
    confirmed_by_name: str = ""
    confirmed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Workflow:
    """A review of one version, pinned by its digest.

    `authors` cannot decide. `blocking` counts the open threads that hold the approval.
    `definition_name` and `because` say which rules it follows and why.
    """

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
    definition_name: str = ""
    because: str = ""
    calendar: Calendar = field(default_factory=Calendar)
    authors: tuple[str, ...] = ()
    blocking: int = 0
    override: Override | None = None
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

    @property
    def reviewers(self) -> frozenset[str]:
        """Who was asked for comments only."""
        return frozenset(seat.user_id for step in self.steps for seat in step.reviewers)

    @property
    def next_due(self) -> datetime | None:
        """When something happens by itself next."""
        if not self.is_open:
            return None
        step = self.step
        instants = [*step.remind_at, step.escalate_at, step.expire_at]
        return min((one for one in instants if one), default=None)

    @property
    def is_proven(self) -> bool:
        """Whether the decisions that an approval takes are really there, about this digest."""
        if self.status != WorkflowStatus.APPROVED:
            return False
        if self.override and self.override.confirmed_by:
            two = {self.override.requested_by, self.override.confirmed_by}
            return len(two) == 2 and self.override.digest == self.digest
        needed = [one for one in self.steps if one.status != StepStatus.SKIPPED]
        return bool(needed) and all(
            step.status == StepStatus.APPROVED
            and step.is_agreed
            and all(one.digest == self.digest for one in step.approvals)
            and not any(one.by in self.authors for one in step.approvals)
            for step in needed
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may decide, and if not, the sentence that says why."""

    allowed: bool
    reason: str = ""
