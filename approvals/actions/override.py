"""An emergency release (break-glass): one administrator asks and says why, a second confirms."""

from accounts.access import require
from accounts.domain import Member, Permission
from approvals import access, domain
from approvals.actions.tampering import refuse_tampered
from approvals.actions.writing import change, waited_for
from approvals.domain import NoOverride, Override, Verb, Workflow
from craftify import clock
from craftify.dynamo.transact import retried


@retried
def request_override(workflow_id: str, *, actor: Member, reason: str, digest: str) -> Workflow:
    """The review with the request in it; nothing is released yet, and everybody is told.

    Raises:
        AlreadyDecided, DigestMismatch, CommentNeeded: see `domain.request_override`.
        NotFound, Forbidden: as `access.workflow`; only administrators may.
    """
    workflow = access.workflow(actor, workflow_id)
    domain.refuse_closed(workflow, Verb.REQUEST_OVERRIDE)
    require(actor, Permission.APPROVALS_OVERRIDE, "release templates past their approvers")
    now = clock.now()
    override = Override(
        requested_by=actor.id,
        requested_by_name=actor.name,
        reason=reason.strip(),
        digest=digest,
        requested_at=now,
    )
    return change(
        workflow,
        domain.request_override(workflow, override=override),
        actor=actor,
        now=now,
        verb="approval.override_requested",
        event="approvalBreakGlass",
        told=_told(workflow, "requested", override.reason),
        reason=override.reason,
        digest=digest,
    )


@retried
def confirm_override(workflow_id: str, *, actor: Member, digest: str) -> Workflow:
    """The review, approved past its approvers.

    Raises:
        AlreadyDecided, NoOverride, OwnWork, DigestMismatch: see `domain.confirm_override`.
        NoOverride: who asked for it is no administrator any more.
        Tampered: the version in the store is not the one that was submitted.
        NotFound, Forbidden: as `access.workflow`; only administrators may.
    """
    workflow = access.workflow(actor, workflow_id)
    domain.refuse_closed(workflow, Verb.CONFIRM_OVERRIDE)
    require(actor, Permission.APPROVALS_OVERRIDE, "release templates past their approvers")
    now = clock.now()
    after = domain.confirm_override(
        workflow, by=actor.id, by_name=actor.name, digest=digest, now=now
    )
    _refuse_former(workflow, actor)
    refuse_tampered(workflow, actor)
    reason = workflow.override.reason if workflow.override else ""
    return change(
        workflow,
        after,
        actor=actor,
        now=now,
        verb="approval.override_confirmed",
        event="approvalBreakGlass",
        told=_told(workflow, "confirmed", reason),
        reason=reason,
        digest=digest,
    )


def _refuse_former(workflow: Workflow, actor: Member) -> None:
    """It takes two: who asked must still be one of those who may."""
    asked = workflow.override
    people = access.directory(actor.organization_id).members
    person = people.get(asked.requested_by) if asked else None
    if asked and not (person and person.may(Permission.APPROVALS_OVERRIDE)):
        raise NoOverride(
            f"{asked.requested_by_name} may not ask for an emergency release any more. Ask anew."
        )


def _told(workflow: Workflow, stage: str, reason: str) -> dict[str, object]:
    told = [workflow.created_by, *waited_for(workflow)]
    return {"stage": stage, "reason": reason, "told": told}
