"""Take a submission back."""

from accounts.domain import Member
from approvals import access, domain, store
from approvals.actions.writing import commit, record
from approvals.domain import Workflow
from craftify import clock
from craftify.dynamo.transact import Write, retried
from craftify.errors import Forbidden, NotFound
from templates_app.actions.review import leave_review
from templates_app.domain import Status
from templates_app.store import templates


@retried
def withdraw(workflow_id: str, *, actor: Member) -> Workflow:
    """The cancelled review; its template is a draft again.

    Raises:
        AlreadyDecided: it is closed.
        Forbidden: the actor neither submitted it nor manages the organization.
        NotFound: there is none.
    """
    workflow = access.workflow(actor, workflow_id)
    domain.refuse_closed(workflow)
    if not access.may_withdraw(actor, workflow):
        raise Forbidden(f"Only {workflow.created_by_name} or a manager may withdraw this review.")
    now = clock.now()
    after = domain.withdraw(workflow, by_name=actor.name, now=now)
    template = templates.get(workflow.organization_id, workflow.template_id)
    if not template:
        raise NotFound("The template of this review is gone.")
    write = Write()
    after = store.replace(write, workflow, after)
    leave_review(
        write, template, Status.DRAFT, actor=actor, now=now, verb="template.review_withdrawn"
    )
    record(write, after, actor=actor, verb="approval.withdrawn")
    return commit(write, after, actor=actor, event="approvalWithdrawn")
