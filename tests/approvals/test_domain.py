"""The rules of a review, on any course that one can take."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals import domain
from approvals.domain import (
    AlreadyDecided,
    AlreadyVoted,
    BlockingThreads,
    CommentNeeded,
    DecisionKind,
    DigestMismatch,
    Match,
    NoApprover,
    NoOverride,
    NotAnApprover,
    Override,
    OwnWork,
    People,
    Quorum,
    Seat,
    StepStatus,
    Verb,
    Workflow,
    WorkflowStatus,
)
from approvals.domain.states import drawing
from craftify.errors import CraftifyError, Invalid
from tests.approvals.reviews import (
    ADA,
    ALL,
    ANN,
    ANY,
    BOB,
    DIGEST,
    EVE,
    MAX,
    NOW,
    VIC,
    count,
    decision,
    definition,
    facts,
    policy,
    review,
    step,
)

TRIO = People(users=(ANN, BOB, MAX))
kinds = st.sampled_from(DecisionKind)
people = st.sampled_from([EVE, ANN, BOB, MAX, VIC])
comments = st.sampled_from(["", "  ", "Put the date into the subject.", "x" * 4001])
digests = st.sampled_from([DIGEST, DIGEST, DIGEST, "00" * 32])
attempts = st.tuples(people, kinds, comments, digests)
quorums = st.one_of(st.just(ANY), st.just(ALL), st.integers(1, 3).map(count))


@given(st.lists(quorums, min_size=1, max_size=4), st.lists(attempts, max_size=14))
def test_whatever_is_tried_the_rules_hold(
    steps: list[domain.Quorum], tried: list[tuple[str, DecisionKind, str, str]]
) -> None:
    plans = [step(f"S{n}", TRIO, quorum=quorum) for n, quorum in enumerate(steps)]
    now = review(*plans)
    for by, kind, comment, digest in tried:
        try:
            after = domain.decide(now, decision(by, kind, comment=comment, digest=digest))
        except CraftifyError:
            continue
        assert now.is_open
        assert by in {ANN, BOB, MAX}
        assert digest == DIGEST
        assert kind == DecisionKind.APPROVE or comment.strip()
        assert len(after.decisions) == len(now.decisions) + 1
        assert by not in {one.by for one in now.step.decisions}
        now = after
        _check(now)


def _check(now: Workflow) -> None:
    refusals = [one for one in now.decisions if one.kind != DecisionKind.APPROVE]
    agreed = [one for one in now.steps if _agreed(one)]
    assert (now.status == WorkflowStatus.APPROVED) == (len(agreed) == len(now.steps))
    assert now.is_proven == (now.status == WorkflowStatus.APPROVED)
    assert len(refusals) <= 1
    assert now.is_open == (not refusals and len(agreed) < len(now.steps))
    assert (now.completed_at is None) == now.is_open
    assert bool(now.closed_by_name) != now.is_open
    assert [one.status for one in now.steps].count(StepStatus.PENDING) == int(now.is_open)


def _agreed(one: domain.Step) -> bool:
    """The quorum, counted another way than the domain does."""
    said = {each.by for each in one.decisions if each.kind == DecisionKind.APPROVE}
    kind = one.plan.quorum.kind.value
    return len(said) >= {"any": 1, "all": 3, "count": one.plan.quorum.count}[kind]


@given(kinds)
def test_a_closed_review_takes_nothing_more(kind: DecisionKind) -> None:
    closed = domain.withdraw(review(step()), by_name="Eve Moreau", now=NOW)
    with pytest.raises(AlreadyDecided, match="Eve Moreau withdrew it") as refusal:
        domain.decide(closed, decision(kind=kind))
    assert refusal.value.details == {"status": "cancelled", "by": "Eve Moreau"}
    seat = Seat(MAX, "Max", "")
    override = Override(
        requested_by=ADA, requested_by_name="Ada", reason="!", digest=DIGEST, requested_at=NOW
    )
    acts: tuple[Callable[[], Workflow], ...] = (
        lambda: domain.withdraw(closed, by_name="Eve Moreau", now=NOW),
        lambda: domain.hand_over(closed, seat=ANN, to=seat, verb=Verb.DELEGATE, now=NOW),
        lambda: domain.escalate(closed, now=NOW),
        lambda: domain.remind(closed, now=NOW),
        lambda: domain.expire(closed, now=NOW),
        lambda: domain.request_override(closed, override=override),
        lambda: domain.confirm_override(closed, by=MAX, by_name="M", digest=DIGEST, now=NOW),
    )
    for act in acts:
        with pytest.raises(AlreadyDecided):
            act()


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        (DecisionKind.APPROVE, WorkflowStatus.APPROVED, "Ann approved it"),
        (DecisionKind.REJECT, WorkflowStatus.REJECTED, "Ann rejected it"),
        (DecisionKind.REQUEST_CHANGES, WorkflowStatus.CHANGES_REQUESTED, "Ann requested"),
    ],
)
def test_each_decision_has_its_outcome_and_the_second_is_told(
    kind: DecisionKind, status: WorkflowStatus, words: str
) -> None:
    after = domain.decide(review(step()), decision(kind=kind))
    assert (after.status, after.completed_at, after.closed_by_name) == (status, NOW, "Ann")
    with pytest.raises(AlreadyDecided, match=words):
        domain.decide(after, decision(BOB))


def test_the_next_step_opens_when_one_is_approved() -> None:
    after = domain.decide(review(step("A"), step("B")), decision())
    assert after.is_open
    assert after.current_step == 1
    assert [one.status for one in after.steps] == [StepStatus.APPROVED, StepStatus.PENDING]


def test_nobody_decides_about_their_own_work() -> None:
    everybody = People(users=(EVE, ANN, MAX))
    mine = review(step(people=everybody), facts=facts(EVE, editors=frozenset({EVE, MAX})))
    assert [seat.user_id for seat in mine.step.approvers] == [ANN]
    with pytest.raises(OwnWork, match="You submitted this version"):
        domain.decide(mine, decision(EVE))
    with pytest.raises(OwnWork, match="You edited this version"):
        domain.decide(mine, decision(MAX))
    with pytest.raises(OwnWork):
        domain.decide(mine, decision(MAX), stands_for=frozenset({ANN}))


def test_without_separation_of_duties_a_manager_may_approve_their_own() -> None:
    rules = policy(definition(step()), separation_of_duties=False)
    own = review(step(people=People(users=(MAX,))), facts=facts(MAX), policy=rules)
    assert domain.decide(own, decision(MAX)).status == WorkflowStatus.APPROVED


def test_only_who_holds_a_seat_decides_and_only_once() -> None:
    both = review(step(quorum=ALL))
    with pytest.raises(NotAnApprover, match="decided by Ann or Bob, not by you"):
        domain.decide(both, decision(VIC))
    once = domain.decide(both, decision(ANN))
    with pytest.raises(AlreadyVoted):
        domain.decide(once, decision(ANN))
    assert domain.decide(once, decision(BOB)).status == WorkflowStatus.APPROVED


def test_a_decision_about_something_else_is_refused() -> None:
    with pytest.raises(DigestMismatch, match="Reload the page"):
        domain.decide(review(step()), decision(digest="00" * 32))


@pytest.mark.parametrize("kind", [DecisionKind.REJECT, DecisionKind.REQUEST_CHANGES])
def test_a_refusal_needs_a_reason(kind: DecisionKind) -> None:
    with pytest.raises(CommentNeeded, match="what should change"):
        domain.decide(review(step()), decision(kind=kind, comment=" \n"))


def test_a_comment_has_a_limit() -> None:
    with pytest.raises(Invalid, match="4000"):
        domain.decide(review(step()), decision(comment="x" * 4001))
    after = domain.decide(review(step()), decision(comment="x" * 4000))
    assert after.status == WorkflowStatus.APPROVED


def test_a_blocking_thread_holds_the_approval_and_nothing_else() -> None:
    held = domain.with_blocking(review(step()), 1, now=NOW)
    with pytest.raises(BlockingThreads, match="1 blocking thread holds"):
        domain.decide(held, decision())
    changes = domain.decide(held, decision(kind=DecisionKind.REQUEST_CHANGES))
    assert changes.status == WorkflowStatus.CHANGES_REQUESTED
    freed = domain.with_blocking(held, -1, now=NOW)
    assert domain.decide(freed, decision()).status == WorkflowStatus.APPROVED


def test_a_step_that_the_rule_does_not_need_is_skipped() -> None:
    legal = step("Legal", needed_when=Match(categories=("Promotion",)))
    usual = review(legal, step("Brand"))
    assert [one.status for one in usual.steps] == [StepStatus.SKIPPED, StepStatus.PENDING]
    assert usual.steps[0].skipped_because
    done = domain.decide(usual, decision())
    assert done.status == WorkflowStatus.APPROVED
    assert done.is_proven
    sale = review(legal, step("Brand"), facts=facts(category="Promotion"))
    assert [one.status for one in sale.steps] == [StepStatus.PENDING, StepStatus.WAITING]


def test_a_review_does_not_begin_without_enough_approvers() -> None:
    with pytest.raises(NoApprover, match="nobody may decide"):
        review(step(people=People(users=(MAX,))), facts=facts(MAX))
    with pytest.raises(NoApprover, match=r"only Ann, Bob may decide.*3 approvals"):
        review(step(quorum=count(3)))


def test_who_is_no_member_any_more_or_may_not_decide_gets_no_seat() -> None:
    mine = review(step(people=People(users=(ANN, VIC, "usr_gone"), teams=("team_gone",))))
    assert [seat.user_id for seat in mine.step.approvers] == [ANN]


def test_a_delegate_decides_in_the_seat_and_counts_once() -> None:
    both = review(step(people=People(users=(ANN, BOB)), quorum=ALL))
    for_ann = domain.decide(both, decision(MAX), stands_for=frozenset({ANN}))
    assert for_ann.decisions[0].seats == (ANN,)
    assert for_ann.is_open
    with pytest.raises(NotAnApprover):
        domain.decide(for_ann, decision(ANN))
    two = review(step(people=People(users=(ANN, BOB)), quorum=count(2)))
    alone = domain.decide(two, decision(BOB), stands_for=frozenset({ANN}))
    assert alone.is_open, "one person is not two of two"


def test_one_vote_uses_up_no_seat_that_others_are_needed_in() -> None:
    asked = review(step(people=People(users=(ANN, BOB)), quorum=count(2)))
    first = domain.decide(asked, decision(BOB), stands_for=frozenset({ANN}))
    assert [seat.user_id for seat in first.step.asked] == [ANN]
    assert domain.decide(first, decision(ANN)).status == WorkflowStatus.APPROVED


@pytest.mark.parametrize(
    ("quorum", "able", "short"),
    [
        (ANY, {BOB}, False),
        (ANY, {VIC}, True),
        (ALL, {ANN, BOB, MAX}, False),
        (ALL, {ANN, BOB}, True),
        (count(2), {ANN, MAX}, False),
        (count(2), {MAX}, True),
    ],
)
def test_it_shows_when_too_few_are_left_to_decide(
    quorum: Quorum, able: set[str], *, short: bool
) -> None:
    asked = review(step(people=TRIO, quorum=quorum))
    assert bool(domain.vacancy(asked, able)) == short
    if quorum == count(2):
        once = domain.decide(asked, decision(ANN))
        assert not domain.vacancy(once, {MAX}), "a vote that was given stays given"


def test_who_decided_for_somebody_gets_no_seat_in_which_they_could_not_decide() -> None:
    plan = step(people=People(users=(ANN, BOB)), quorum=ALL, escalate_to=People(users=(MAX,)))
    first = domain.decide(review(plan), decision(MAX), stands_for=frozenset({ANN}))
    assert [seat.user_id for seat in first.step.asked] == [BOB]
    with pytest.raises(Invalid, match="Max decided at “Check” already"):
        domain.hand_over(first, seat=BOB, to=Seat(MAX, "Max", ""), verb=Verb.REASSIGN, now=NOW)
    with pytest.raises(Invalid, match="nobody left"):
        domain.escalate(first, now=NOW)


def test_a_seat_is_handed_over_to_somebody_who_may_have_it() -> None:
    mine = review(step(people=People(users=(ANN, BOB))))
    to = Seat(MAX, "Max", "for Ann")
    after = domain.hand_over(mine, seat=ANN, to=to, verb=Verb.DELEGATE, now=NOW)
    assert {seat.user_id for seat in after.step.approvers} == {MAX, BOB}
    with pytest.raises(NotAnApprover):
        domain.decide(after, decision(ANN))
    with pytest.raises(NotAnApprover, match="Nobody is waited for"):
        domain.hand_over(mine, seat=VIC, to=to, verb=Verb.REASSIGN, now=NOW)
    author = Seat(EVE, "Eve", "")
    with pytest.raises(OwnWork):
        domain.hand_over(mine, seat=ANN, to=author, verb=Verb.REASSIGN, now=NOW)
    with pytest.raises(Invalid, match="already"):
        domain.hand_over(mine, seat=ANN, to=Seat(BOB, "Bob", ""), verb=Verb.REASSIGN, now=NOW)


def test_dates_remind_escalate_and_expire_and_never_approve() -> None:
    plan = step(
        people=People(users=(ANN, BOB)),
        quorum=ALL,
        due_days=2,
        reminders=(1, -1),
        escalate_after=2,
        escalate_to=People(users=(MAX,)),
        expire_after=5,
    )
    mine = review(plan)
    assert mine.step.due_at == NOW + timedelta(days=2)
    assert mine.next_due == NOW + timedelta(days=1)
    reminded = domain.remind(mine, now=NOW + timedelta(days=1))
    assert reminded.next_due == NOW + timedelta(days=3)
    later = domain.remind(reminded, now=NOW + timedelta(days=3))
    assert later.next_due == later.step.escalate_at == NOW + timedelta(days=4)
    escalated = domain.escalate(later, now=NOW + timedelta(days=4))
    assert {seat.user_id for seat in escalated.step.approvers} == {ANN, BOB, MAX}
    assert domain.decide(escalated, decision(MAX)).is_proven, "a stand-in speaks for the silent"
    assert domain.decide(escalated, decision(ANN)).is_open, "Bob is still missing"
    with pytest.raises(Invalid, match="nobody left"):
        domain.escalate(escalated, now=NOW)
    # Two working days over the weekend, then five more.
    assert escalated.next_due == mine.calendar.add(NOW + timedelta(days=2), 5)
    expired = domain.expire(escalated, now=NOW)
    assert (expired.status, expired.next_due) == (WorkflowStatus.EXPIRED, None)
    assert not expired.is_proven


def override(by: str = ADA, reason: str = "The site is down.", digest: str = DIGEST) -> Override:
    return Override(
        requested_by=by, requested_by_name="Ada", reason=reason, digest=digest, requested_at=NOW
    )


def test_an_emergency_release_takes_a_reason_and_a_second_person() -> None:
    asked = domain.request_override(
        domain.with_blocking(review(step()), 1, now=NOW), override=override()
    )
    assert asked.is_open
    for who in (ADA, EVE):
        with pytest.raises(OwnWork, match="second person"):
            domain.confirm_override(asked, by=who, by_name="", digest=DIGEST, now=NOW)
    with pytest.raises(DigestMismatch):
        domain.confirm_override(asked, by=MAX, by_name="Max", digest="00" * 32, now=NOW)
    late = NOW + timedelta(hours=4, seconds=1)
    with pytest.raises(NoOverride):
        domain.confirm_override(asked, by=MAX, by_name="Max", digest=DIGEST, now=late)
    done = domain.confirm_override(asked, by=MAX, by_name="Max", digest=DIGEST, now=NOW)
    assert (done.status, done.is_proven) == (WorkflowStatus.APPROVED, True)
    assert done.steps[0].status == StepStatus.CANCELLED
    with pytest.raises(NoOverride):
        domain.confirm_override(review(step()), by=MAX, by_name="Max", digest=DIGEST, now=NOW)
    with pytest.raises(CommentNeeded):
        domain.request_override(review(step()), override=override(reason=" "))
    with pytest.raises(DigestMismatch):
        domain.request_override(review(step()), override=override(digest="00" * 32))


def test_an_emergency_that_nobody_confirmed_does_not_spoil_the_approval() -> None:
    asked = domain.request_override(review(step()), override=override())
    assert domain.decide(asked, decision()).is_proven


@pytest.mark.parametrize(
    "forged",
    [
        lambda one: replace(one, status=WorkflowStatus.APPROVED),
        lambda one: replace(one, status=WorkflowStatus.APPROVED, steps=()),
        lambda one: replace(
            one,
            status=WorkflowStatus.APPROVED,
            steps=tuple(replace(step, status=StepStatus.APPROVED) for step in one.steps),
        ),
        lambda one: replace(
            one, status=WorkflowStatus.APPROVED, override=replace(override(), confirmed_by=ADA)
        ),
        lambda one: replace(
            one,
            status=WorkflowStatus.APPROVED,
            override=replace(override(digest="00" * 32), confirmed_by=MAX),
        ),
        lambda one: replace(domain.decide(one, decision()), digest="00" * 32),
        lambda one: replace(domain.decide(one, decision()), authors=(ANN, EVE)),
    ],
)
def test_an_approval_that_nobody_gave_is_not_proven(forged: object) -> None:
    assert domain.decide(review(step()), decision()).is_proven
    assert not forged(review(step())).is_proven  # type: ignore[operator]  # a lambda


def test_unchanged_content_keeps_its_approvals_but_never_the_last_one() -> None:
    plans = (step("Legal", quorum=ALL), step("Brand"))
    first = review(*plans)
    for who in (ANN, BOB):
        first = domain.decide(first, decision(who))
    back = domain.withdraw(first, by_name="Eve", now=NOW)
    planned = review(*plans, id="apr_2")
    again = domain.carry_over(planned, back, NOW)
    assert again.current_step == 1
    assert {one.carried_from for one in again.decisions} == {"apr_1"}
    changed = domain.carry_over(replace(planned, digest="00" * 32), back, NOW)
    assert (changed.current_step, changed.decisions) == (0, ())
    alone = domain.carry_over(review(step("Legal", quorum=ALL)), back, NOW)
    assert alone.is_open
    assert not alone.decisions


def test_who_is_no_approver_any_more_carries_nothing_over() -> None:
    first = domain.decide(review(step("Legal"), step("Brand")), decision(BOB))
    only_ann = review(step("Legal", People(users=(ANN,))), step("Brand"))
    again = domain.carry_over(only_ann, first, NOW)
    assert (again.current_step, again.decisions) == (0, ())


def test_every_way_between_states_is_in_the_table_and_drawn_in_the_docs() -> None:
    page = (Path(__file__).parents[2] / "docs" / "approvals.md").read_text()
    assert drawing() in page
    drawn = set(re.findall(r"^ {4}(\w+) --> (\w+): (.+)$", drawing(), re.MULTILINE))
    assert ("pending", "approved", "confirm the emergency release") in drawn
    assert not {source for source, target, _ in drawn if source != target} - {"draft", "pending"}
