"""Approve, reject or request changes: exactly one outcome (APP-9)."""

from accounts.domain import Member
from approvals import access, domain
from approvals.actions.tampering import refuse_tampered
from approvals.actions.writing import change, waited_for
from approvals.comments.actions.saying import keep
from approvals.domain import AlreadyDecided, Decision, DecisionKind, Workflow
from craftify import clock, ids
from craftify.dynamo.transact import retried

_STEP_VERBS = {True: "approval.voted", False: "approval.step_approved"}


def decide(
    workflow_id: str,
    *,
    actor: Member,
    kind: DecisionKind,
    comment: str = "",
    digest: str | None = None,
) -> Workflow:
    """The review after the decision.

    The comment of somebody who comes too late is kept as a thread, so that no word is lost.

    `digest` is that of what the decider was shown; a page always sends it, and where a program
    leaves it out it signs the version that is in review. The loser of a race runs again on what
    the winner wrote, and is told who won.

    Raises:
        AlreadyDecided, OwnWork, AlreadyVoted, NotAnApprover, DigestMismatch, BlockingThreads,
            CommentNeeded: see `domain.decide`.
        Tampered: the version in the store is not the one that was submitted.
        NotFound, Forbidden: as `access.workflow`.
    """
    try:
        return _decided(workflow_id, actor=actor, kind=kind, comment=comment, digest=digest)
    except AlreadyDecided as refusal:
        workflow = access.workflow(actor, workflow_id)
        if not comment.strip() or not access.may_comment(actor, workflow):
            raise
        keep(workflow, actor=actor, words=comment)
        raise AlreadyDecided(
            f"{refusal.sentence} Your comment was kept with the review.", **refusal.details
        ) from refusal


@retried
def _decided(
    workflow_id: str, *, actor: Member, kind: DecisionKind, comment: str, digest: str | None
) -> Workflow:
    workflow = access.workflow(actor, workflow_id)
    domain.refuse_closed(workflow)
    seats = access.stands_for(actor)
    access.refuse_decider(actor, workflow, seats)
    now = clock.now()
    decision = Decision(
        id=ids.new_id("dec"),
        kind=kind,
        by=actor.id,
        by_name=actor.name,
        comment=comment.strip(),
        digest=workflow.digest if digest is None else digest,
        at=now,
    )
    after = domain.decide(workflow, decision, stands_for=seats)
    if kind == DecisionKind.APPROVE:
        refuse_tampered(workflow, actor)
    same_step = after.current_step == workflow.current_step
    verb = f"approval.{after.status}" if not after.is_open else _STEP_VERBS[same_step]
    return change(
        workflow,
        after,
        actor=actor,
        now=now,
        verb=verb,
        event="approvalDecided",
        told={
            "decision": kind.value,
            "step": workflow.step.name,
            "asked": [] if same_step else waited_for(after),
            "told": [workflow.created_by],
        },
        digest=decision.digest,
        comment=decision.comment,
        step=workflow.step.name,
        seats=list(after.decisions[-1].seats) if after.decisions else [],
    )
