"""The workflows' table: what comes out is what went in, and the second writer loses."""

from dataclasses import replace

import pytest

from approvals import actions, domain
from approvals.domain import DecisionKind, NotAnApprover, WorkflowStatus
from approvals.models import WorkflowItem
from approvals.store import workflows as store
from craftify import clock, history
from craftify.dynamo.transact import RacedError, Write
from craftify.history import EventItem, HeadItem
from templates_app.exports import ExportFormat
from tests.approvals.letters import submitted
from tests.cast import Acme


def test_the_second_writer_of_the_same_review_loses(acme: Acme) -> None:
    review = submitted(acme.eve)
    first, second = (
        domain.withdraw(review, by_name=name, now=clock.now()) for name in ("Eve", "Max")
    )
    write = Write(unrecorded="a test")
    store.replace(write, review, first)
    write.commit()
    write = Write(unrecorded="a test")
    store.replace(write, review, second)
    with pytest.raises(RacedError):
        write.commit()
    stored = store.get(acme.id, review.id)
    assert stored == replace(first, revision=2)


def test_a_review_is_added_once(acme: Acme) -> None:
    review = submitted(acme.eve)
    write = Write(unrecorded="a test")
    store.add(write, replace(review, note="Another"))
    with pytest.raises(RacedError):
        write.commit()
    assert store.get(acme.id, review.id) == review


def test_a_closed_review_moves_to_the_closed_list(acme: Acme) -> None:
    review = submitted(acme.eve)
    write = Write(unrecorded="a test")
    closed = domain.withdraw(review, by_name="Eve", now=clock.now())
    store.replace(write, review, closed)
    write.commit()
    assert list(store.in_state(acme.id, is_open=True)) == []
    [found] = store.in_state(acme.id, is_open=False)
    assert found.status == WorkflowStatus.CANCELLED
    assert list(store.in_state("org_other", is_open=False)) == []


def unsealed(organization_id: str, resource: str) -> None:
    """Write a history as it was before events had fingerprints of reviews."""
    previous = history.FIRST
    for event, _ in list(history.events(organization_id, resource)):
        change = {name: value for name, value in event.change.items() if name != "fingerprint"}
        older = replace(event, change=change, previous=previous)
        previous = older.digest()
        EventItem(f"{organization_id}#{resource}", event.seq).update(
            [
                EventItem.change.set(change),
                EventItem.previous.set(older.previous),
                EventItem.digest.set(previous),
            ]
        )
    HeadItem(organization_id, resource).update([HeadItem.digest.set(previous)])


def test_reviews_of_the_first_release_are_still_read(acme: Acme) -> None:
    """An approved one still proves it; an open one can be withdrawn and submitted again."""
    approved, waiting = submitted(acme.eve), submitted(acme.eve)
    actions.decide(approved.id, actor=acme.ann, kind=DecisionKind.APPROVE)
    for review in (approved, waiting):
        item = WorkflowItem.get(acme.id, review.id)
        [step] = item.steps
        old = {field: step[field] for field in ("id", "order", "status", "due_at")}
        told = ("id", "kind", "by", "by_name", "comment", "digest", "at")
        decisions = [{field: one[field] for field in told} for one in step["decisions"]]
        old |= {"name": "Approval", "roles": ["admin", "approver", "manager"], "quorum": "any"}
        old |= {"required": True, "decisions": decisions}
        gone = ("definition_name", "because", "calendar", "authors", "blocking")
        item.update(
            [
                WorkflowItem.steps.set([old]),
                *(getattr(WorkflowItem, field).remove() for field in gone),
            ]
        )
        unsealed(acme.id, review.id)
    assert actions.release(approved.template_id, actor=acme.eve, format=ExportFormat.HTML)
    with pytest.raises(NotAnApprover):
        actions.decide(waiting.id, actor=acme.ann, kind=DecisionKind.APPROVE)
    actions.withdraw(waiting.id, actor=acme.eve)
    again = actions.submit(waiting.template_id, actor=acme.eve)
    actions.decide(again.id, actor=acme.ann, kind=DecisionKind.APPROVE)
