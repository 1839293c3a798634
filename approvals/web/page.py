"""What the review page says to one member; no request and no store in here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.domain import Member, User
from approvals.comparison import Comparison
from approvals.domain import Decision, DecisionKind, StepStatus, Verdict, Workflow, WorkflowStatus
from approvals.domain.explaining import quorum_in_words
from approvals.queries import Trail
from approvals.web.findings import Finding
from approvals.web.look import Look, View
from approvals.web.powers import Powers
from templates_app.document.sentences import Change
from templates_app.domain import Version
from templates_app.preview import Preview
from templates_app.web.images import has_remote_images

DID = {
    WorkflowStatus.APPROVED: "approved",
    WorkflowStatus.REJECTED: "rejected",
    WorkflowStatus.CHANGES_REQUESTED: "requested changes to",
    WorkflowStatus.CANCELLED: "withdrew",
    WorkflowStatus.EXPIRED: "closed",
}
_VOTED = {
    DecisionKind.APPROVE: "approved",
    DecisionKind.REJECT: "rejected it",
    DecisionKind.REQUEST_CHANGES: "requested changes",
}
HAPPENED = {
    "approval.submitted": "submitted it",
    "approval.resubmitted": "submitted it again",
    "approval.voted": "approved it; the step waits for others",
    "approval.step_approved": "approved a step",
    "approval.delegated": "handed the decision over",
    "approval.reassigned": "gave the decision to somebody else",
    "approval.escalated": "escalated it",
    "approval.not_escalated": "found nobody left to escalate to",
    "approval.reminded": "reminded the approvers",
    "approval.stalled": "found too few left who may decide",
    "approval.resumed": "found enough again who may decide",
    "approval.expired": "closed it: nobody decided in time",
    "approval.override_requested": "asked for an emergency release",
    "approval.override_confirmed": "confirmed the emergency release",
    "approval.tampering_found": "found that what is stored is not what was submitted",
    "approval.blocked": "began a thread that holds the approval",
    "approval.unblocked": "let a thread no longer hold the approval",
    "approval.withdrawn": "withdrew it",
    "approval.approved": "approved it",
    "approval.rejected": "rejected it",
    "approval.changes_requested": "requested changes",
}
_COMING = frozenset({StepStatus.PENDING, StepStatus.WAITING})
_NOTES = {
    StepStatus.CANCELLED: "It came to no decision.",
    StepStatus.EXPIRED: "Nobody decided in time.",
}
_LOOKS = {
    StepStatus.PENDING: "current",
    StepStatus.CHANGES_REQUESTED: "changes",
    StepStatus.CANCELLED: "skipped",
    StepStatus.SKIPPED: "skipped",
    StepStatus.EXPIRED: "skipped",
}


@dataclass(frozen=True, slots=True)
class Vote:
    """A decision with its person and its verb."""

    decision: Decision
    person: User | None
    verb: str


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step: its name, how it looks, its decisions, and who may still decide and why they.

    `rule` says how many must agree, `note` what became of it when nobody decided.
    """

    name: str
    looks: str
    votes: tuple[Vote, ...]
    asked: tuple[tuple[Member, str], ...]
    rule: str
    note: str
    due_at: datetime | None
    reviewers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the review's history."""

    person: User | None
    name: str
    verb: str
    at: datetime
    comment: str


@dataclass(frozen=True, kw_only=True)
class ReviewPage:
    """One review, as `member` sees it.

    `queue` is what waits for the member, the longest waiting first; `others` are the other
    reviews of the template, the latest first; `changes` say in words what is different from the
    version that was approved last. `refusal` is the sentence that refused a decision,
    `unsent` the comment that came with it.
    """

    member: Member
    review: Workflow
    version: Version
    shown: Preview
    look: Look
    compared: Comparison | None
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    trail: Trail
    others: tuple[Workflow, ...]
    members: tuple[Member, ...]
    queue: tuple[Workflow, ...]
    verdict: Verdict
    may_withdraw: bool
    is_intact: bool
    refusal: str = ""
    unsent: str = ""

    @property
    def state(self) -> str:
        """How the decision bar looks: it is your `turn`, it waits for others, or it is `done`."""
        if not self.review.is_open:
            return "done"
        return "turn" if self.verdict.allowed and self.is_intact else "waiting"

    @property
    def has_remote_images(self) -> bool:
        """Whether the frame leaves out images of other hosts unless it is asked for them."""
        return has_remote_images(self.shown.html)

    @property
    def frames(self) -> tuple[int, ...]:
        """The versions that are shown beside each other: mostly this one alone."""
        if self.look.view == View.COMPARE and self.compared:
            return (self.compared.before, self.review.version)
        return (self.review.version,)

    @property
    def source_lines(self) -> Iterator[tuple[str, str]]:
        """The source in lines as the compiler counts them, each with the mark of its finding."""
        marks = {one.line: one.severity.value for one in reversed(self.findings)}
        for number, line in enumerate(self.version.source.split("\n"), start=1):
            yield line, marks.get(number, "")

    @property
    def may_go_on(self) -> bool:
        """Whether it is now for the member to write a better version."""
        returned = self.review.status == WorkflowStatus.CHANGES_REQUESTED
        return returned and self.review.created_by == self.member.id

    @property
    def author(self) -> User | None:
        """Who submitted it."""
        return self._person(self.review.created_by)

    @property
    def steps(self) -> Iterator[ShownStep]:
        """The steps in order."""
        for step in self.review.steps:
            votes = tuple(
                Vote(decision, self._person(decision.by), _VOTED[decision.kind])
                for decision in step.decisions
            )
            waiting = {seat.user_id: seat.via for seat in step.asked}
            asked = tuple((one, waiting[one.id]) for one in self.members if one.id in waiting)
            is_asked = self.review.is_open and step.status in _COMING
            yield ShownStep(
                name=step.name,
                looks=_LOOKS.get(step.status, step.status.value),
                votes=votes,
                asked=asked if is_asked else (),
                rule=quorum_in_words(step.plan, len(step.approvers)),
                note=step.skipped_because or _NOTES.get(step.status, ""),
                due_at=step.due_at if is_asked else None,
                reviewers=tuple(seat.name for seat in step.reviewers),
            )

    @property
    def powers(self) -> Powers:
        """What else the member may do with the review."""
        return Powers(self.member, self.review, self.members)

    @property
    def history(self) -> Iterator[Happening]:
        """What happened, the latest first."""
        for event in reversed(self.trail.events):
            yield Happening(
                self._person(event.actor_id),
                event.actor_name,
                HAPPENED.get(event.verb, event.verb),
                datetime.fromisoformat(event.at),
                event.change.get("comment", ""),
            )

    @property
    def did(self) -> str:
        """What whoever closed it did, as a verb before “version 2”."""
        return DID.get(self.review.status, "closed")

    @property
    def closed_by_me(self) -> bool:
        """Whether the member took the last step of a closed review."""
        return any(event.actor_id == self.member.id for event in self.trail.events[-1:])

    @property
    def last_comment(self) -> str:
        """The comment of the last decision."""
        return self.review.decisions[-1].comment if self.review.decisions else ""

    @property
    def place(self) -> int:
        """Which one of the queue this is, from 1; 0 when it does not wait for the member."""
        ids = [one.id for one in self.queue]
        return ids.index(self.review.id) + 1 if self.review.id in ids else 0

    @property
    def previous(self) -> Workflow | None:
        """What stands before this one in the queue."""
        return self.queue[self.place - 2] if self.place > 1 else None

    @property
    def next(self) -> Workflow | None:
        """What stands behind this one in the queue, or begins it."""
        return self.queue[self.place] if self.place < len(self.queue) else None

    @property
    def first_words(self) -> str:
        """What an inbox shows behind the subject: the preheader, or else how the email begins."""
        return self.shown.preheader or " ".join(self.shown.text.split())[:200]

    @property
    def newer(self) -> Workflow | None:
        """The open review of a later version, for whoever has this one before them."""
        later = (one for one in self.others if one.version > self.review.version)
        return next((one for one in later if one.is_open), None)

    def _person(self, user_id: str) -> User | None:
        return next((one.user for one in self.members if one.id == user_id), None)
