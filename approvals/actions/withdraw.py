"""Take a submission back."""

from accounts.domain import Member
from approvals import access, domain
from approvals.actions.writing import change, waited_for
from approvals.domain import Verb, Workflow
from craftify import clock
from craftify.dynamo.transact import retried
from craftify.errors import Forbidden


@retried
def withdraw(workflow_id: str, *, actor: Member) -> Workflow:
    """The cancelled review; its template is a draft again.

    Raises:
        AlreadyDecided: it is closed.
        Forbidden: the actor neither submitted it nor manages reviews.
        NotFound: there is none.
    """
    workflow = access.workflow(actor, workflow_id)
    domain.refuse_closed(workflow, Verb.WITHDRAW)
    if not access.may_withdraw(actor, workflow):
        raise Forbidden(f"Only {workflow.created_by_name} or a manager may withdraw this review.")
    now = clock.now()
    return change(
        workflow,
        domain.withdraw(workflow, by_name=actor.name, now=now),
        actor=actor,
        now=now,
        verb="approval.withdrawn",
        event="approvalWithdrawn",
        told={"told": [workflow.created_by, *waited_for(workflow)]},
    )
