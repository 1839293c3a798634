"""Nothing leaves that was not approved, and what leaves is what was approved (APP-4)."""

import logging
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.domain import Member
from approvals import actions
from approvals.actions.release import NotApproved
from approvals.domain import DecisionKind, Tampered, Workflow
from approvals.models import WorkflowItem
from craftify import history
from craftify.errors import NotFound, Unprocessable
from craftify.history import EventItem
from craftify.outbox.models import OutboxItem
from templates_app import actions as templates
from templates_app import queries
from templates_app.exports import ExportFormat
from templates_app.models import ContentItem, TemplateItem, VersionItem
from templates_app.store.packing import pack
from tests.approvals.letters import HTML, MJML, draft, edited, submitted
from tests.cast import Acme, Globex

APPROVE = DecisionKind.APPROVE


def approved(acme: Acme, *, source: str = MJML) -> Workflow:
    review = submitted(acme.eve, source=source)
    return actions.decide(review.id, actor=acme.ann, kind=APPROVE)


def test_every_format_leaves_with_its_name_and_type(acme: Acme) -> None:
    review = approved(acme)
    files = {
        format_: actions.release(review.template_id, actor=acme.vic, format=format_)
        for format_ in ExportFormat
    }
    assert [(file.filename, file.media_type.split(";")[0]) for file in files.values()] == [
        ("spring-sale-v1.html", "text/html"),
        ("spring-sale-v1.mjml", "text/mjml"),
        ("spring-sale-v1.txt", "text/plain"),
        ("spring-sale-v1.eml", "message/rfc822"),
    ]
    assert files[ExportFormat.MJML].body == MJML.encode()
    assert b"Hi {{ name }}" in files[ExportFormat.HTML].body
    assert b"Hi {{ name }}" in files[ExportFormat.TEXT].body
    assert b"Subject: Hello {{ name }}" in files[ExportFormat.EML].body


ends = st.sampled_from(["", "\n", "\r\n", "\r", " \t", "\r\n \r\n", "\u2028", "﻿", "é", "e\u0301"])
inner = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="<>&{}%")
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begin=st.sampled_from(["", " ", "\r\n"]), words=inner, between=ends, end=ends)
def test_the_exported_source_is_the_submitted_one_byte_for_byte(
    acme: Acme, begin: str, words: str, between: str, end: str
) -> None:
    source = (
        f"{begin}<mjml><mj-body>{between}<mj-section><mj-column><mj-text>{words}</mj-text>"
        f"</mj-column></mj-section></mj-body></mjml>{end}"
    )
    review = approved(acme, source=source)
    file = actions.release(review.template_id, actor=acme.eve, format=ExportFormat.MJML)
    assert file.body == source.encode()


@pytest.mark.parametrize("state", ["draft", "in review", "rejected", "sent back", "withdrawn"])
def test_what_is_not_approved_does_not_leave(acme: Acme, state: str) -> None:
    made = draft(acme.eve)
    if state != "draft":
        review = actions.submit(made.id, actor=acme.eve)
        if state == "rejected":
            actions.decide(review.id, actor=acme.ann, kind=DecisionKind.REJECT, comment="No.")
        elif state == "sent back":
            kind = DecisionKind.REQUEST_CHANGES
            actions.decide(review.id, actor=acme.ann, kind=kind, comment="The date.")
        elif state == "withdrawn":
            actions.withdraw(review.id, actor=acme.eve)
    for actor in (acme.eve, acme.ada):
        with pytest.raises(NotApproved, match="is not approved, so it cannot leave"):
            actions.release(made.id, actor=actor, format=ExportFormat.HTML)
    if state != "draft":
        with pytest.raises(NotApproved, match="Version 1"):
            actions.release(made.id, actor=acme.eve, number=1, format=ExportFormat.HTML)


def test_a_change_voids_the_approval_of_the_draft_and_not_of_the_version(acme: Acme) -> None:
    review = approved(acme)
    edited(review.template_id, acme.eve, subject="Another subject")
    with pytest.raises(NotApproved, match="changed after version 1") as refusal:
        actions.release(review.template_id, actor=acme.eve, format=ExportFormat.MJML)
    assert refusal.value.details == {"approvedVersion": 1}
    kept = actions.release(review.template_id, actor=acme.eve, number=1, format=ExportFormat.MJML)
    assert kept.body == MJML.encode()


def test_saving_without_a_change_voids_nothing(acme: Acme) -> None:
    review = approved(acme)
    edited(review.template_id, acme.eve, source=MJML, subject="Hello {{ name }}")
    assert actions.release(review.template_id, actor=acme.eve, format=ExportFormat.MJML).body


def test_while_a_new_version_is_in_review_the_approved_one_is_still_there(acme: Acme) -> None:
    review = approved(acme)
    edited(review.template_id, acme.eve, subject="Another subject")
    actions.submit(review.template_id, actor=acme.eve)
    with pytest.raises(NotApproved):
        actions.release(review.template_id, actor=acme.eve, format=ExportFormat.HTML)
    with pytest.raises(NotApproved, match="Version 2"):
        actions.release(review.template_id, actor=acme.eve, number=2, format=ExportFormat.HTML)
    assert actions.release(review.template_id, actor=acme.eve, number=1, format=ExportFormat.HTML)


def test_there_is_no_version_zero(acme: Acme) -> None:
    review = approved(acme)
    with pytest.raises(NotFound):
        actions.release(review.template_id, actor=acme.eve, format=ExportFormat.HTML, number=0)


def test_html_has_no_mjml(acme: Acme) -> None:
    review = approved(acme, source=HTML)
    with pytest.raises(Unprocessable, match="written in HTML"):
        actions.release(review.template_id, actor=acme.eve, format=ExportFormat.MJML)


def test_nothing_crosses_organizations(acme: Acme, globex: Globex) -> None:
    review = approved(acme)
    with pytest.raises(NotFound):
        actions.release(review.template_id, actor=globex.zoe, format=ExportFormat.HTML)
    with pytest.raises(NotFound):
        actions.release(review.template_id, actor=acme.eve, number=7, format=ExportFormat.HTML)


def test_what_leaves_is_in_the_history(acme: Acme) -> None:
    review = approved(acme)
    actions.release(review.template_id, actor=acme.vic, format=ExportFormat.TEXT)
    *_, (last, _) = history.events(acme.id, review.template_id)
    assert (last.verb, last.actor_name) == ("template.exported", "Vic Tan")
    assert last.change == {"version": 1, "digest": review.digest, "format": "text"}


def _version(review: Workflow) -> VersionItem:
    return VersionItem(f"{review.organization_id}#{review.template_id}", review.version)


def _content(review: Workflow, part: str, text: str) -> None:
    """Write another text into the content that the version holds, under its old digest."""
    stored = VersionItem.get(f"{review.organization_id}#{review.template_id}", review.version)
    ContentItem(review.organization_id, getattr(stored, part), data=pack(text, part)).save()


def _decision(review: Workflow) -> None:
    steps = WorkflowItem.get(review.organization_id, review.id).steps
    steps[0]["decisions"][0]["digest"] = "00" * 32
    WorkflowItem(review.organization_id, review.id).update([WorkflowItem.steps.set(steps)])


def _workflow_digest(review: Workflow) -> None:
    item = WorkflowItem(review.organization_id, review.id)
    item.update([WorkflowItem.digest.set("00" * 32)])


def _vote(review: Workflow) -> None:
    """Take the approval away and leave the status."""
    steps = WorkflowItem.get(review.organization_id, review.id).steps
    steps[0]["decisions"] = []
    WorkflowItem(review.organization_id, review.id).update([WorkflowItem.steps.set(steps)])


def _author(review: Workflow) -> None:
    """As if its author had approved it."""
    steps = WorkflowItem.get(review.organization_id, review.id).steps
    steps[0]["decisions"][0]["by"] = review.created_by
    WorkflowItem(review.organization_id, review.id).update([WorkflowItem.steps.set(steps)])


def _history(review: Workflow) -> None:
    EventItem(f"{review.organization_id}#{review.id}", 2).delete()


def _told(review: Workflow) -> None:
    event = EventItem(f"{review.organization_id}#{review.id}", 2)
    event.update([EventItem.actor_id.set("usr_somebody")])


Tampering = Callable[[Workflow], object]
TAMPERINGS: dict[str, Tampering] = {
    "html": lambda review: _content(review, "html", "<p>Send your password to …</p>"),
    "source": lambda review: _content(review, "source", MJML + " "),
    "text": lambda review: _content(review, "text", "Another text"),
    "subject": lambda review: _version(review).update([VersionItem.subject.set("Win")]),
    "preheader": lambda review: _version(review).update([VersionItem.preheader.set("Now")]),
    "variables": lambda review: _version(review).update([VersionItem.variables.set(["x"])]),
    "format": lambda review: _version(review).update([VersionItem.format.set("html")]),
    "digest": lambda review: _version(review).update([VersionItem.digest.set("00" * 32)]),
    "workflow": _workflow_digest,
    "decision": _decision,
}
FORGERIES: dict[str, Tampering] = {
    "vote": _vote, "author": _author, "history": _history, "told": _told,
}  # fmt: skip


@pytest.mark.parametrize("what", [*TAMPERINGS, *FORGERIES])
def test_what_was_changed_in_the_store_does_not_leave(
    acme: Acme, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    review = approved(acme)
    (TAMPERINGS | FORGERIES)[what](review)
    with (
        caplog.at_level(logging.CRITICAL, "craftify.security"),
        pytest.raises(Tampered, match="is not what was approved, so nothing was handed out"),
    ):
        actions.release(review.template_id, actor=acme.eve, number=1, format=ExportFormat.HTML)
    assert "differs from what was approved" in caplog.text
    with pytest.raises(Tampered):
        actions.render(review.template_id, actor=acme.eve, number=1, data={})
    lane = f"{acme.id}#event#{review.id}"
    assert "tamperDetected" in [item.type for item in OutboxItem.query(lane)]


def test_an_approved_version_is_filled_in_for_a_recipient(acme: Acme, globex: Globex) -> None:
    review = approved(acme)
    data = {"name": "<Kim>"}
    version, shown = actions.render(review.template_id, actor=acme.vic, data=data)
    assert (version.digest, shown.subject) == (review.digest, "Hello <Kim>")
    assert "Hi &lt;Kim&gt;" in shown.html
    with pytest.raises(NotFound):
        actions.render(review.template_id, actor=globex.zoe, data=data)
    edited(review.template_id, acme.eve, subject="Another subject")
    with pytest.raises(NotApproved):
        actions.render(review.template_id, actor=acme.eve, data=data)
    assert actions.render(review.template_id, actor=acme.eve, data=data, number=1)


@pytest.mark.parametrize("what", [name for name in TAMPERINGS if name != "decision"])
def test_what_was_changed_in_the_store_cannot_be_approved(acme: Acme, what: str) -> None:
    review = submitted(acme.eve, source=MJML)
    TAMPERINGS[what](review)
    with pytest.raises(Tampered, match="is not what"):
        actions.decide(review.id, actor=acme.ann, kind=APPROVE)
    said = DecisionKind.REQUEST_CHANGES
    actions.decide(review.id, actor=acme.ann, kind=said, comment="The store was changed.")


def _as_approved(member: Member, template_id: str) -> None:
    TemplateItem(member.organization_id, template_id).update(
        [TemplateItem.status.set("approved"), TemplateItem.approved_version.set(1)]
    )


def test_a_template_that_only_says_that_it_is_approved_does_not_leave(acme: Acme) -> None:
    review = submitted(acme.eve, source=MJML)
    _as_approved(acme.eve, review.template_id)
    with pytest.raises(NotApproved):
        actions.release(review.template_id, actor=acme.eve, format=ExportFormat.HTML)


def test_a_draft_changed_in_the_store_does_not_change_what_leaves(acme: Acme) -> None:
    review = approved(acme)
    TemplateItem(acme.id, review.template_id).update(
        [TemplateItem.source.set(pack("<p>Other</p>", "source")), TemplateItem.subject.set("Win")]
    )
    file = actions.release(review.template_id, actor=acme.eve, format=ExportFormat.MJML)
    assert file.body == MJML.encode()


def test_a_lost_content_is_not_replaced_by_nothing(acme: Acme) -> None:
    review = approved(acme)
    stored = VersionItem.get(f"{acme.id}#{review.template_id}", 1)
    ContentItem(acme.id, stored.html).delete()
    with pytest.raises(NotFound):
        actions.release(review.template_id, actor=acme.eve, number=1, format=ExportFormat.HTML)


def test_a_deleted_template_does_not_leave(acme: Acme) -> None:
    review = approved(acme)
    templates.delete_template(review.template_id, actor=acme.eve)
    with pytest.raises(NotFound):
        actions.release(review.template_id, actor=acme.eve, format=ExportFormat.HTML)
    restored = templates.restore_template(review.template_id, actor=acme.eve)
    assert queries.template(acme.eve, restored.id).approved_version == 1
    assert actions.release(review.template_id, actor=acme.eve, format=ExportFormat.HTML)
