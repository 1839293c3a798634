"""What may be done to a review, and what comes of it. Pure: no clock, no random, no I/O.

Every function takes a review, holds itself to `states.TRANSITIONS`, and gives the review after.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from approvals.domain.people import Seat
from approvals.domain.policy import QuorumKind
from approvals.domain.refusals import (
    AlreadyDecided,
    AlreadyVoted,
    BlockingThreads,
    CommentNeeded,
    DigestMismatch,
    NotAnApprover,
    OwnWork,
)
from approvals.domain.starting import opened
from approvals.domain.states import TRANSITIONS, StepStatus, Verb, WorkflowStatus
from approvals.domain.workflow import Decision, DecisionKind, Step, Workflow
from craftify.errors import Invalid

MAX_COMMENT = 4000
VERBS = {
    DecisionKind.APPROVE: Verb.APPROVE,
    DecisionKind.REJECT: Verb.REJECT,
    DecisionKind.REQUEST_CHANGES: Verb.REQUEST_CHANGES,
}
_REFUSALS = {
    DecisionKind.REJECT: WorkflowStatus.REJECTED,
    DecisionKind.REQUEST_CHANGES: WorkflowStatus.CHANGES_REQUESTED,
}
PAST_TENSE = {
    WorkflowStatus.APPROVED: "approved it",
    WorkflowStatus.REJECTED: "rejected it",
    WorkflowStatus.CHANGES_REQUESTED: "requested changes",
    WorkflowStatus.CANCELLED: "withdrew it",
    WorkflowStatus.EXPIRED: "let it expire",
}


def refuse_closed(workflow: Workflow, verb: Verb = Verb.APPROVE) -> None:
    """Refuse what the review's state does not take.

    Raises:
        AlreadyDecided: it is closed; the sentence says by whom and how.
    """
    if workflow.status not in TRANSITIONS[verb].sources:
        happened = PAST_TENSE.get(workflow.status, "closed it")
        raise AlreadyDecided(
            f"This review is closed: {workflow.closed_by_name} {happened}. Nothing was changed.",
            status=workflow.status.value,
            by=workflow.closed_by_name,
        )


def seats_of(workflow: Workflow, user_id: str, stands_for: frozenset[str]) -> tuple[str, ...]:
    """The undecided seats of the open step that somebody's vote fills.

    Where all must agree, these are their own and those delegated to them. Where so many people
    must, a vote fills one seat, their own before another: otherwise one person would use up the
    seats that others are needed in.

    Raises:
        OwnWork: they wrote or edited the version.
        AlreadyVoted: they decided at this step.
        NotAnApprover: none.
    """
    step = workflow.step
    if user_id in workflow.authors:
        how = "submitted" if user_id == workflow.created_by else "edited"
        raise OwnWork(f"You {how} this version, so somebody else approves it.")
    if user_id in step.voters:
        raise AlreadyVoted("You approved this step already; it waits for others.")
    mine = stands_for | {user_id}
    seats = tuple(seat.user_id for seat in step.asked if seat.user_id in mine)
    if not seats:
        asked = _listed([seat.name for seat in step.asked])
        raise NotAnApprover(f"“{step.name}” is decided by {asked}, not by you.")
    if step.plan.quorum.kind == QuorumKind.ALL:
        return seats
    return (user_id,) if user_id in seats else seats[:1]


def decide(
    workflow: Workflow, decision: Decision, *, stands_for: frozenset[str] = frozenset()
) -> Workflow:
    """The review after a decision; its `seats` are filled in here.

    Raises:
        AlreadyDecided, OwnWork, AlreadyVoted, NotAnApprover: as the two functions above.
        DigestMismatch: the decision is about something else than what is in review.
        BlockingThreads: an approval, while a blocking thread is open.
        CommentNeeded: no reason was given where one is due.
    """
    verb = VERBS[decision.kind]
    refuse_closed(workflow, verb)
    seats = seats_of(workflow, decision.by, stands_for)
    refuse_other(workflow, decision.digest)
    _check_comment(decision)
    if decision.kind == DecisionKind.APPROVE:
        _refuse_blocked(workflow)
    made = (*workflow.step.decisions, replace(decision, seats=seats))
    step = replace(workflow.step, decisions=made)
    if decision.kind != DecisionKind.APPROVE:
        outcome = _REFUSALS[decision.kind]
        step = replace(step, status=StepStatus(outcome.value))
        return _closed(_put(workflow, step), verb, outcome, decision.by_name, decision.at)
    if not step.is_agreed:
        return replace(_put(workflow, step), updated_at=decision.at)
    return _advanced(_put(workflow, replace(step, status=StepStatus.APPROVED)), decision)


def withdraw(workflow: Workflow, *, by_name: str, now: datetime) -> Workflow:
    """The review after its author took it back.

    Raises:
        AlreadyDecided: it is closed.
    """
    refuse_closed(workflow, Verb.WITHDRAW)
    return ended(workflow, Verb.WITHDRAW, WorkflowStatus.CANCELLED, by_name, now)


def hand_over(workflow: Workflow, *, seat: str, to: Seat, verb: Verb, now: datetime) -> Workflow:
    """The review with another person in an undecided seat of the open step.

    Raises:
        AlreadyDecided: it is closed.
        NotAnApprover: nobody sits there, or they decided already.
        OwnWork: the other wrote or edited the version.
        Invalid: the other is an approver of this step already, or decided at it for somebody.
    """
    refuse_closed(workflow, verb)
    step = workflow.step
    if seat not in {one.user_id for one in step.asked}:
        raise NotAnApprover(f"Nobody is waited for in that seat of “{step.name}”.")
    if to.user_id in workflow.authors:
        raise OwnWork(f"{to.name} wrote or edited this version, so somebody else approves it.")
    if to.user_id in {one.user_id for one in step.approvers}:
        raise Invalid(f"{to.name} is an approver of “{step.name}” already.", field="to")
    if to.user_id in step.voters:
        raise Invalid(f"{to.name} decided at “{step.name}” already, for somebody else.", field="to")
    seats = tuple(
        replace(to, escalated=one.escalated) if one.user_id == seat else one
        for one in step.approvers
    )
    return replace(_put(workflow, replace(step, approvers=seats)), updated_at=now)


def escalate(workflow: Workflow, *, now: datetime) -> Workflow:
    """The review with the stand-ins of the open step among its approvers.

    Raises:
        AlreadyDecided: it is closed.
        Invalid: the step has none who are not approvers, or decided for one, already.
    """
    refuse_closed(workflow, Verb.ESCALATE)
    step = workflow.step
    present = {seat.user_id for seat in step.approvers} | step.voters
    added = tuple(seat for seat in step.stand_ins if seat.user_id not in present)
    if not added:
        raise Invalid(f"“{step.name}” has nobody left to escalate to. A manager can reassign it.")
    step = replace(step, approvers=(*step.approvers, *added), escalate_at=None)
    return replace(_put(workflow, step), updated_at=now)


def remind(workflow: Workflow, *, now: datetime) -> Workflow:
    """The review with the reminders that are due taken off.

    Raises:
        AlreadyDecided: it is closed.
    """
    refuse_closed(workflow, Verb.REMIND)
    left = tuple(one for one in workflow.step.remind_at if one > now)
    return replace(_put(workflow, replace(workflow.step, remind_at=left)), updated_at=now)


def without_escalation(workflow: Workflow, *, now: datetime) -> Workflow:
    """The review whose automatic escalation has nobody left to go to."""
    return replace(_put(workflow, replace(workflow.step, escalate_at=None)), updated_at=now)


def expire(workflow: Workflow, *, now: datetime) -> Workflow:
    """The review whose time is over: it is closed, and nothing was approved.

    Raises:
        AlreadyDecided: it is closed.
    """
    refuse_closed(workflow, Verb.EXPIRE)
    return ended(workflow, Verb.EXPIRE, WorkflowStatus.EXPIRED, "Its due date", now)


def with_blocking(workflow: Workflow, change: int, *, now: datetime) -> Workflow:
    """The review with more (or fewer) open threads that hold its approval."""
    return replace(workflow, blocking=max(0, workflow.blocking + change), updated_at=now)


def vacancy(workflow: Workflow, able: Collection[str]) -> str:
    """Why the open step cannot be agreed upon by those who are still `able` to decide, if so."""
    step = workflow.step
    gone = [seat for seat in step.asked if seat.user_id not in able]
    left = [seat for seat in step.asked if seat.user_id in able]
    if step.plan.quorum.kind == QuorumKind.ALL:
        is_short = bool(gone) and not any(seat.escalated for seat in left)
    else:
        needed = step.plan.quorum.needed(len(step.approvers))
        is_short = len(step.voters) + len(left) < needed
    if not is_short:
        return ""
    names = _listed([seat.name for seat in gone])
    return f"“{step.name}” waits for {names}, who may not decide any more."


def with_vacancy(workflow: Workflow, sentence: str, *, now: datetime) -> Workflow:
    """The review with what `vacancy` says about its open step."""
    return replace(_put(workflow, replace(workflow.step, vacancy=sentence)), updated_at=now)


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


def refuse_other(workflow: Workflow, digest: str) -> None:
    """Refuse what is about something else than what is in review.

    Raises:
        DigestMismatch: it is.
    """
    if digest != workflow.digest:
        raise DigestMismatch(
            "What you saw is not the version in review. Reload the page and look at it again.",
            expected=workflow.digest,
        )


def _refuse_blocked(workflow: Workflow) -> None:
    if workflow.blocking:
        threads = "thread holds" if workflow.blocking == 1 else "threads hold"
        raise BlockingThreads(
            f"{workflow.blocking} blocking {threads} this approval. Resolve what they ask for "
            "first.",
            blocking=workflow.blocking,
        )


def _advanced(workflow: Workflow, decision: Decision) -> Workflow:
    """The next step that is needed opens, or the review is approved."""
    for step in workflow.steps[workflow.current_step + 1 :]:
        if step.status != StepStatus.SKIPPED:
            following = _put(workflow, opened(step, workflow, decision.at))
            return replace(following, current_step=step.order, updated_at=decision.at)
    return _closed(workflow, Verb.APPROVE, WorkflowStatus.APPROVED, decision.by_name, decision.at)


def ended(
    workflow: Workflow, verb: Verb, status: WorkflowStatus, by_name: str, now: datetime
) -> Workflow:
    """Closed while a step was open: that one and those behind it come to nothing."""
    left = StepStatus.EXPIRED if status == WorkflowStatus.EXPIRED else StepStatus.CANCELLED
    steps = tuple(
        replace(step, status=left)
        if step.status in {StepStatus.PENDING, StepStatus.WAITING}
        else step
        for step in workflow.steps
    )
    return _closed(replace(workflow, steps=steps), verb, status, by_name, now)


def _closed(
    workflow: Workflow, verb: Verb, status: WorkflowStatus, by_name: str, at: datetime
) -> Workflow:
    if status not in TRANSITIONS[verb].targets:
        raise AssertionError(f"{verb} does not lead to {status}")
    return replace(workflow, status=status, updated_at=at, completed_at=at, closed_by_name=by_name)


def _put(workflow: Workflow, step: Step) -> Workflow:
    steps = (*workflow.steps[: step.order], step, *workflow.steps[step.order + 1 :])
    return replace(workflow, steps=steps)


def _listed(names: list[str]) -> str:
    *others, last = names or ["nobody"]
    if len(others) > 4:
        return f"{', '.join(others[:4])} and {len(others) - 3} others"
    return f"{', '.join(others)} or {last}" if others else last
