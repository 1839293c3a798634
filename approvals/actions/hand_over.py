"""Put somebody else into a seat: delegate one's own, or reassign any as a manager."""

from accounts.access import member
from accounts.domain import Member, Permission
from approvals import access, domain
from approvals.actions.writing import change
from approvals.domain import NotAnApprover, Seat, Verb, Workflow
from craftify import clock
from craftify.dynamo.transact import retried
from craftify.errors import Forbidden, Invalid, NotFound


@retried
def delegate(workflow_id: str, *, actor: Member, to: str) -> Workflow:
    """The review with `to` in the seat of the actor.

    Raises:
        AlreadyDecided, NotAnApprover, OwnWork, Invalid: see `domain.hand_over`.
        NotFound, Forbidden: as `access.workflow`.
    """
    workflow = access.workflow(actor, workflow_id)
    domain.refuse_closed(workflow, Verb.DELEGATE)
    if actor.id not in {seat.user_id for seat in workflow.step.asked}:
        raise NotAnApprover("You are not asked to decide here, so there is nothing to hand over.")
    return _hand_over(workflow, actor, Verb.DELEGATE, seat=actor.id, to=to)


@retried
def reassign(workflow_id: str, *, actor: Member, seat: str, to: str) -> Workflow:
    """The review with `to` in the place of `seat`, another user.

    Raises:
        AlreadyDecided, NotAnApprover, OwnWork, Invalid: see `domain.hand_over`.
        Forbidden: the actor does not manage reviews.
        NotFound: as `access.workflow`.
    """
    workflow = access.workflow(actor, workflow_id)
    domain.refuse_closed(workflow, Verb.REASSIGN)
    if not access.manages(actor):
        raise Forbidden("Only a manager may give a review to somebody else.")
    return _hand_over(workflow, actor, Verb.REASSIGN, seat=seat, to=to)


def _hand_over(workflow: Workflow, actor: Member, verb: Verb, *, seat: str, to: str) -> Workflow:
    via = f"for {actor.name}" if verb == Verb.DELEGATE else f"assigned by {actor.name}"
    now = clock.now()
    taker = decider(actor, to)
    after = domain.hand_over(
        workflow, seat=seat, to=Seat(taker.id, taker.name, via), verb=verb, now=now
    )
    done = "delegated" if verb == Verb.DELEGATE else "reassigned"
    return change(
        workflow,
        after,
        actor=actor,
        now=now,
        verb=f"approval.{done}",
        event=f"approval{done.capitalize()}",
        told={"asked": [taker.id], "told": [seat], "step": workflow.step.name},
        seat=seat,
        to=taker.id,
        step=workflow.step.name,
    )


def decider(actor: Member, user_id: str) -> Member:
    """Somebody of the organization who may decide.

    Raises:
        Invalid: there is no such member, or their role may not.
    """
    try:
        found = member(actor.organization_id, user_id) if 0 < len(user_id) <= 64 else None
    except NotFound:
        found = None
    if not found:
        raise Invalid("Choose an active member of this organization.", field="to")
    if not found.may(Permission.APPROVALS_DECIDE):
        raise Invalid(f"{found.name} is {found.role} here and may not decide.", field="to")
    return found
