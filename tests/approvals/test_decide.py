"""Decisions, withdrawals, and who may take them."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings

from accounts.domain import Member
from approvals import actions, queries
from approvals.domain import (
    AlreadyDecided,
    CommentNeeded,
    DecisionKind,
    DigestMismatch,
    NotAnApprover,
    OwnWork,
    WorkflowStatus,
)
from craftify import outbox
from craftify.config import BASE_DIR
from craftify.errors import Forbidden, Invalid, NotFound
from templates_app import actions as templates
from templates_app import queries as template_queries
from templates_app.domain import Status
from tests.approvals.letters import draft, edited, submitted
from tests.cast import Acme, Globex

APPROVE, REJECT, CHANGES = (
    DecisionKind.APPROVE,
    DecisionKind.REJECT,
    DecisionKind.REQUEST_CHANGES,
)


def status_of(actor: Member, template_id: str) -> Status:
    return template_queries.template(actor, template_id).status


@pytest.mark.parametrize(
    ("kind", "workflow", "template"),
    [
        (APPROVE, WorkflowStatus.APPROVED, Status.APPROVED),
        (REJECT, WorkflowStatus.REJECTED, Status.DRAFT),
        (CHANGES, WorkflowStatus.CHANGES_REQUESTED, Status.CHANGES_REQUESTED),
    ],
)
def test_a_decision_closes_the_review_and_frees_the_template(
    acme: Acme, kind: DecisionKind, workflow: WorkflowStatus, template: Status
) -> None:
    review = submitted(acme.eve)
    after = actions.decide(review.id, actor=acme.ann, kind=kind, comment=" Because. ")
    assert (after.status, after.closed_by_name) == (workflow, "Ann Boyd")
    stored = queries.workflow(acme.eve, review.id)
    assert stored.status == workflow
    assert [(one.by, one.comment, one.digest) for one in stored.decisions] == [
        (acme.ann.id, "Because.", review.digest)
    ]
    assert status_of(acme.eve, review.template_id) == template
    assert edited(review.template_id, acme.eve, subject="New").status == Status.DRAFT


def test_an_approval_is_noted_on_the_template(acme: Acme) -> None:
    review = submitted(acme.eve)
    actions.decide(review.id, actor=acme.max, kind=APPROVE)
    now = template_queries.template(acme.eve, review.template_id)
    assert (now.approved_version, now.approved_by, now.release_id) == (1, acme.max.id, review.id)


def test_managers_and_admins_decide_too(acme: Acme) -> None:
    for actor in (acme.max, acme.ada):
        review = submitted(acme.eve)
        assert queries.may_decide(actor, review).allowed
        assert actions.decide(review.id, actor=actor, kind=APPROVE).status == "approved"


def test_nobody_decides_about_their_own(acme: Acme) -> None:
    for author in (acme.eve, acme.max, acme.ada):
        review = submitted(author)
        with pytest.raises(OwnWork, match="somebody else"):
            actions.decide(review.id, actor=author, kind=APPROVE)
        assert "somebody else" in queries.may_decide(author, review).reason


def test_editors_and_viewers_do_not_decide(acme: Acme) -> None:
    review = submitted(acme.max)
    for actor in (acme.eve, acme.vic):
        with pytest.raises(NotAnApprover):
            actions.decide(review.id, actor=actor, kind=APPROVE)
        assert not queries.may_decide(actor, review).allowed
        assert queries.waiting_for(actor) == ()
    assert queries.workflow(acme.eve, review.id) == review


def test_a_decision_about_something_else_changes_nothing(acme: Acme) -> None:
    review = submitted(acme.eve)
    for digest in ("00" * 32, ""):
        with pytest.raises(DigestMismatch):
            actions.decide(review.id, actor=acme.ann, kind=APPROVE, digest=digest)
    assert queries.workflow(acme.ann, review.id) == review


def test_a_refusal_without_a_reason_changes_nothing(acme: Acme) -> None:
    review = submitted(acme.eve)
    for kind in (REJECT, CHANGES):
        with pytest.raises(CommentNeeded):
            actions.decide(review.id, actor=acme.ann, kind=kind, comment=" ")
        with pytest.raises(Invalid, match="NUL"):
            actions.decide(review.id, actor=acme.ann, kind=kind, comment="\0")
    assert queries.workflow(acme.ann, review.id) == review


def test_the_second_is_told_who_and_what(acme: Acme) -> None:
    review = submitted(acme.eve)
    actions.decide(review.id, actor=acme.ann, kind=CHANGES, comment="The date.")
    with pytest.raises(AlreadyDecided, match=r"Ann Boyd requested changes\. Nothing") as refusal:
        actions.decide(review.id, actor=acme.bob, kind=APPROVE)
    assert refusal.value.details == {"status": "changes_requested", "by": "Ann Boyd"}
    with pytest.raises(AlreadyDecided):
        actions.withdraw(review.id, actor=acme.eve)


def test_twenty_decide_at_the_same_moment_and_one_wins(acme: Acme) -> None:
    review = submitted(acme.eve)
    start = Barrier(20)
    kinds = [APPROVE, REJECT, CHANGES]
    deciders = [acme.ann, acme.bob, acme.max, acme.ada]

    def attempt(number: int) -> str:
        start.wait()
        try:
            after = actions.decide(
                review.id,
                actor=deciders[number % 4],
                kind=kinds[number % 3],
                comment=f"Number {number}",
            )
        except AlreadyDecided as refusal:
            return f"told: {refusal.details['by']} {refusal.details['status']}"
        return f"won: {after.closed_by_name} {after.status}"

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(attempt, range(20)))
    [won] = [one for one in outcomes if one.startswith("won")]
    assert set(outcomes) == {won, won.replace("won", "told")}
    stored = queries.workflow(acme.eve, review.id)
    assert len(stored.decisions) == 1
    assert won == f"won: {stored.closed_by_name} {stored.status}"
    decided = [one for one in outbox.waiting(acme.id) if one.type == "approvalDecided"]
    assert len(decided) == 1
    assert [event.verb for event in queries.trail(acme.eve, review.id).events] == [
        "approval.submitted",
        f"approval.{stored.status}",
    ]


_PROCESS = """
import sys, django
django.setup()
from accounts import access
from approvals import actions
from approvals.domain import AlreadyDecided, DecisionKind
organization, user, review, kind = sys.argv[1:]
actor = access.member(organization, user)
print("ready", flush=True)
sys.stdin.readline()
try:
    after = actions.decide(review, actor=actor, kind=DecisionKind(kind), comment="From a process")
    print("won", after.closed_by_name, after.status)
except AlreadyDecided as refusal:
    print("told", refusal.details["by"], refusal.details["status"])
"""


def _process(actor: Member, review_id: str, kind: DecisionKind) -> subprocess.Popen[str]:
    """Another process on the same store; it says "ready" and waits for a line."""
    return subprocess.Popen(
        [sys.executable, "-c", _PROCESS, actor.organization_id, actor.id, review_id, kind],
        cwd=BASE_DIR,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "craftify.settings",
            "CRAFTIFY_ENV": "test",
            "CRAFTIFY_DATA_DIR": str(settings.CRAFTIFY.data_dir),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_decide_at_the_same_moment_and_one_wins(acme: Acme) -> None:
    review = submitted(acme.eve)
    with (
        _process(acme.ann, review.id, APPROVE) as first,
        _process(acme.bob, review.id, CHANGES) as second,
    ):
        assert first.stdout
        assert second.stdout
        assert (first.stdout.readline(), second.stdout.readline()) == ("ready\n", "ready\n")
        for process in (first, second):
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        outcomes = {process.communicate(timeout=60)[0].strip() for process in (first, second)}
    [won] = [one for one in outcomes if one.startswith("won")]
    assert outcomes == {won, won.replace("won", "told")}
    stored = queries.workflow(acme.eve, review.id)
    assert won == f"won {stored.closed_by_name} {stored.status}"
    assert len(stored.decisions) == 1


def test_a_decision_and_a_withdrawal_at_the_same_moment_have_one_outcome(acme: Acme) -> None:
    for _ in range(5):
        review = submitted(acme.eve)
        start = Barrier(2)

        def attempt(withdraws: bool, review_id: str = review.id, start: Barrier = start) -> bool:
            start.wait()
            try:
                if withdraws:
                    actions.withdraw(review_id, actor=acme.eve)
                else:
                    actions.decide(review_id, actor=acme.ann, kind=APPROVE)
            except AlreadyDecided:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            decided, withdrawn = pool.map(attempt, (False, True))
        assert decided != withdrawn
        expected = Status.APPROVED if decided else Status.DRAFT
        assert status_of(acme.eve, review.template_id) == expected


def test_an_author_or_a_manager_withdraws(acme: Acme) -> None:
    for actor in (acme.eve, acme.max, acme.ada):
        review = submitted(acme.eve)
        after = actions.withdraw(review.id, actor=actor)
        assert (after.status, after.closed_by_name) == ("cancelled", actor.name)
        assert status_of(acme.eve, review.template_id) == Status.DRAFT
        assert actions.submit(review.template_id, actor=acme.eve).version == 2
    review = submitted(acme.eve)
    for actor in (acme.ann, acme.vic):
        with pytest.raises(Forbidden, match="Only Eve Moreau or a manager"):
            actions.withdraw(review.id, actor=actor)


def test_what_waits_is_what_one_may_decide_the_longest_first(acme: Acme) -> None:
    reviews = [submitted(author, name=author.name) for author in (acme.eve, acme.max, acme.eve)]
    assert [one.id for one in queries.waiting_for(acme.ann)] == [one.id for one in reviews]
    assert [one.id for one in queries.waiting_for(acme.max)] == [reviews[0].id, reviews[2].id]
    actions.decide(reviews[0].id, actor=acme.ann, kind=APPROVE)
    assert [one.id for one in queries.waiting_for(acme.max)] == [reviews[2].id]
    assert [one.id for one in queries.recent_decisions(acme.vic)] == [reviews[0].id]


def test_lists_of_reviews_by_state(acme: Acme) -> None:
    reviews = [submitted(acme.eve, name=f"Letter {number}") for number in range(5)]
    actions.decide(reviews[0].id, actor=acme.ann, kind=APPROVE)
    actions.decide(reviews[1].id, actor=acme.ann, kind=REJECT, comment="No.")
    found = {
        "all": queries.workflows(acme.vic),
        "open": queries.workflows(acme.vic, is_open=True),
        "closed": queries.workflows(acme.vic, is_open=False),
        "approved": queries.workflows(acme.vic, status=WorkflowStatus.APPROVED),
        "pending": queries.workflows(acme.vic, status=WorkflowStatus.PENDING),
    }
    assert {name: page.total for name, page in found.items()} == {
        "all": 5, "open": 3, "closed": 2, "approved": 1, "pending": 3,
    }  # fmt: skip
    second = queries.workflows(acme.vic, is_open=True, page=2, limit=2)
    assert ([one.id for one in second.items], second.total) == ([reviews[2].id], 3)


def test_another_organization_sees_and_changes_nothing(acme: Acme, globex: Globex) -> None:
    review = submitted(acme.eve)
    for attempt in (
        lambda: queries.workflow(globex.zoe, review.id),
        lambda: queries.trail(globex.zoe, review.id),
        lambda: queries.workflows_of_template(globex.zoe, review.template_id),
        lambda: actions.decide(review.id, actor=globex.zoe, kind=APPROVE),
        lambda: actions.withdraw(review.id, actor=globex.zoe),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert queries.workflows(globex.zoe).total == 0
    assert queries.waiting_for(globex.zoe) == ()
    assert queries.workflow(acme.eve, review.id) == review


def test_the_reviews_of_a_template_are_all_kept(acme: Acme) -> None:
    made = draft(acme.eve)
    for comment in ("The date.", "The price."):
        review = actions.submit(made.id, actor=acme.eve)
        actions.decide(review.id, actor=acme.ann, kind=CHANGES, comment=comment)
    kept = queries.workflows_of_template(acme.vic, made.id)
    assert [(one.version, one.decisions[0].comment) for one in kept] == [
        (2, "The price."),
        (1, "The date."),
    ]
    templates.delete_template(made.id, actor=acme.eve)
    with pytest.raises(NotFound):
        queries.workflows_of_template(acme.vic, made.id)
