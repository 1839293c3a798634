"""Reviews and their rules as clients send and see them."""

from typing import Annotated

from pydantic import Field

from approvals.domain import DecisionKind, WorkflowStatus
from approvals.domain.deciding import MAX_COMMENT
from approvals.domain.policy import QuorumKind
from approvals.domain.states import StepStatus
from craftify.api.schemas import Instant, NotRequired, Object, TypedDict, Whole, words
from templates_app.destinations import Destination
from templates_app.exports import ExportFormat

Comment = Annotated[str, words(MAX_COMMENT, lines=True)]
Reason = Annotated[str, words(MAX_COMMENT, lines=True, some=True)]
Digest = Annotated[str, words(100)]
UserId = Annotated[str, words(80, some=True)]
Number = Annotated[int, Field(ge=1, le=2**31)]


class Reviews(TypedDict, total=False):
    """Which reviews are listed."""

    status: WorkflowStatus
    templateId: str
    cursor: str


class Seat(TypedDict):
    """Somebody who is asked, and how they came to be."""

    userId: str
    name: str
    via: str
    escalated: bool


class Quorum(TypedDict):
    """How a step's approvers agree."""

    kind: QuorumKind
    count: Whole


class Decision(TypedDict):
    """What somebody decided."""

    id: str
    decision: DecisionKind
    comment: str
    digest: str
    by: str
    byName: str
    at: Instant
    seats: list[str]
    carriedFrom: str | None


class Step(TypedDict):
    """One stage of a review."""

    id: str
    order: Whole
    name: str
    approvers: list[Seat]
    reviewers: list[Seat]
    quorum: Quorum
    required: bool
    status: StepStatus
    skippedBecause: str
    dueAt: Instant | None
    escalateAt: Instant | None
    expireAt: Instant | None
    decisions: list[Decision]


class Override(TypedDict):
    """An emergency release that was asked for, and who confirmed it."""

    requestedBy: str
    requestedByName: str
    requestedAt: Instant
    reason: str
    digest: str
    confirmedBy: str | None
    confirmedByName: str | None
    confirmedAt: Instant | None


class Review(TypedDict):
    """A review of one version, with its steps and decisions."""

    id: str
    organizationId: str
    templateId: str
    templateName: str
    subject: str
    version: Whole
    digest: str
    status: WorkflowStatus
    steps: list[Step]
    currentStep: Whole
    note: str
    definition: str
    because: str
    blocking: Whole
    override: Override | None
    createdBy: str
    createdByName: str
    createdAt: Instant
    updatedAt: Instant
    completedAt: Instant | None
    closedByName: str


class Submission(TypedDict, total=False):
    """Words to the approvers."""

    note: Comment


class DecisionMade(TypedDict):
    """A decision; `digest` is that of what the decider saw."""

    decision: DecisionKind
    comment: NotRequired[Comment]
    digest: NotRequired[Digest]


class HandOver(TypedDict):
    """Who takes a seat: one's own, or that of `seat`."""

    to: UserId
    seat: NotRequired[UserId]


class OverrideAsked(TypedDict):
    """Why it must go out now, and what."""

    reason: Reason
    digest: Digest


class OverrideConfirmed(TypedDict):
    """What the second administrator saw."""

    digest: Digest


class ExportAsked(TypedDict):
    """Which file of which version."""

    format: ExportFormat
    version: NotRequired[Number]


class RenderingAsked(TypedDict):
    """Whose data, and which version."""

    data: Object
    version: NotRequired[Number]


class Rendered(TypedDict):
    """An approved version filled in for one recipient."""

    templateId: str
    version: Whole
    digest: str
    subject: str
    preheader: str
    html: str
    text: str
    missing: tuple[str, ...]


class PushAsked(TypedDict):
    """Where to, and which version."""

    destination: Destination
    version: NotRequired[Number]


class Pushed(TypedDict):
    """What was put there, and its name there."""

    name: str
    version: Whole
    digest: str


class PlannedStep(TypedDict):
    """A step as it would be."""

    name: str
    who: str
    people: list[str]
    dueAt: Instant | None
    skipped: str | None


class Plan(TypedDict):
    """What would happen to a template, and why."""

    definitionId: str
    definition: str
    because: str
    refusal: str | None
    steps: list[PlannedStep]


Delegation = TypedDict(
    "Delegation",
    {
        "id": str,
        "from": str,
        "to": str,
        "startsAt": Instant,
        "endsAt": Instant,
        "createdAt": Instant,
    },
)
DelegationMade = TypedDict(
    "DelegationMade",
    {"to": UserId, "startsAt": Instant, "endsAt": Instant, "from": NotRequired[UserId]},
)
