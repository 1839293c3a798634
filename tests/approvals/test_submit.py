"""Asking for an approval of exactly what the draft is."""

import pytest

from approvals import actions, queries
from approvals.actions.submit import AlreadyApproved, AlreadyInReview, SourceHasErrors
from approvals.domain import DecisionKind, WorkflowStatus
from craftify import history, outbox
from craftify.errors import Forbidden, Invalid, NotFound
from templates_app import actions as templates
from templates_app import queries as template_queries
from templates_app.actions.review import recomputed_digest
from templates_app.domain import Changes, Status, TemplateLocked
from tests.approvals.letters import HTML, MJML, draft, edited, submitted
from tests.cast import Acme, Globex


def test_a_submission_is_a_version_in_review(acme: Acme) -> None:
    made = draft(acme.eve, source=MJML)
    review = actions.submit(made.id, actor=acme.eve, note="  Goes out on Thursday. ")
    version = template_queries.version(acme.vic, made.id, 1)
    assert (review.status, review.version, review.note) == ("pending", 1, "Goes out on Thursday.")
    assert version.source == MJML
    assert "Hi {{ name }}" in version.html
    assert review.digest == version.digest == recomputed_digest(version)
    now = template_queries.template(acme.eve, made.id)
    assert (now.status, now.version, now.review_id) == (Status.IN_REVIEW, 1, review.id)
    assert queries.workflow(acme.vic, review.id) == review


def test_what_is_in_review_cannot_change_but_its_name_can(acme: Acme) -> None:
    review = submitted(acme.eve)
    with pytest.raises(TemplateLocked, match="Withdraw the review"):
        edited(review.template_id, acme.eve, source="<p>other</p>")
    assert edited(review.template_id, acme.eve, name="Autumn sale").name == "Autumn sale"


@pytest.mark.parametrize(("note", "why"), [("\0", "NUL"), ("x" * 4001, "4000")])
def test_a_note_is_a_text_that_has_a_limit(acme: Acme, note: str, why: str) -> None:
    made = draft(acme.eve)
    with pytest.raises(Invalid, match=why):
        actions.submit(made.id, actor=acme.eve, note=note)
    assert template_queries.template(acme.eve, made.id).status == Status.DRAFT


def test_one_version_at_a_time(acme: Acme) -> None:
    review = submitted(acme.eve)
    with pytest.raises(AlreadyInReview, match="Version 1 is in review") as refusal:
        actions.submit(review.template_id, actor=acme.eve)
    assert refusal.value.details == {"approvalId": review.id}
    assert queries.workflows(acme.eve).total == 1


def test_nothing_new_is_not_reviewed_again(acme: Acme) -> None:
    review = submitted(acme.eve)
    actions.decide(review.id, actor=acme.ann, kind=DecisionKind.APPROVE)
    with pytest.raises(AlreadyApproved, match="nothing changed"):
        actions.submit(review.template_id, actor=acme.eve)
    edited(review.template_id, acme.eve, source=HTML)
    with pytest.raises(AlreadyApproved):
        actions.submit(review.template_id, actor=acme.eve)
    edited(review.template_id, acme.eve, source=HTML + " ")
    assert actions.submit(review.template_id, actor=acme.eve).version == 2


def test_the_archived_are_not_submitted(acme: Acme) -> None:
    made = draft(acme.eve)
    templates.archive_template(made.id, actor=acme.eve)
    with pytest.raises(TemplateLocked, match="out of the archive"):
        actions.submit(made.id, actor=acme.eve)


@pytest.mark.parametrize(
    ("source", "line"),
    [("<p>one</p>\n{% if a %}<p>two</p>\n", 2), ("<mjml><mj-body>\n<mj-nothing/></mj-body>", 1)],
)
def test_only_what_compiles_is_reviewed(acme: Acme, source: str, line: int) -> None:
    made = draft(acme.eve, source=source)
    with pytest.raises(SourceHasErrors, match="submit again") as refusal:
        actions.submit(made.id, actor=acme.eve)
    assert refusal.value.details["problems"][0]["line"] >= line
    assert template_queries.template(acme.eve, made.id) == made
    assert template_queries.versions(acme.eve, made.id) == ()
    assert queries.workflows(acme.eve).total == 0


def test_a_subject_that_does_not_merge_is_refused(acme: Acme) -> None:
    made = draft(acme.eve)
    edited(made.id, acme.eve, subject="Hello {{ name")
    with pytest.raises(SourceHasErrors):
        actions.submit(made.id, actor=acme.eve)


def test_who_may_not_submit(acme: Acme, globex: Globex) -> None:
    made = draft(acme.eve)
    for actor in (acme.ann, acme.vic):
        with pytest.raises(Forbidden, match="may not submit"):
            actions.submit(made.id, actor=actor)
    with pytest.raises(NotFound):
        actions.submit(made.id, actor=globex.zoe)
    assert template_queries.template(acme.eve, made.id).status == Status.DRAFT


def test_history_and_event_come_with_it(acme: Acme) -> None:
    review = submitted(acme.eve)
    trail = queries.trail(acme.vic, review.id)
    assert [(event.verb, event.change["digest"]) for event in trail.events] == [
        ("approval.submitted", review.digest)
    ]
    assert trail.broken_at is None
    verbs = [event.verb for event, _ in history.events(acme.id, review.template_id)]
    assert verbs == ["template.created", "template.submitted"]
    [told] = [entry for entry in outbox.waiting(acme.id) if entry.type == "approvalSubmitted"]
    assert told.data["approvalId"] == review.id
    assert told.data["templateId"] == review.template_id
    assert told.data["by"] == "Eve Moreau"


def test_the_sample_of_the_moment_goes_with_the_version(acme: Acme) -> None:
    review = submitted(acme.eve)
    templates.save_template(
        review.template_id, actor=acme.eve, revision=None, changes=Changes(sample={"name": "Ida"})
    )
    version = template_queries.version(acme.eve, review.template_id, 1)
    assert version.sample["name"] == "Robin"
    assert queries.workflow(acme.eve, review.id).status == WorkflowStatus.PENDING
