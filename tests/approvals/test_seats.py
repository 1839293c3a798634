"""Delegation, reassignment, escalation, emergency releases and what dates do, in the store."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from accounts.domain import Member, Role
from accounts.models import MembershipItem, UserItem
from approvals import actions, queries
from approvals.actions import due
from approvals.domain import (
    AlreadyDecided,
    DecisionKind,
    Definition,
    Match,
    NoApprover,
    NoOverride,
    NotAnApprover,
    OwnWork,
    People,
    Policy,
    PolicyRefused,
    Quorum,
    QuorumKind,
    StalePolicy,
    StepDefinition,
    Workflow,
    WorkflowStatus,
)
from approvals.domain.delegation import Delegation
from approvals.models import WorkflowItem
from approvals.store import delegations, workflows
from craftify import clock, history, ids
from craftify.dynamo.transact import Write
from craftify.errors import CraftifyError, Forbidden, Invalid, NotFound
from craftify.outbox.models import OutboxItem
from templates_app.domain import Status
from templates_app.exports import ExportFormat
from templates_app.models import TemplateItem
from templates_app.queries import template as template_of
from tests.approvals.letters import draft, edited, submitted
from tests.cast import Acme, Globex

APPROVE = DecisionKind.APPROVE
ALL = Quorum(QuorumKind.ALL)
HTML = ExportFormat.HTML


def rules(acme: Acme, *steps: StepDefinition, **changes: object) -> Policy:
    """Put other rules in force."""
    now = queries.policy(acme.max)
    definition = Definition(id="def_1", name="Usual", steps=steps)
    new = replace(now, definitions=(definition,), **changes)  # type: ignore[arg-type]  # by name
    return actions.save_policy(new, actor=acme.max, revision=now.revision)


def step(name: str, *people: Member, **changes: object) -> StepDefinition:
    approvers = People(users=tuple(one.id for one in people))
    return StepDefinition(name=name, approvers=approvers, **changes)  # type: ignore[arg-type]


def verbs(review: Workflow) -> list[str]:
    return [event.verb for event, _ in history.events(review.organization_id, review.id)]


def told(review: Workflow) -> list[tuple[str, dict[str, object]]]:
    """What went into the outbox about a review, in order."""
    found = sorted(
        (item for item in OutboxItem.scan() if item.data.get("approvalId") == review.id),
        key=lambda item: item.id,
    )
    return [(item.type, item.data) for item in found]


def becomes(member: Member, role: Role) -> Member:
    """The member with another role, in the store as well."""
    key = (member.organization_id, member.id)
    MembershipItem(*key).update([MembershipItem.role.set(role)])
    return replace(member, role=role)


def asked(review: Workflow) -> set[str]:
    return {seat.user_id for seat in review.step.asked}


def test_a_review_takes_every_step_of_the_rules(acme: Acme) -> None:
    rules(acme, step("Legal", acme.ann, acme.bob, quorum=ALL), step("Brand", acme.ada, acme.max))
    review = submitted(acme.eve)
    assert told(review)[0][1]["asked"] == [acme.ann.id, acme.bob.id]
    actions.decide(review.id, actor=acme.ann, kind=APPROVE)
    assert queries.waiting_for(acme.ann) == ()
    assert [one.id for one in queries.waiting_for(acme.bob)] == [review.id]
    with pytest.raises(NotAnApprover):
        actions.decide(review.id, actor=acme.max, kind=APPROVE)
    second = actions.decide(review.id, actor=acme.bob, kind=APPROVE)
    assert second.is_open
    assert told(review)[-1][1]["asked"] == [acme.ada.id, acme.max.id]
    assert template_of(acme.eve, review.template_id).status == Status.IN_REVIEW
    done = actions.decide(review.id, actor=acme.ada, kind=APPROVE)
    assert done.status == WorkflowStatus.APPROVED
    assert template_of(acme.eve, review.template_id).status == Status.APPROVED
    assert verbs(review) == [
        "approval.submitted",
        "approval.voted",
        "approval.step_approved",
        "approval.approved",
    ]


def test_other_rules_do_not_touch_a_running_review(acme: Acme) -> None:
    rules(acme, step("Legal", acme.ann))
    review = submitted(acme.eve)
    rules(acme, step("Brand", acme.bob), step("Board", acme.ann))
    assert asked(queries.workflow(acme.eve, review.id)) == {acme.ann.id}
    done = actions.decide(review.id, actor=acme.ann, kind=APPROVE)
    assert done.status == WorkflowStatus.APPROVED


def test_rules_are_refused_whole_and_nothing_changes(acme: Acme) -> None:
    before = queries.policy(acme.eve)
    with pytest.raises(PolicyRefused, match="own work") as refusal:
        rules(acme, step("Only me", acme.max))
    assert refusal.value.details["problems"][0]["place"] == "definitions.0.steps.0.approvers"
    assert queries.policy(acme.eve) == before
    for actor in (acme.eve, acme.ann, acme.vic):
        with pytest.raises(Forbidden):
            actions.save_policy(before, actor=actor, revision=0)


def test_rules_that_the_store_could_not_hold_are_refused(acme: Acme) -> None:
    many = step("Legal", acme.ann, acme.bob, reviewers=People(users=(acme.vic.id,) * 200))
    rule = Definition(
        id="def_1", name="Usual", steps=tuple(replace(many, name=f"{n}") for n in range(10))
    )
    others = tuple(
        replace(rule, id=f"def_{n}x", name=f"{n}", match=Match(tags=(f"{n}",))) for n in range(20)
    )
    now = queries.policy(acme.max)
    with pytest.raises(PolicyRefused, match="over 150 KB"):
        actions.save_policy(replace(now, definitions=(*others, rule)), actor=acme.max, revision=0)


def test_the_second_writer_of_rules_is_told(acme: Acme, globex: Globex) -> None:
    saved = rules(acme, step("Legal", acme.ann))
    assert saved.revision == 1
    with pytest.raises(StalePolicy):
        actions.save_policy(replace(saved, carry_over=True), actor=acme.ada, revision=0)
    assert actions.save_policy(saved, actor=acme.ada, revision=1).revision == 1
    assert queries.policy(globex.zoe).revision == 0
    trail = [event for event, _ in history.events(acme.id, "approval-policy")]
    assert [event.verb for event in trail] == ["approval_policy.saved"]
    assert history.verify(acme.id, "approval-policy") is None


def test_who_edited_since_the_last_approval_may_not_decide(acme: Acme) -> None:
    template = draft(acme.eve)
    edited(template.id, acme.max, subject="By Max")
    review = actions.submit(template.id, actor=acme.eve)
    assert asked(review) == {acme.ada.id, acme.ann.id, acme.bob.id}
    with pytest.raises(OwnWork, match="You edited"):
        actions.decide(review.id, actor=acme.max, kind=APPROVE)
    actions.decide(review.id, actor=acme.ann, kind=APPROVE)
    edited(template.id, acme.eve, subject="By Eve")
    again = actions.submit(template.id, actor=acme.eve)
    assert acme.max.id in asked(again)


def test_without_anybody_to_decide_nothing_is_submitted(acme: Acme) -> None:
    rules(acme, step("Legal", acme.ann))
    becomes(acme.ann, Role.VIEWER)
    template = draft(acme.eve)
    with pytest.raises(NoApprover, match="nobody may decide"):
        actions.submit(template.id, actor=acme.eve)
    assert template_of(acme.eve, template.id).status == Status.DRAFT


def test_a_seat_is_delegated_once_and_for_a_while(acme: Acme) -> None:
    rules(acme, step("Legal", acme.ann, acme.bob, quorum=ALL))
    review = submitted(acme.eve)
    with pytest.raises(NotAnApprover):
        actions.delegate(review.id, actor=acme.ada, to=acme.max.id)
    becomes(acme.eve, Role.MANAGER)
    with pytest.raises(OwnWork):
        actions.delegate(review.id, actor=acme.ann, to=acme.eve.id)
    for nobody in (acme.vic.id, "usr_nobody", ""):
        with pytest.raises(Invalid):
            actions.delegate(review.id, actor=acme.ann, to=nobody)
    after = actions.delegate(review.id, actor=acme.ann, to=acme.max.id)
    assert asked(after) == {acme.max.id, acme.bob.id}
    assert told(review)[-1][0] == "approvalDelegated"
    now = clock.now()
    actions.delegate_seats(
        actor=acme.bob, to=acme.ada.id, starts_at=now, ends_at=now + timedelta(days=7)
    )
    assert [one.id for one in queries.waiting_for(acme.ada)] == [review.id]
    actions.decide(review.id, actor=acme.max, kind=APPROVE)
    done = actions.decide(review.id, actor=acme.ada, kind=APPROVE)
    assert done.decisions[-1].seats == (acme.bob.id,)
    assert done.status == WorkflowStatus.APPROVED


@pytest.mark.parametrize(("begins", "ends"), [(-2, -1), (1, 2)])
def test_a_delegation_counts_only_while_it_lasts(acme: Acme, begins: int, ends: int) -> None:
    rules(acme, step("Legal", acme.ann))
    review = submitted(acme.eve)
    now = clock.now()
    delegation(acme.ann, acme.bob, now + timedelta(days=begins), now + timedelta(days=ends))
    with pytest.raises(NotAnApprover):
        actions.decide(review.id, actor=acme.bob, kind=APPROVE)


def delegation(giver: Member, taker: Member, starts_at: datetime, ends_at: datetime) -> None:
    write = Write(unrecorded="a test")
    made = Delegation(
        id=ids.new_id("dlg"),
        organization_id=giver.organization_id,
        from_id=giver.id,
        to_id=taker.id,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=starts_at,
    )
    delegations.add(write, made)
    write.commit()


def test_a_delegation_of_somebody_who_may_not_decide_any_more_is_worth_nothing(acme: Acme) -> None:
    rules(acme, step("Legal", acme.ann))
    review = submitted(acme.eve)
    now = clock.now()
    delegation(acme.ann, acme.bob, now, now + timedelta(days=1))
    becomes(acme.ann, Role.VIEWER)
    with pytest.raises(NotAnApprover):
        actions.decide(review.id, actor=acme.bob, kind=APPROVE)


def test_who_may_delegate_and_end_it(acme: Acme, globex: Globex) -> None:
    now = clock.now()

    def delegate(
        actor: Member, to: Member, *, days: int = 1, whose: str | None = None
    ) -> Delegation:
        ends_at = now + timedelta(days=days)
        return actions.delegate_seats(
            actor=actor, to=to.id, starts_at=now, ends_at=ends_at, whose=whose
        )

    made = delegate(acme.ann, acme.bob)
    assert [one.id for one in queries.delegations_of(acme.bob)] == [made.id]
    assert queries.delegations_of(acme.ada) == (made,)
    assert queries.delegations_of(globex.zoe) == ()
    for to, days in ((acme.ann, 1), (acme.vic, 1), (acme.bob, 0), (acme.bob, 400)):
        with pytest.raises(Invalid):
            delegate(acme.ann, to, days=days)
    with pytest.raises(Invalid):
        delegate(acme.max, acme.bob, whose="x" * 3000)
    with pytest.raises(Forbidden):
        delegate(acme.vic, acme.bob)
    with pytest.raises(Forbidden):
        delegate(acme.bob, acme.bob, whose=acme.ann.id)
    with pytest.raises(Forbidden):
        actions.end_delegation(made.id, actor=acme.bob)
    with pytest.raises(NotFound):
        actions.end_delegation(made.id, actor=globex.zoe)
    actions.end_delegation(made.id, actor=acme.max)
    assert queries.delegations_of(acme.ann) == ()


def test_a_manager_reassigns_what_nobody_answers(acme: Acme, globex: Globex) -> None:
    rules(acme, step("Legal", acme.ann))
    review = submitted(acme.eve)
    assert queries.reviews_asking(acme.max, acme.ann.id)[0].id == review.id
    with pytest.raises(Forbidden):
        actions.reassign(review.id, actor=acme.ann, seat=acme.ann.id, to=acme.bob.id)
    with pytest.raises(NotFound):
        actions.reassign(review.id, actor=globex.zoe, seat=acme.ann.id, to=globex.zoe.id)
    after = actions.reassign(review.id, actor=acme.max, seat=acme.ann.id, to=acme.bob.id)
    assert asked(after) == {acme.bob.id}
    assert queries.reviews_asking(acme.max, acme.ann.id) == ()
    with pytest.raises(NotAnApprover):
        actions.reassign(review.id, actor=acme.max, seat=acme.ann.id, to=acme.ada.id)


def timed(acme: Acme) -> Workflow:
    escalation = People(users=(acme.ada.id,))
    rules(
        acme,
        step(
            "Legal",
            acme.ann,
            due_days=2,
            reminders=(1,),
            escalate_after=1,
            escalate_to=escalation,
            expire_after=3,
        ),
    )
    return submitted(acme.eve)


def passed(review: Workflow) -> None:
    """Move all dates of a review into the past, as time would."""
    now = workflows.get(review.organization_id, review.id)
    assert now
    span = timedelta(days=30)
    one = now.step
    moved = replace(
        one,
        remind_at=tuple(at - span for at in one.remind_at),
        escalate_at=one.escalate_at - span if one.escalate_at else None,
    )
    write = Write(unrecorded="a test")
    workflows.replace(write, now, replace(now, steps=(moved,)))
    write.commit()


def test_dates_remind_and_escalate_by_themselves(acme: Acme) -> None:
    review = timed(acme)
    due.run()
    assert verbs(review) == ["approval.submitted"], "nothing is due yet"
    passed(review)
    due.run()
    due.run()
    now = queries.workflow(acme.eve, review.id)
    assert asked(now) == {acme.ann.id, acme.ada.id}
    assert verbs(review) == ["approval.submitted", "approval.escalated", "approval.reminded"]
    events = [(kind, data.get("asked")) for kind, data in told(review)]
    assert events[1] == ("approvalEscalated", [acme.ada.id])
    assert events[2] == ("approvalReminded", [seat.user_id for seat in now.step.asked])


def test_an_expired_review_frees_its_template_and_approves_nothing(acme: Acme) -> None:
    review = timed(acme)
    now = workflows.get(acme.id, review.id)
    assert now
    write = Write(unrecorded="a test")
    late = replace(now.step, expire_at=clock.now() - timedelta(seconds=1))
    workflows.replace(write, now, replace(now, steps=(late,)))
    write.commit()
    due.run()
    after = queries.workflow(acme.eve, review.id)
    assert (after.status, after.closed_by_name) == (WorkflowStatus.EXPIRED, "Its due date")
    template = template_of(acme.eve, review.template_id)
    assert (template.status, template.approved_version) == (Status.DRAFT, 0)
    with pytest.raises(AlreadyDecided, match="let it expire"):
        actions.decide(review.id, actor=acme.ann, kind=APPROVE)
    assert (acme.id, review.id) not in workflows.due(clock.now() + timedelta(days=99))


def test_one_review_that_cannot_go_on_does_not_hold_up_the_others(acme: Acme) -> None:
    stuck, broken, fine = timed(acme), timed(acme), timed(acme)
    for review in (stuck, broken, fine):
        now = workflows.get(acme.id, review.id)
        assert now
        write = Write(unrecorded="a test")
        late = replace(now.step, expire_at=clock.now() - timedelta(seconds=1))
        workflows.replace(write, now, replace(now, steps=(late,)))
        write.commit()
    TemplateItem(acme.id, stuck.template_id).delete()
    WorkflowItem(acme.id, broken.id).update([WorkflowItem.steps.set([{"plan": "nonsense"}])])
    due.run()
    assert queries.workflow(acme.eve, fine.id).status == WorkflowStatus.EXPIRED
    for review in (stuck, broken):
        WorkflowItem(acme.id, review.id).delete()  # other tests look at what is due as well


def test_escalation_by_hand(acme: Acme) -> None:
    review = timed(acme)
    with pytest.raises(Forbidden):
        actions.escalate(review.id, actor=acme.bob)
    after = actions.escalate(review.id, actor=acme.eve)
    assert asked(after) == {acme.ann.id, acme.ada.id}
    with pytest.raises(Invalid, match="nobody left"):
        actions.escalate(review.id, actor=acme.max)


def test_an_emergency_release_by_two_administrators(acme: Acme) -> None:
    bob = becomes(acme.bob, Role.ADMIN)
    review = submitted(acme.eve)
    with pytest.raises(Forbidden):
        actions.request_override(
            review.id, actor=acme.max, reason="It burns.", digest=review.digest
        )
    actions.request_override(review.id, actor=acme.ada, reason="It burns.", digest=review.digest)
    with pytest.raises(Forbidden):
        actions.release(review.template_id, actor=acme.eve, format=HTML)
    with pytest.raises(OwnWork):
        actions.confirm_override(review.id, actor=acme.ada, digest=review.digest)
    done = actions.confirm_override(review.id, actor=bob, digest=review.digest)
    assert done.status == WorkflowStatus.APPROVED
    assert verbs(review)[1:] == ["approval.override_requested", "approval.override_confirmed"]
    assert [data["stage"] for kind, data in told(review) if kind == "approvalBreakGlass"] == [
        "requested",
        "confirmed",
    ]
    assert actions.release(review.template_id, actor=acme.eve, format=HTML).digest == review.digest


@pytest.mark.parametrize("gone", ["demoted", "suspended"])
def test_who_may_not_ask_any_more_released_nothing(acme: Acme, gone: str) -> None:
    bob = becomes(acme.bob, Role.ADMIN)
    review = submitted(acme.eve)
    actions.request_override(review.id, actor=bob, reason="It burns.", digest=review.digest)
    if gone == "demoted":
        becomes(bob, Role.APPROVER)
    else:
        UserItem(bob.id).update([UserItem.status.set("suspended")])
    with pytest.raises(NoOverride, match="Bob Okafor may not ask"):
        actions.confirm_override(review.id, actor=acme.ada, digest=review.digest)


def test_unchanged_content_carries_its_approvals_over_if_the_organization_says_so(
    acme: Acme,
) -> None:
    two = (step("Legal", acme.ann), step("Brand", acme.bob))
    for carries in (False, True):
        rules(acme, *two, carry_over=carries)
        review = submitted(acme.eve)
        actions.decide(review.id, actor=acme.ann, kind=APPROVE)
        actions.withdraw(review.id, actor=acme.eve)
        again = actions.submit(review.template_id, actor=acme.eve)
        assert asked(again) == {acme.bob.id if carries else acme.ann.id}
        done = again
        for who in (acme.ann, acme.bob)[carries:]:
            done = actions.decide(again.id, actor=who, kind=APPROVE)
        assert done.status == WorkflowStatus.APPROVED
        assert actions.release(again.template_id, actor=acme.eve, format=HTML)


def test_changed_content_carries_nothing_over(acme: Acme) -> None:
    rules(acme, step("Legal", acme.ann), step("Brand", acme.bob), carry_over=True)
    review = submitted(acme.eve)
    actions.decide(review.id, actor=acme.ann, kind=APPROVE)
    actions.decide(review.id, actor=acme.bob, kind=DecisionKind.REQUEST_CHANGES, comment="Shorter.")
    edited(review.template_id, acme.eve, subject="Hi")
    assert asked(actions.submit(review.template_id, actor=acme.eve)) == {acme.ann.id}


def test_it_tells_what_would_happen_to_a_template(acme: Acme, globex: Globex) -> None:
    rules(acme, step("Legal", acme.ann, acme.bob, quorum=ALL, due_days=1))
    template = draft(acme.eve)
    for actor in (acme.eve, acme.vic):
        told_ = queries.explain(actor, template.id)
        assert told_.steps[0].who == "Ann Boyd and Bob Okafor: all decide."
    with pytest.raises(CraftifyError):
        queries.explain(globex.zoe, template.id)
