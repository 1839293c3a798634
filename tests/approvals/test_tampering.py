"""A review that was changed in the store is never approved, and whoever must know is told once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from accounts.domain import Role
from accounts.models import MembershipItem
from approvals import access, actions, queries
from approvals.comments import actions as comments
from approvals.domain import (
    DecisionKind,
    Definition,
    People,
    Quorum,
    QuorumKind,
    StepDefinition,
    Tampered,
    Workflow,
    WorkflowStatus,
)
from approvals.models import BlockingItem, ThreadItem, WorkflowItem
from craftify import history
from craftify.dynamo.transact import RacedError
from craftify.errors import CraftifyError
from craftify.history import EventItem
from craftify.outbox.models import OutboxItem
from templates_app.exports import ExportFormat
from tests.approvals.letters import submitted
from tests.cast import Acme

APPROVE = DecisionKind.APPROVE


def begun(acme: Acme, **changes: object) -> Workflow:
    """A review that takes Ann, Bob and Max, of whom Ann has approved, and then another."""
    three = People(users=(acme.ann.id, acme.bob.id, acme.max.id))
    steps = (
        StepDefinition(name="Legal", approvers=three, quorum=Quorum(QuorumKind.ALL)),
        StepDefinition(name="Last", approvers=People(users=(acme.max.id, acme.ada.id))),
    )
    now = queries.policy(acme.max)
    rules = Definition(id="def_1", name="Usual", steps=steps)
    new = replace(now, definitions=(rules,), **changes)  # type: ignore[arg-type]  # by name
    actions.save_policy(new, actor=acme.max, revision=now.revision)
    review = submitted(acme.eve)
    return actions.decide(review.id, actor=acme.ann, kind=APPROVE, comment="Fine.")


def steps(review: Workflow, change: Callable[[list[dict[str, Any]]], object]) -> None:
    item = WorkflowItem.get(review.organization_id, review.id)
    change(item.steps)
    WorkflowItem(review.organization_id, review.id).update([WorkflowItem.steps.set(item.steps)])


def put(review: Workflow, **values: object) -> None:
    actions_ = [getattr(WorkflowItem, name).set(value) for name, value in values.items()]
    WorkflowItem(review.organization_id, review.id).update(actions_)


def forged(review: Workflow) -> None:
    """Bob's approval, which he never gave."""

    def forge(found: list[dict[str, Any]]) -> None:
        [said] = found[0]["decisions"]
        bob = next(one for one in review.steps[0].approvers if one.user_id != said["by"])
        found[0]["decisions"] = [said, {**said, "by": bob.user_id, "seats": [bob.user_id]}]
        found[0]["status"], found[1]["status"] = "approved", "pending"

    steps(review, forge)
    put(review, current_step=1)


TAMPERINGS: dict[str, Callable[[Workflow], None]] = {
    "a forged decision": forged,
    "a seat less": lambda one: steps(one, lambda found: found[0]["approvers"].pop()),
    "a lower quorum": lambda one: steps(
        one,
        lambda found: found[0]["plan"].update(quorum={"kind": "any"}),
    ),
    "a step less": lambda one: steps(one, lambda found: found.pop()),
    "no authors": lambda one: put(one, authors=[]),
    "another author": lambda one: put(one, created_by="usr_nobody"),
    "an older revision": lambda one: put(one, revision=1),
    "its history": lambda one: EventItem(f"{one.organization_id}#{one.id}", 1).update(
        [EventItem.actor_id.set("usr_somebody")]
    ),
}


def approve(review: Workflow, acme: Acme) -> list[str]:
    """What is told to each of those who try to approve it."""
    told = []
    for who in (acme.bob, acme.max, acme.ada, acme.ann):
        try:
            actions.decide(review.id, actor=who, kind=APPROVE)
        except CraftifyError as refusal:
            told.append(type(refusal).__name__)
    return told


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_review_that_was_changed_in_the_store_is_not_approved(acme: Acme, what: str) -> None:
    review = begun(acme)
    TAMPERINGS[what](review)
    assert "Tampered" in approve(review, acme)
    after = queries.workflow(acme.ada, review.id)
    assert after.status == WorkflowStatus.PENDING
    with pytest.raises(CraftifyError):
        actions.release(review.template_id, actor=acme.eve, format=ExportFormat.HTML, number=1)


@pytest.mark.parametrize("what", TAMPERINGS)
def test_nothing_that_happens_afterwards_makes_it_good(acme: Acme, what: str) -> None:
    review = begun(acme)
    TAMPERINGS[what](review)
    for act in (
        lambda: comments.start(review.id, actor=acme.eve, words="Wait.", blocking=False),
        lambda: actions.reassign(review.id, actor=acme.max, seat=acme.bob.id, to=acme.ada.id),
        lambda: actions.reassign(review.id, actor=acme.max, seat=acme.max.id, to=acme.ada.id),
    ):
        try:
            act()
        except CraftifyError:
            continue
    assert "Tampered" in approve(review, acme)
    assert queries.workflow(acme.ada, review.id).status == WorkflowStatus.PENDING


def test_a_thread_that_holds_the_approval_cannot_be_taken_away_in_the_store(acme: Acme) -> None:
    review = begun(acme)
    thread = comments.start(review.id, actor=acme.eve, words="Wait.", blocking=True)
    home = f"{acme.id}#{review.template_id}"
    ThreadItem(home, thread.id).update([ThreadItem.blocking.set(False)])
    BlockingItem(home).update([BlockingItem.threads.set(0)])
    assert approve(review, acme)[0] == "BlockingThreads"
    put(review, blocking=0)
    assert approve(review, acme)[0] == "Tampered"


def test_an_emergency_release_that_nobody_asked_for_is_not_confirmed(acme: Acme) -> None:
    key = (acme.id, acme.bob.id)
    MembershipItem(*key).update([MembershipItem.role.set(Role.ADMIN)])
    review = begun(acme)
    put(
        review,
        override={
            "requested_by": acme.bob.id,
            "requested_by_name": "Bob Okafor",
            "reason": "It burns.",
            "digest": review.digest,
            "requested_at": review.updated_at.isoformat(),
        },
    )
    with pytest.raises(Tampered):
        actions.confirm_override(review.id, actor=acme.ada, digest=review.digest)


def test_forged_approvals_are_not_carried_over(acme: Acme) -> None:
    review = begun(acme, carry_over=True)
    forged(review)
    actions.withdraw(review.id, actor=acme.eve)
    again = actions.submit(review.template_id, actor=acme.eve)
    assert (again.current_step, again.decisions) == (0, ())


def test_it_can_be_withdrawn_and_submitted_anew(acme: Acme) -> None:
    review = begun(acme)
    forged(review)
    actions.withdraw(review.id, actor=acme.eve)
    again = actions.submit(review.template_id, actor=acme.eve)
    for who in (acme.ann, acme.bob, acme.max, acme.ada):
        again = actions.decide(again.id, actor=who, kind=APPROVE)
    assert again.status == WorkflowStatus.APPROVED
    assert actions.release(again.template_id, actor=acme.eve, format=ExportFormat.HTML)


def test_each_attempt_is_recorded_and_each_finding_told_once(acme: Acme) -> None:
    review = begun(acme)
    put(review, authors=[])
    for _ in range(3):
        with pytest.raises(Tampered):
            actions.decide(review.id, actor=acme.bob, kind=APPROVE)
    put(review, subject="Another")
    with pytest.raises(Tampered):
        actions.decide(review.id, actor=acme.bob, kind=APPROVE)
    verbs = [event.verb for event, _ in history.events(acme.id, review.id)]
    assert verbs.count("approval.tampering_found") == 4
    lane = f"{acme.id}#event#{review.id}"
    assert [item.type for item in OutboxItem.query(lane)].count("tamperDetected") == 2


def test_a_review_from_before_there_were_fingerprints_is_taken_as_it_is(acme: Acme) -> None:
    review = submitted(acme.eve)
    chain = f"{acme.id}#{review.id}"
    [(event, _)] = history.events(acme.id, review.id)
    change = {name: value for name, value in event.change.items() if name != "fingerprint"}
    older = replace(event, change=change)
    EventItem(chain, 1).update([EventItem.change.set(change), EventItem.digest.set(older.digest())])
    history.HeadItem(acme.id, review.id).update([history.HeadItem.digest.set(older.digest())])
    stored = queries.workflow(acme.ada, review.id)
    assert access.is_recorded(stored)
    assert actions.decide(review.id, actor=acme.ann, kind=APPROVE).status == "approved"


def test_somebody_who_was_faster_is_no_tampering(acme: Acme) -> None:
    old = begun(acme)
    actions.reassign(old.id, actor=acme.max, seat=acme.bob.id, to=acme.ada.id)
    with pytest.raises(RacedError):
        access.is_recorded(old)
