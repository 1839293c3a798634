"""A whole organization against a simple model: whatever people do, and wherever it crashes.

Every action is tried as it is, or with a crash before or after any one of its calls to the store.
After each, everything in the store is as the model says: all of the action, or nothing.
"""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pynamodb.connection import Connection

from accounts import access
from accounts.domain import Member, Role, UserStatus
from accounts.models import MembershipItem, UserItem
from approvals import actions, queries
from approvals.actions import due
from approvals.actions.writing import record, sealed
from approvals.comments import actions as comments
from approvals.comments import store as threads
from approvals.comments.domain import Thread
from approvals.domain import (
    DecisionKind,
    Definition,
    People,
    Quorum,
    QuorumKind,
    StepDefinition,
    Workflow,
)
from approvals.store import workflows
from craftify import clock, history
from craftify.dynamo.transact import Write
from craftify.errors import CraftifyError
from craftify.outbox.models import OutboxItem
from templates_app import queries as templates
from templates_app.exports import ExportFormat
from tests.approvals.letters import draft, edited
from tests.approvals.model import ADMINS, DECIDERS, MANAGERS, PEOPLE, WRITERS, Review, Template
from tests.cast import acme

RUNS = 500
people = st.sampled_from(PEOPLE)
which = st.integers(0, 1)
crashes = st.one_of(st.none(), st.tuples(st.integers(0, 20), st.booleans()))
deciders = st.sampled_from(["ann", "bob", "max"])
admins = st.sampled_from(sorted(ADMINS))
authors = st.sampled_from(["", "eve", "max", "ada"])
quorums = st.sampled_from([0, 1, 2, 2])  # 0: all of them


class Crash(BaseException):
    """The process is gone: nothing may catch this."""


@contextmanager
def crashing(where: tuple[int, bool] | None) -> Iterator[None]:
    """Die before (or, when true, after) that call to the store, counted from 0."""
    if where is None:
        yield
        return
    number, after = where
    calls = itertools.count()
    dispatch = Connection.dispatch

    def dying(self: Connection, *args: Any, **kwargs: Any) -> Any:
        now = next(calls) == number
        if now and not after:
            raise Crash
        answer = dispatch(self, *args, **kwargs)
        if now:
            raise Crash
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "dispatch", dying)
        yield


class Organization(RuleBasedStateMachine):
    """Two templates, six people, two steps."""

    @initialize(
        first=quorums,
        second=quorums,
        away=st.lists(st.tuples(deciders, deciders), max_size=2),
        authors=st.tuples(authors, authors),
    )
    def begin(
        self, first: int, second: int, away: list[tuple[str, str]], authors: tuple[str, str]
    ) -> None:
        cast = acme()
        self.cast: dict[str, Member] = {name: getattr(cast, name) for name in PEOPLE}
        key = (cast.id, cast.vic.id)
        MembershipItem(*key).update([MembershipItem.role.set(Role.ADMIN)])
        self.cast["vic"] = replace(cast.vic, role=Role.ADMIN)
        self.needs = [first, second]
        self.seats = [["ann", "bob", "max"], ["ada", "ann", "bob"]]
        steps = tuple(
            StepDefinition(
                name=f"Step {number}",
                approvers=People(users=tuple(self.cast[name].id for name in seats)),
                quorum=Quorum(QuorumKind.COUNT, need) if need else Quorum(QuorumKind.ALL),
            )
            for number, (need, seats) in enumerate(zip(self.needs, self.seats, strict=True))
        )
        policy = queries.policy(cast.ada)
        rules = Definition(id="def_1", name="Usual", steps=steps)
        actions.save_policy(replace(policy, definitions=(rules,)), actor=cast.ada, revision=0)
        made = [draft(cast.eve, name=name) for name in ("A", "B")]
        self.ids = [one.id for one in made]
        self.model = [Template(editors={"eve"}) for _ in made]
        self.delegations: dict[str, set[str]] = {name: set() for name in PEOPLE}
        self.gone: set[str] = set()
        self.crashed = False
        for giver, taker in away:
            self.go_on_holiday(giver, taker)
        for number, author in enumerate(authors):
            if author:
                self.edit(number, author, None)
                self.submit(number, author, None)

    def tried(
        self,
        crash: tuple[int, bool] | None,
        who: str,
        act: Callable[[Member], Any],
        *,
        allowed: bool,
    ) -> bool:
        """Whether it happened: it must if it may, must not if not, and a crash is either."""
        before, organization_id = self.written(), self.cast["ada"].organization_id
        allowed = allowed and who not in self.gone
        try:
            actor = access.member(organization_id, self.cast[who].id)
            with crashing(crash):
                act(actor)
        except CraftifyError:
            assert not allowed
            assert self.written() == before, "a refusal changes nothing"
            return False
        except Crash:
            self.crashed = True
            happened = self.written() != before
            assert allowed or not happened
            return happened
        assert allowed
        return True

    def written(self) -> tuple[int, ...]:
        """How often each template and each review was written."""
        actor = self.cast["ada"]
        locks = [templates.template(actor, one).lock for one in self.ids]
        return (*locks, *(one.revision for one in workflows.every(actor.organization_id)))

    def workflow(self, number: int) -> Workflow:
        """The latest review of a template."""
        return queries.workflows_of_template(self.cast["ada"], self.ids[number])[0]

    @rule(number=which, who=people, crash=crashes)
    def edit(self, number: int, who: str, crash: tuple[int, bool] | None) -> None:
        model = self.model[number]
        text = model.text + 1
        allowed = who in WRITERS and model.status != "in_review"
        if self.tried(
            crash,
            who,
            lambda actor: edited(self.ids[number], actor, subject=f"Text {text}"),
            allowed=allowed,
        ):
            model.text, model.status = text, "draft"
            model.editors.add(who)

    @precondition(lambda self: any(one.status == "approved" for one in self.model))
    @rule(number=which, who=st.sampled_from(sorted(WRITERS)))
    def save_without_a_change(self, number: int, who: str) -> None:
        now = templates.template(self.cast[who], self.ids[number])
        assert edited(self.ids[number], self.cast[who], subject=now.subject) == now

    @rule(number=which, who=people, crash=crashes)
    def submit(self, number: int, who: str, crash: tuple[int, bool] | None) -> None:
        model = self.model[number]
        barred = model.editors | {who}
        nobody = barred | self.gone
        seats = [[one for one in step if one not in nobody] for step in self.seats]
        enough = all(len(one) >= max(need, 1) for one, need in zip(seats, self.needs, strict=True))
        allowed = who in WRITERS and model.status in {"draft", "changes_requested"} and enough
        if self.tried(
            crash,
            who,
            lambda actor: actions.submit(self.ids[number], actor=actor),
            allowed=allowed,
        ):
            model.versions += 1
            model.status, model.submitted_text = "in_review", model.text
            review = Review(who, barred, seats, self.needs, model.versions)
            model.reviews.append(review)

    @rule(number=which, editor=st.sampled_from(["max", "ada"]), author=people)
    def submit_what_another_wrote(self, number: int, editor: str, author: str) -> None:
        """Whoever wrote it has no seat, whoever submits it."""
        self.edit(number, editor, None)
        self.submit(number, author, None)

    @precondition(lambda self: any(one.reviews for one in self.model))
    @rule(
        number=which,
        who=people,
        kind=st.sampled_from([*DecisionKind, DecisionKind.APPROVE, DecisionKind.APPROVE]),
        stale=st.sampled_from([False, False, False, True]),
        crash=crashes,
    )
    def decide(
        self, number: int, who: str, kind: DecisionKind, stale: bool, crash: tuple[int, bool] | None
    ) -> None:
        model = self.model[number]
        if not model.reviews:
            return
        workflow, review = self.workflow(number), model.review
        mine = review.open_seats(who, self.delegations, self.gone) if review else set()
        held = bool(model.holds) and kind == DecisionKind.APPROVE
        allowed = who in DECIDERS and bool(mine) and not stale and not held
        digest = "00" * 32 if stale else workflow.digest

        def act(actor: Member) -> None:
            actions.decide(workflow.id, actor=actor, kind=kind, comment="Why.", digest=digest)

        if self.tried(crash, who, act, allowed=allowed) and review:
            review.events += 1
            if kind == DecisionKind.APPROVE:
                review.approve(who, mine)
            else:
                rejects = kind == DecisionKind.REJECT
                review.status = "rejected" if rejects else "changes_requested"
            if review.status != "pending":
                model.close(review.status)

    @precondition(lambda self: any(one.review for one in self.model))
    @rule(number=which, who=deciders)
    def approve(self, number: int, who: str) -> None:
        self.decide(number, who, DecisionKind.APPROVE, stale=False, crash=None)

    @precondition(lambda self: any(one.review for one in self.model))
    @rule(number=which, giver=deciders)
    def author_stands_in(self, number: int, giver: str) -> None:
        """Whoever wrote it decides for somebody who is away, if that were possible."""
        if review := self.model[number].review:
            who = next((one for one in sorted(review.barred) if one in DECIDERS), "max")
            self.go_on_holiday(giver, who)
            self.decide(number, who, DecisionKind.APPROVE, stale=False, crash=None)

    @precondition(lambda self: any(one.review for one in self.model))
    @rule(number=which, who=deciders, giver=deciders)
    def vote_twice(self, number: int, who: str, giver: str) -> None:
        """For oneself, and then for somebody who is away."""
        self.approve(number, who)
        self.go_on_holiday(giver, who)
        self.approve(number, who)

    @precondition(lambda self: any(one.review for one in self.model))
    @rule(number=which, who=deciders, giver=deciders)
    def stand_in_for_who_is_gone(self, number: int, who: str, giver: str) -> None:
        """Whoever is suspended after they named a delegate has nobody who decides for them."""
        self.go_on_holiday(giver, who)
        if giver not in self.gone and giver != who:
            self.leave_or_return(giver)
        self.approve(number, who)

    @precondition(lambda self: any(one.review for one in self.model))
    @rule(number=which, seat=deciders, to=st.sampled_from(["ada", "max", "vic", "bob"]))
    def reassign(self, number: int, seat: str, to: str) -> None:
        self.hand_over(number, "vic", seat, to, own=False, crash=None)

    @precondition(lambda self: any(one.review for one in self.model))
    @rule(number=which, who=people, crash=crashes)
    def withdraw(self, number: int, who: str, crash: tuple[int, bool] | None) -> None:
        model = self.model[number]
        if not (review := model.review):
            return
        allowed = who == review.author or who in MANAGERS
        workflow = self.workflow(number)
        if self.tried(
            crash, who, lambda actor: actions.withdraw(workflow.id, actor=actor), allowed=allowed
        ):
            review.events += 1
            model.close("cancelled")

    @precondition(lambda self: any(one.review for one in self.model))
    @rule(number=which, who=people, seat=people, to=people, own=st.booleans(), crash=crashes)
    def hand_over(
        self, number: int, who: str, seat: str, to: str, own: bool, crash: tuple[int, bool] | None
    ) -> None:
        model = self.model[number]
        if not (review := model.review):
            return
        seat = who if own else seat
        seats = review.seats[review.step]
        allowed = (
            (own or who in MANAGERS)
            and seat in review.asked
            and to in DECIDERS - self.gone - review.barred - set(seats) - set(review.votes)
        )
        workflow = self.workflow(number)

        def act(actor: Member) -> None:
            if own:
                actions.delegate(workflow.id, actor=actor, to=self.cast[to].id)
            else:
                seat_id = self.cast[seat].id
                actions.reassign(workflow.id, actor=actor, seat=seat_id, to=self.cast[to].id)

        if self.tried(crash, who, act, allowed=allowed):
            review.events += 1
            review.seats[review.step] = [to if one == seat else one for one in seats]

    @precondition(lambda self: sum(map(len, self.delegations.values())) < 4)
    @rule(who=people, to=people)
    def go_on_holiday(self, who: str, to: str) -> None:
        allowed = who in DECIDERS and to in DECIDERS - self.gone and who != to
        now = clock.now()

        def act(actor: Member) -> None:
            ends_at = now + timedelta(days=3)
            actions.delegate_seats(actor=actor, to=self.cast[to].id, starts_at=now, ends_at=ends_at)

        if self.tried(None, who, act, allowed=allowed):
            self.delegations[who].add(to)

    @rule(who=deciders)
    def leave_or_return(self, who: str) -> None:
        """Suspended, or not any more: nobody's role or seat is given to somebody else by it."""
        self.gone ^= {who}
        status = UserStatus.SUSPENDED if who in self.gone else UserStatus.ACTIVE
        UserItem(self.cast[who].id).update([UserItem.status.set(status.value)])

    @precondition(lambda self: any(one.reviews for one in self.model))
    @rule(number=which, who=people, crash=crashes)
    def hold(self, number: int, who: str, crash: tuple[int, bool] | None) -> None:
        """Begin a thread that blocks the approval, in the latest review, open or not."""
        model = self.model[number]
        if not model.reviews or len(model.holds) > 1:
            return
        workflow, before = self.workflow(number), len(self.threads(number))
        who = who if who not in self.gone else "eve"

        def act(actor: Member) -> None:
            comments.start(workflow.id, actor=actor, words="Wait.", blocking=True)

        try:
            with crashing(crash):
                act(self.cast[who])
        except Crash:
            self.crashed = True
        if len(self.threads(number)) > before:
            model.holds.append(who)
            if review := model.review:
                review.events += 1

    @precondition(lambda self: any(one.holds for one in self.model))
    @rule(number=which, who=people, crash=crashes)
    def lift(self, number: int, who: str, crash: tuple[int, bool] | None) -> None:
        """Resolve a thread that blocks: who began it may, or a manager with no part in it."""
        model = self.model[number]
        if not model.holds or who in self.gone:
            return
        workflow = self.workflow(number)
        [thread, *_] = [one for one in self.threads(number) if one.holds]
        barred = model.reviews[-1].barred
        starter = next(name for name in PEOPLE if self.cast[name].id == thread.created_by)
        allowed = who == starter or (who in MANAGERS and who not in barred)
        try:
            with crashing(crash):
                comments.resolve(workflow.id, thread.id, actor=self.cast[who])
        except CraftifyError:
            assert not allowed
        except Crash:
            self.crashed = True
        else:
            assert allowed
        if sum(one.holds for one in self.threads(number)) < len(model.holds):
            model.holds.remove(starter)
            if review := model.review:
                review.events += 1

    def threads(self, number: int) -> tuple[Thread, ...]:
        """What was said about a template and blocks, or did."""
        found = threads.of_template(self.cast["ada"].organization_id, self.ids[number])
        return tuple(one for one in found if one.blocking)

    @precondition(lambda self: any(one.review for one in self.model))
    @rule(number=which, crash=crashes)
    def time_is_over(self, number: int, crash: tuple[int, bool] | None) -> None:
        model = self.model[number]
        if not (review := model.review):
            return
        now = self.workflow(number)
        if not now.step.expire_at:
            late = replace(now.step, expire_at=clock.now() - timedelta(seconds=1))
            steps = (*now.steps[: late.order], late, *now.steps[late.order + 1 :])
            write = Write()
            stored = workflows.replace(write, now, replace(now, steps=steps))
            actor = self.cast["ada"]
            record(write, stored, actor=actor, verb="test.late", **sealed(now, stored))
            write.commit()
            review.events += 1
        happens = lambda _: due.happen(now.organization_id, now.id)  # noqa: E731 (shorter)
        if self.tried(crash, "ada", happens, allowed=True):
            review.events += 1
            model.close("expired")

    @precondition(lambda self: any(one.review for one in self.model))
    @rule(number=which, who=people, confirms=st.booleans(), crash=crashes)
    def override(
        self, number: int, who: str, confirms: bool, crash: tuple[int, bool] | None
    ) -> None:
        model = self.model[number]
        if not (review := model.review):
            return
        workflow = self.workflow(number)
        allowed = who in ADMINS
        if confirms:
            asked = review.asked_override
            allowed = allowed and bool(asked) and who != asked and who not in review.barred

        def act(actor: Member) -> None:
            if confirms:
                actions.confirm_override(workflow.id, actor=actor, digest=workflow.digest)
            else:
                actions.request_override(
                    workflow.id, actor=actor, reason="It burns.", digest=workflow.digest
                )

        if self.tried(crash, who, act, allowed=allowed):
            review.events += 1
            if confirms:
                model.close("approved")
            else:
                review.asked_override = who

    @precondition(lambda self: any(one.review for one in self.model))
    @rule(number=which, asks=admins, confirms=admins)
    def emergency(self, number: int, asks: str, confirms: str) -> None:
        """Asked for and confirmed, perhaps by one and the same."""
        self.override(number, asks, confirms=False, crash=None)
        self.override(number, confirms, confirms=True, crash=None)

    @invariant()
    def the_store_is_as_the_model_says(self) -> None:
        if not hasattr(self, "model"):
            return
        for number, model in enumerate(self.model):
            template = templates.template(self.cast["ada"], self.ids[number])
            assert template.status == model.status
            assert set(template.editors) == {self.cast[name].id for name in model.editors}
            self.check_reviews(number, model)
            self.check_release(number, model)

    def check_reviews(self, number: int, model: Template) -> None:
        stored = queries.workflows_of_template(self.cast["ada"], self.ids[number])
        assert [one.status for one in reversed(stored)] == [one.status for one in model.reviews]
        for workflow, review in zip(reversed(stored), model.reviews, strict=True):
            key = (workflow.organization_id, workflow.id)
            assert history.verify(*key) is None
            assert len(list(history.events(*key))) == workflow.revision == review.events
            if review.status == "pending":
                assert workflow.blocking == len(model.holds)
                ids = {self.cast[name].id for name in review.asked}
                assert {seat.user_id for seat in workflow.step.asked} == ids

    def check_release(self, number: int, model: Template) -> None:
        """Whatever happened: what leaves was approved, and nothing else leaves."""
        try:
            file = actions.release(
                self.ids[number], actor=self.cast["eve"], format=ExportFormat.HTML
            )
        except CraftifyError:
            assert model.status != "approved"
        else:
            assert model.status == "approved"
            assert model.text == model.approved_text
            assert file.digest == self.workflow(number).digest

    def teardown(self) -> None:
        """Each write of a review was told of exactly once, in its transaction."""
        if not hasattr(self, "model"):
            return
        for number in range(len(self.ids)):
            for workflow in queries.workflows_of_template(self.cast["ada"], self.ids[number]):
                key = (workflow.organization_id, workflow.id)
                verbs = [event.verb for event, _ in history.events(*key)]
                lane = f"{workflow.organization_id}#event#{workflow.id}"
                said = {"commentAdded", "threadResolved"}
                told = [one for one in OutboxItem.query(lane) if one.type not in said]
                quiet = {"test.late", "approval.blocked", "approval.unblocked"}
                assert len(told) == sum(verb not in quiet for verb in verbs)


pytestmark = pytest.mark.timeout(1800)  # a minute and a half on an idle machine
Organization.TestCase.settings = settings(
    max_examples=RUNS,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestOrganization = Organization.TestCase
Crashing = tuple[int, bool]
VERBS: dict[str, Callable[[Organization, Crashing], None]] = {
    "edit": lambda one, crash: one.edit(1, "max", crash),
    "submit": lambda one, crash: one.submit(1, "eve", crash),
    "approve": lambda one, crash: one.decide(0, "ann", DecisionKind.APPROVE, False, crash),
    "reject": lambda one, crash: one.decide(0, "ann", DecisionKind.REJECT, False, crash),
    "withdraw": lambda one, crash: one.withdraw(0, "eve", crash),
    "delegate": lambda one, crash: one.hand_over(0, "ann", "ann", "vic", True, crash),
    "expire": lambda one, crash: one.time_is_over(0, crash),
    "emergency": lambda one, crash: one.override(0, "ada", False, crash),
    "comment": lambda one, crash: one.hold(0, "bob", crash),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_crash_at_any_call_to_the_store_leaves_all_or_nothing(verb: str) -> None:
    """Each call of each verb, one after the other: before it, and after it."""
    for number in itertools.count():
        for after in (False, True):
            one = Organization()
            one.begin(first=1, second=1, away=[], authors=("eve", ""))
            VERBS[verb](one, (number, after))
            one.the_store_is_as_the_model_says()
            one.teardown()
            if not one.crashed:
                assert number > 2, "that was no call at all"
                return
