"""Submissions, reviews, decisions and exports over the API."""

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.test import Client

from approvals import queries
from approvals.domain import Workflow, WorkflowStatus
from templates_app import actions as template_actions
from templates_app.domain import Changes, Template
from templates_app.models import VersionItem
from templates_app.rendering.formats import Format
from tests.api.conftest import SOURCE, As, data_of, error_of
from tests.cast import Acme, Globex

ADDRESSES = [("get", ""), ("post", "/decisions"), ("post", "/withdrawal")]
APPROVE = {"decision": "approve"}


def at(review: Workflow, rest: str = "") -> str:
    return f"/api/approvals/{review.id}{rest}"


def decide(client: Any, review: Workflow, **body: Any) -> Any:
    return client.post(at(review, "/decisions"), body, format="json")


def export(client: Any, template_id: str, query: str = "format=mjml") -> Any:
    return client.get(f"/api/templates/{template_id}/export?{query}")


# Every address


@pytest.mark.parametrize(("method", "rest"), [*ADDRESSES, ("get", "/..")])
def test_no_token_is_401(review: Workflow, method: str, rest: str) -> None:
    error_of(getattr(Client(), method)(at(review, rest).replace(f"/{review.id}/..", "")), 401)


@pytest.mark.parametrize(("method", "rest"), ADDRESSES)
def test_another_organizations_review_is_404(
    review: Workflow, globex: Globex, api: As, method: str, rest: str
) -> None:
    body = APPROVE if rest == "/decisions" else None
    error_of(getattr(api(globex.zoe), method)(at(review, rest), body, format="json"), 404)


# To POST /api/templates/{id}/submissions


def test_submit_pins_a_version(acme: Acme, template: Template, api: As) -> None:
    response = api(acme.eve).post(
        f"/api/templates/{template.id}/submissions", {"note": "For Friday"}, format="json"
    )
    made = data_of(response, 201)
    assert (made["status"], made["version"], made["note"]) == ("pending", 1, "For Friday")
    assert response.headers["Location"] == f"/api/approvals/{made['id']}"
    assert data_of(api(acme.ann).get(response.headers["Location"])) == made


def test_submit_without_a_body(acme: Acme, template: Template, api: As) -> None:
    made = data_of(api(acme.eve).post(f"/api/templates/{template.id}/submissions"), 201)
    assert made["note"] == ""


def test_a_second_submission_is_409(acme: Acme, review: Workflow, api: As) -> None:
    response = api(acme.eve).post(f"/api/templates/{review.template_id}/submissions")
    error = error_of(response, 409)
    assert (error["code"], error["details"]["approvalId"]) == ("already_in_review", review.id)


def test_a_source_with_errors_is_not_submitted(acme: Acme, template: Template, api: As) -> None:
    source = SOURCE.replace("Dear", "{% for a in b %} Dear")
    template_actions.save_template(
        template.id, actor=acme.eve, revision=1, changes=Changes(source=source)
    )
    error = error_of(api(acme.eve).post(f"/api/templates/{template.id}/submissions"), 422)
    assert error["code"] == "source_has_errors"
    assert error["details"]["problems"][0]["line"] == 5
    assert queries.workflows(acme.eve).total == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [({"note": 1}, "note"), ({"note": "x" * 4001}, "note"), ({"approver": "ann"}, "approver")],
)
def test_a_wrong_submission_is_400(
    acme: Acme, template: Template, api: As, body: dict[str, Any], field: str
) -> None:
    path = f"/api/templates/{template.id}/submissions"
    assert error_of(api(acme.eve).post(path, body, format="json"), 400)["details"] == {
        "field": field
    }


# To GET /api/approvals


def test_list(acme: Acme, review: Workflow, api: As) -> None:
    response = api(acme.ann).get("/api/approvals")
    (found,) = data_of(response)
    assert (found["id"], found["templateId"], found["status"]) == (
        review.id,
        review.template_id,
        "pending",
    )
    assert response.json()["pagination"]["total"] == 1


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("status=pending", 1),
        ("status=approved", 0),
        ("templateId={template}", 1),
        ("templateId={template}&status=pending", 1),
        ("templateId={template}&status=rejected", 0),
        ("templateId=tpl_none", 0),
        ("page=2", 0),
    ],
)
def test_filters(acme: Acme, review: Workflow, api: As, query: str, count: int) -> None:
    path = f"/api/approvals?{query}".format(template=review.template_id)
    assert len(data_of(api(acme.vic).get(path))) == count


def test_another_organization_sees_none(globex: Globex, review: Workflow, api: As) -> None:
    client = api(globex.zoe)
    assert data_of(client.get("/api/approvals")) == []
    assert data_of(client.get(f"/api/approvals?templateId={review.template_id}")) == []


@pytest.mark.parametrize("query", ["status=open", "page=0", "limit=1000", "colour=red"])
def test_a_wrong_parameter_is_400_and_named(acme: Acme, api: As, query: str) -> None:
    error = error_of(api(acme.ann).get(f"/api/approvals?{query}"), 400)
    assert error["details"]["field"] == query.split("=", maxsplit=1)[0]


# To POST /api/approvals/{id}/decisions


@pytest.mark.parametrize(
    ("decision", "status"),
    [("approve", "approved"), ("reject", "rejected"), ("request_changes", "changes_requested")],
)
def test_decide(acme: Acme, review: Workflow, api: As, decision: str, status: str) -> None:
    body = {"decision": decision, "comment": "As discussed", "digest": review.digest}
    after = data_of(decide(api(acme.ann), review, **body))
    assert after["status"] == status
    (made,) = after["steps"][0]["decisions"]
    assert (made["byName"], made["comment"], made["digest"]) == (
        "Ann Boyd",
        "As discussed",
        review.digest,
    )


def test_a_second_decision_is_409_and_says_who_was_first(
    acme: Acme, approved: Workflow, api: As
) -> None:
    error = error_of(decide(api(acme.bob), approved, decision="reject", comment="No"), 409)
    assert error["code"] == "already_decided"
    assert "Ann Boyd" in error["message"]
    assert queries.workflow(acme.ann, approved.id).decisions == approved.decisions


def test_the_author_may_not_decide(acme: Acme, review: Workflow, api: As) -> None:
    assert error_of(decide(api(acme.eve), review, **APPROVE), 403)["code"] == "own_work"


def test_a_viewer_may_not_decide(acme: Acme, review: Workflow, api: As) -> None:
    assert error_of(decide(api(acme.vic), review, **APPROVE), 403)["code"] == "not_an_approver"
    assert queries.workflow(acme.ann, review.id) == review


def test_a_decision_about_something_else_is_409(acme: Acme, review: Workflow, api: As) -> None:
    response = decide(api(acme.ann), review, decision="approve", digest="0" * 64)
    assert error_of(response, 409)["code"] == "digest_mismatch"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "decision"),
        ({"decision": "maybe"}, "decision"),
        ({"decision": None}, "decision"),
        ({"decision": "reject"}, "comment"),
        ({"decision": "request_changes", "comment": "  "}, "comment"),
        ({"decision": "approve", "comment": 1}, "comment"),
        ({"decision": "approve", "digest": 1}, "digest"),
        ({"decision": "approve", "by": "ada"}, "by"),
    ],
)
def test_a_wrong_decision_is_400_and_named(
    acme: Acme, review: Workflow, api: As, body: dict[str, Any], field: str
) -> None:
    error = error_of(decide(api(acme.ann), review, **body), 400)
    assert error["details"]["field"] == field
    assert queries.workflow(acme.ann, review.id) == review


# To POST /api/approvals/{id}/withdrawal


def test_withdraw(acme: Acme, review: Workflow, api: As) -> None:
    assert data_of(api(acme.eve).post(at(review, "/withdrawal")))["status"] == "cancelled"
    error = error_of(decide(api(acme.ann), review, **APPROVE), 409)
    assert error["code"] == "already_decided"


def test_only_its_author_or_a_manager_withdraws(acme: Acme, review: Workflow, api: As) -> None:
    error_of(api(acme.ann).post(at(review, "/withdrawal")), 403)
    assert queries.workflow(acme.ann, review.id).status == WorkflowStatus.PENDING


def test_a_withdrawal_takes_no_fields(acme: Acme, review: Workflow, api: As) -> None:
    error_of(api(acme.eve).post(at(review, "/withdrawal"), {"why": "?"}, format="json"), 400)


# To GET /api/templates/{id}/export


def test_the_exported_mjml_is_the_submitted_source(acme: Acme, approved: Workflow, api: As) -> None:
    response = export(api(acme.vic), approved.template_id)
    assert response.status_code == 200
    assert response.content == SOURCE.encode()
    assert response.headers["ETag"] == f'"{approved.digest}"'
    assert response.headers["Content-Disposition"] == 'attachment; filename="order-sent-v1.mjml"'
    assert response.headers["Content-Type"].startswith("text/mjml")


def test_the_other_formats(acme: Acme, approved: Workflow, api: As) -> None:
    client = api(acme.eve)
    html = export(client, approved.template_id, "format=html")
    text = export(client, approved.template_id, "format=text&version=1")
    eml = export(client, approved.template_id, "format=eml")
    assert b"{{ customer.first_name }}" in html.content
    assert text.content.decode().strip() == (
        "Dear {{ customer.first_name }}, {{ order.number }} is on its way."
    )
    message = message_from_bytes(eml.content, policy=default)
    assert message["Subject"] == "Order {{ order.number }}"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("accept", ["message/rfc822", "text/html", "image/png"])
def test_the_file_comes_whatever_the_client_accepts(
    acme: Acme, approved: Workflow, api: As, accept: str
) -> None:
    path = f"/api/templates/{approved.template_id}/export?format=mjml"
    response = api(acme.eve).get(path, headers={"Accept": accept})
    assert response.content == SOURCE.encode()


def test_what_is_not_approved_does_not_leave(acme: Acme, review: Workflow, api: As) -> None:
    for query in ("format=mjml", "format=html&version=1"):
        error = error_of(export(api(acme.ada), review.template_id, query), 403)
        assert error["code"] == "not_approved"


def test_a_changed_draft_leaves_only_as_the_version_that_was_approved(
    acme: Acme, approved: Workflow, api: As
) -> None:
    template_actions.save_template(
        approved.template_id, actor=acme.eve, revision=None, changes=Changes(subject="New")
    )
    client = api(acme.eve)
    error = error_of(export(client, approved.template_id), 403)
    assert error["details"]["approvedVersion"] == 1
    assert export(client, approved.template_id, "format=mjml&version=1").status_code == 200


def test_a_tampered_version_does_not_leave(acme: Acme, approved: Workflow, api: As) -> None:
    item = VersionItem(f"{acme.id}#{approved.template_id}", 1)
    item.update([VersionItem.subject.set("Free money")])
    assert error_of(export(api(acme.eve), approved.template_id), 409)["code"] == "tampered"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "format"),
        ("format=pdf", "format"),
        ("format=html&version=0", "version"),
        ("format=html&version=one", "version"),
        ("format=html&inline=1", "inline"),
    ],
)
def test_a_wrong_export_is_400_and_named(
    acme: Acme, approved: Workflow, api: As, query: str, field: str
) -> None:
    error = error_of(export(api(acme.eve), approved.template_id, query), 400)
    assert error["details"]["field"] == field


def test_there_is_no_mjml_of_a_template_in_html(acme: Acme, api: As) -> None:
    made = template_actions.create_template(
        actor=acme.eve, name="Plain", source="<p>Hi</p>", format=Format.HTML
    )
    submitted = data_of(api(acme.eve).post(f"/api/templates/{made.id}/submissions"), 201)
    api(acme.ann).post(f"/api/approvals/{submitted['id']}/decisions", APPROVE, format="json")
    error_of(export(api(acme.eve), made.id), 422)
    assert export(api(acme.eve), made.id, "format=html").status_code == 200


def test_what_waits_for_somebody(acme: Acme, review: Workflow, api: As) -> None:
    address = "/api/approvals/waiting"
    assert [one["id"] for one in data_of(api(acme.ann).get(address))] == [review.id]
    assert data_of(api(acme.eve).get(address)) == []
    assert data_of(api(acme.vic).get(address)) == []
    error_of(api(acme.ann).get(f"{address}?page=1"), 400)
    approve = {"decision": "approve"}
    data_of(api(acme.ann).post(f"/api/approvals/{review.id}/decisions", approve, format="json"))
    assert data_of(api(acme.ann).get(address)) == []
