"""Approve, reject or request changes: exactly one outcome (APP-9)."""

from accounts.domain import Member
from approvals import access, domain, store
from approvals.actions.writing import commit, record
from approvals.domain import Decision, DecisionKind, Tampered, Workflow, WorkflowStatus
from craftify import clock, ids
from craftify.dynamo.transact import RacedError, Write, retried
from craftify.errors import NotFound
from templates_app.actions.review import leave_review
from templates_app.domain import Status
from templates_app.store import templates, versions

_TEMPLATE_STATUS = {
    WorkflowStatus.APPROVED: Status.APPROVED,
    WorkflowStatus.REJECTED: Status.DRAFT,
    WorkflowStatus.CHANGES_REQUESTED: Status.CHANGES_REQUESTED,
}


@retried
def decide(
    workflow_id: str,
    *,
    actor: Member,
    kind: DecisionKind,
    comment: str = "",
    digest: str | None = None,
) -> Workflow:
    """The review after the decision.

    `digest` is that of what the decider was shown; a page always sends it, and where a program
    leaves it out it signs the version that is in review. The loser of a race runs again on what
    the winner wrote, and is told who won.

    Raises:
        AlreadyDecided, OwnWork, NotAnApprover, DigestMismatch, CommentNeeded: see `domain.decide`.
        Tampered: the version in the store is not the one that was submitted.
        NotFound, Forbidden: as `access.workflow`.
    """
    workflow = access.workflow(actor, workflow_id)
    domain.refuse_closed(workflow)
    access.refuse_decider(actor, workflow)
    decision = Decision(
        id=ids.new_id("dec"),
        kind=kind,
        by=actor.id,
        by_name=actor.name,
        comment=comment.strip(),
        digest=workflow.digest if digest is None else digest,
        at=clock.now(),
    )
    after = domain.decide(workflow, decision, actor.role)
    if kind == DecisionKind.APPROVE:
        _refuse_tampered(workflow)
    write = Write()
    after = store.replace(write, workflow, after)
    if not after.is_open:
        _release_template(write, after, decision, actor)
    record(
        write,
        after,
        actor=actor,
        verb=f"approval.{after.status if not after.is_open else 'step_approved'}",
        digest=decision.digest,
        comment=decision.comment,
    )
    return commit(write, after, actor=actor, event="approvalDecided", decision=kind.value)


def _refuse_tampered(workflow: Workflow) -> None:
    version = versions.get(workflow.organization_id, workflow.template_id, workflow.version)
    if not version or not access.is_intact(workflow, version):
        raise Tampered(
            f"Version {workflow.version} in the store is not what was submitted, so it cannot be "
            "approved. Tell an administrator.",
            approvalId=workflow.id,
        )


def _release_template(write: Write, after: Workflow, decision: Decision, actor: Member) -> None:
    template = templates.get(after.organization_id, after.template_id)
    if not template:
        raise NotFound("The template of this review is gone.")
    if template.review_id != after.id:
        # Somebody decided between the two reads; the next run sees what.
        raise RacedError
    leave_review(
        write,
        template,
        _TEMPLATE_STATUS[after.status],
        actor=actor,
        now=decision.at,
        verb=f"template.{after.status}",
        digest=after.digest,
    )
