"""The rules of a review, on any course that one can take."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain import PERMISSIONS, Permission, Role
from approvals import domain
from approvals.domain import (
    AlreadyDecided,
    CommentNeeded,
    Decision,
    DecisionKind,
    Definition,
    DigestMismatch,
    NotAnApprover,
    OwnWork,
    StepDefinition,
    StepStatus,
    Workflow,
    WorkflowStatus,
)
from craftify.errors import CraftifyError, Invalid

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
AUTHOR = "usr_author"
DIGEST = "9f" * 32
DECIDERS = frozenset({Role.APPROVER, Role.MANAGER, Role.ADMIN})

kinds = st.sampled_from(DecisionKind)
people = st.sampled_from([AUTHOR, "usr_a", "usr_b"])
comments = st.sampled_from(["", "  ", "Put the date into the subject.", "x" * 4001])
digests = st.sampled_from([DIGEST, "00" * 32])
attempts = st.tuples(kinds, people, st.sampled_from(Role), comments, digests)


def review(steps: int = 1) -> Workflow:
    definition = Definition("Test", tuple(StepDefinition(f"S{n}", DECIDERS) for n in range(steps)))
    return Workflow(
        id="apr_1",
        organization_id="org_1",
        template_id="tpl_1",
        template_name="Spring sale",
        subject="Hello",
        version=2,
        digest=DIGEST,
        status=WorkflowStatus.PENDING,
        steps=domain.begin(definition, tuple(f"stp_{n}" for n in range(steps))),
        created_by=AUTHOR,
        created_by_name="Eve Moreau",
        created_at=NOW,
        updated_at=NOW,
    )


def decision(
    kind: DecisionKind, by: str = "usr_a", comment: str = "Because.", digest: str = DIGEST
) -> Decision:
    return Decision("dec_1", kind, by, "Ann Boyd", comment, digest, NOW)


@given(st.integers(1, 4), st.lists(attempts, max_size=8))
def test_whatever_is_tried_the_rules_hold(
    steps: int, tried: list[tuple[DecisionKind, str, Role, str, str]]
) -> None:
    now = review(steps)
    for kind, by, role, comment, digest in tried:
        try:
            after = domain.decide(now, decision(kind, by, comment, digest), role)
        except CraftifyError:
            continue
        assert now.is_open
        assert by != AUTHOR
        assert role in DECIDERS
        assert digest == DIGEST
        assert kind == DecisionKind.APPROVE or comment.strip()
        assert len(after.decisions) == len(now.decisions) + 1
        assert after.digest == DIGEST
        now = after
    _check(now, steps)


def _check(now: Workflow, steps: int) -> None:
    approvals = [one for one in now.decisions if one.kind == DecisionKind.APPROVE]
    refusals = [one for one in now.decisions if one.kind != DecisionKind.APPROVE]
    assert (now.status == WorkflowStatus.APPROVED) == (len(approvals) == steps)
    assert len(refusals) <= 1
    assert now.is_open == (not refusals and len(approvals) < steps)
    assert (now.completed_at is None) == now.is_open
    assert bool(now.closed_by_name) != now.is_open
    assert [step.status for step in now.steps].count(StepStatus.PENDING) == int(now.is_open)


@given(st.integers(1, 3), kinds)
def test_a_closed_review_takes_nothing_more(steps: int, kind: DecisionKind) -> None:
    closed = domain.withdraw(review(steps), by_name="Eve Moreau", now=NOW)
    with pytest.raises(AlreadyDecided, match="Eve Moreau withdrew it") as refusal:
        domain.decide(closed, decision(kind), Role.ADMIN)
    assert refusal.value.details == {"status": "cancelled", "by": "Eve Moreau"}
    with pytest.raises(AlreadyDecided):
        domain.withdraw(closed, by_name="Eve Moreau", now=NOW)


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        (DecisionKind.APPROVE, WorkflowStatus.APPROVED, "Ann Boyd approved it"),
        (DecisionKind.REJECT, WorkflowStatus.REJECTED, "Ann Boyd rejected it"),
        (DecisionKind.REQUEST_CHANGES, WorkflowStatus.CHANGES_REQUESTED, "Ann Boyd requested"),
    ],
)
def test_each_decision_has_its_outcome_and_the_second_is_told(
    kind: DecisionKind, status: WorkflowStatus, words: str
) -> None:
    after = domain.decide(review(), decision(kind), Role.APPROVER)
    assert (after.status, after.completed_at, after.closed_by_name) == (status, NOW, "Ann Boyd")
    with pytest.raises(AlreadyDecided, match=words):
        domain.decide(after, decision(DecisionKind.APPROVE, "usr_b"), Role.APPROVER)


def test_the_next_step_opens_when_one_is_approved() -> None:
    after = domain.decide(review(2), decision(DecisionKind.APPROVE), Role.APPROVER)
    assert after.is_open
    assert after.current_step == 1
    assert [step.status for step in after.steps] == [StepStatus.APPROVED, StepStatus.PENDING]


def test_nobody_decides_about_their_own_work_whatever_their_role() -> None:
    for role in Role:
        with pytest.raises(OwnWork, match="somebody else approves it"):
            domain.decide(review(), decision(DecisionKind.APPROVE, AUTHOR), role)


def test_only_the_roles_of_the_step_decide() -> None:
    for role in set(Role) - DECIDERS:
        with pytest.raises(NotAnApprover, match=f"you are {role} here"):
            domain.decide(review(), decision(DecisionKind.APPROVE), role)


def test_a_decision_about_something_else_is_refused() -> None:
    with pytest.raises(DigestMismatch, match="Reload the page"):
        domain.decide(review(), decision(DecisionKind.APPROVE, digest="00" * 32), Role.APPROVER)


@pytest.mark.parametrize("kind", [DecisionKind.REJECT, DecisionKind.REQUEST_CHANGES])
def test_a_refusal_needs_a_reason(kind: DecisionKind) -> None:
    with pytest.raises(CommentNeeded, match="what should change"):
        domain.decide(review(), decision(kind, comment=" \n"), Role.APPROVER)


def test_a_comment_has_a_limit() -> None:
    long = decision(DecisionKind.APPROVE, comment="x" * 4001)
    with pytest.raises(Invalid, match="4000"):
        domain.decide(review(), long, Role.APPROVER)
    fits = replace(long, comment="x" * 4000)
    assert domain.decide(review(), fits, Role.APPROVER).status == WorkflowStatus.APPROVED


def test_the_default_asks_exactly_those_whose_role_may_decide() -> None:
    may = {role for role in Role if Permission.APPROVALS_DECIDE in PERMISSIONS[role]}
    assert [step.roles for step in domain.DEFAULT_DEFINITION.steps] == [may]
