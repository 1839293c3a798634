"""What the verbs here share: who may, where, what is counted, written down and told."""

from datetime import datetime
from typing import Any

from accounts.domain import Member, Permission
from approvals import access, domain
from approvals.actions.writing import difference, publish, record, sealed
from approvals.comments import store
from approvals.comments.domain import Thread
from approvals.domain import Workflow
from approvals.store import workflows
from craftify import history
from craftify.dynamo.transact import RacedError, Write
from craftify.errors import Forbidden, NotFound
from templates_app.store import templates


def commented(workflow_id: str, actor: Member) -> Workflow:
    """A review that the actor may comment on.

    Raises:
        NotFound, Forbidden: as `access.workflow`, or the actor may not.
    """
    workflow = access.workflow(actor, workflow_id)
    if not access.may_comment(actor, workflow):
        raise Forbidden(
            f"As {actor.role} of {actor.organization.name} you may not comment, unless a review "
            "asks you to.",
            permission=Permission.APPROVALS_COMMENT.value,
        )
    return workflow


def thread_of(workflow: Workflow, thread_id: str) -> Thread:
    """A thread of the template in review.

    Raises:
        NotFound: there is none.
    """
    found = store.get(workflow.organization_id, workflow.template_id, thread_id)
    if not found:
        raise NotFound("There is no such thread.")
    return found


def count_blocking(
    write: Write, old: Thread | None, new: Thread, actor: Member, now: datetime
) -> None:
    """Keep count of what holds the approval: at the template, and in its open review."""
    change = int(new.holds) - int(bool(old and old.holds))
    if not change:
        return
    before = store.blocking(new.organization_id, new.template_id)
    store.count_blocking(write, new.organization_id, new.template_id, before, before + change)
    template = templates.get(new.organization_id, new.template_id)
    if not template:
        raise NotFound("The template of this review is gone.")
    if not template.review_id:
        # A submission at this moment counts this thread, or this is tried again.
        templates.refuse_change(write, template)
        return
    review = workflows.get(new.organization_id, template.review_id)
    if not review or not review.is_open:
        raise RacedError
    after = workflows.replace(write, review, domain.with_blocking(review, change, now=now))
    verb = "approval.blocked" if change > 0 else "approval.unblocked"
    said = {**difference(review, after), **sealed(review, after)}
    record(write, after, actor=actor, verb=verb, thread=new.id, **said)


def note(write: Write, thread: Thread, actor: Member, verb: str, **change: Any) -> None:
    """Append to the history of a thread."""
    # Each thread has a chain of its own: fifty people may comment on a review at once.
    history.record(
        write,
        organization_id=thread.organization_id,
        resource=thread.id,
        verb=verb,
        actor_id=actor.id,
        actor_name=actor.name,
        template=thread.template_id,
        **change,
    )


def tell(
    write: Write, workflow: Workflow, thread: Thread, actor: Member, event: str, **data: Any
) -> None:
    """Publish an event about a thread."""
    publish(write, workflow, actor=actor, event=event, threadId=thread.id, **data)
