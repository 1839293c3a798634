"""A review waits for people who may not decide any more: nothing is approved, and it is told.

A handler of the outbox: seats are pinned at submission, while people leave, are suspended, or get
another role.
"""

from accounts.domain import Automatic, Permission
from approvals import access, domain
from approvals.actions.writing import change
from approvals.store import workflows
from craftify import clock, outbox
from craftify.dynamo.transact import retried
from craftify.outbox import Entry

_MOVES = frozenset(
    {
        "approvalSubmitted",
        "approvalDecided",
        "approvalDelegated",
        "approvalReassigned",
        "approvalEscalated",
    }
)


def look(event: Entry) -> None:
    """Look at the reviews that an event may have left without enough people, or helped."""
    organization_id = event.organization_id
    if event.type in _MOVES:
        _look(organization_id, event.data["approvalId"])
    elif "memberId" in event.data:
        for review in workflows.in_state(organization_id, is_open=True):
            outbox.progress()
            if event.data["memberId"] in {seat.user_id for seat in review.step.asked}:
                _look(organization_id, review.id)


@retried
def _look(organization_id: str, workflow_id: str) -> None:
    workflow = workflows.get(organization_id, workflow_id)
    if not workflow or not workflow.is_open:
        return
    people = access.directory(organization_id).members
    able = {one for one, person in people.items() if person.may(Permission.APPROVALS_DECIDE)}
    sentence = domain.vacancy(workflow, able)
    if sentence == workflow.step.vacancy:
        return
    now = clock.now()
    managers = [one for one, person in people.items() if person.may(Permission.APPROVALS_DEFINE)]
    change(
        workflow,
        domain.with_vacancy(workflow, sentence, now=now),
        actor=Automatic(organization_id),
        now=now,
        verb="approval.stalled" if sentence else "approval.resumed",
        event="approvalStalled",
        told={"told": [workflow.created_by, *managers], "sentence": sentence},
        sentence=sentence,
        step=workflow.step.name,
    )
