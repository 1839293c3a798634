"""Templates over the API: list, create, read, change, delete, render, versions."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.domain import Member
from approvals.domain import Workflow
from templates_app import actions, queries
from templates_app.domain import Changes, Status, Template
from templates_app.rendering.formats import Format
from tests.api.conftest import SAMPLE, SOURCE, As, data_of, error_of
from tests.cast import Acme, Globex

GOOD = {
    "name": "Sale",
    "subject": "Sale for {{ customer.first_name }}",
    "preheader": "Only today",
    "source": SOURCE,
    "format": "mjml",
    "category": "news",
    "tags": ["sale", "summer"],
    "sample": SAMPLE,
    "description": "Once a year",
}
ADDRESSES = [
    ("get", ""),
    ("patch", ""),
    ("delete", ""),
    ("post", "/render"),
    ("get", "/versions"),
    ("get", "/versions/1"),
    ("post", "/submissions"),
    ("get", "/export?format=html"),
]


def at(template: Template, rest: str = "") -> str:
    return f"/api/templates/{template.id}{rest}"


def names(response: Any) -> list[str]:
    return [one["name"] for one in data_of(response)]


# Every address


@pytest.mark.parametrize(("method", "rest"), ADDRESSES)
def test_no_token_is_401(template: Template, method: str, rest: str) -> None:
    error_of(getattr(Client(), method)(at(template, rest)), 401)


@pytest.mark.parametrize(("method", "rest"), ADDRESSES)
def test_another_organizations_template_is_404(
    template: Template, globex: Globex, api: As, method: str, rest: str
) -> None:
    hidden = error_of(getattr(api(globex.zoe), method)(at(template, rest)), 404)
    absent = error_of(getattr(api(globex.zoe), method)(f"/api/templates/tpl_none{rest}"), 404)
    assert hidden["message"] == absent["message"]


@pytest.mark.parametrize(("method", "rest"), [ADDRESSES[1], ADDRESSES[2], ADDRESSES[6]])
def test_a_viewer_may_not_write(
    acme: Acme, template: Template, api: As, method: str, rest: str
) -> None:
    error = error_of(getattr(api(acme.vic), method)(at(template, rest)), 403)
    assert error["details"]["permission"]
    assert queries.template(acme.eve, template.id) == template


def test_a_viewer_may_read_and_render(acme: Acme, template: Template, api: As) -> None:
    client = api(acme.vic)
    assert data_of(client.get(at(template)))["source"] == SOURCE
    assert data_of(client.post(at(template, "/render")))["html"]
    assert names(client.get("/api/templates")) == ["Order sent"]


# To GET /api/templates


def test_the_list_shows_cards_without_sources(acme: Acme, template: Template, api: As) -> None:
    response = api(acme.eve).get("/api/templates")
    (card,) = data_of(response)
    assert card["id"] == template.id
    assert (card["tags"], card["status"], card["revision"]) == (["receipt"], "draft", 1)
    assert not {"source", "sample"} & set(card)
    assert response.json()["pagination"] == {
        "page": 1,
        "limit": 25,
        "total": 1,
        "pages": 1,
        "cursor": None,
    }


def make(actor: Member, *letters: str) -> None:
    for letter in letters:
        actions.create_template(
            actor=actor,
            name=f"Mail {letter}",
            source="<p>Hi</p>",
            format=Format.HTML,
            category="news" if letter < "c" else "",
            tags=["even"] if letter in "bd" else [],
        )


def test_pages_have_the_true_total_and_lead_on(acme: Acme, api: As) -> None:
    make(acme.eve, *"abcde")
    client = api(acme.eve)
    second = client.get("/api/templates?sortBy=name&page=2&limit=2")
    assert names(second) == ["Mail c", "Mail d"]
    assert second.json()["pagination"]["total"] == 5
    assert second.json()["pagination"]["pages"] == 3
    last = client.get(
        "/api/templates",
        {"sortBy": "name", "limit": 2, "cursor": second.json()["pagination"]["cursor"]},
    )
    assert names(last) == ["Mail e"]
    assert last.json()["pagination"]["cursor"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sortBy=name", "abcd"),
        ("sortBy=name&sortOrder=desc", "dcba"),
        ("", "dcba"),
        ("sortBy=updatedAt&sortOrder=asc", "abcd"),
        ("category=news&sortBy=name", "ab"),
        ("tag=even&sortBy=name", "bd"),
        ("q=MAIL+c", "c"),
        ("status=draft&sortBy=name", "abcd"),
        ("status=approved", ""),
        ("category=news&tag=even&status=draft", "b"),
        ("owner=nobody", ""),
        ("category=" + "x" * 5_000, ""),
    ],
)
def test_filters_and_order(acme: Acme, api: As, query: str, found: str) -> None:
    make(acme.eve, *"abcd")
    response = api(acme.vic).get(f"/api/templates?{query}")
    assert names(response) == [f"Mail {letter}" for letter in found]
    assert response.json()["pagination"]["total"] == len(found)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("colour=red", "colour"),
        ("page=0", "page"),
        ("page=two", "page"),
        ("page=-1", "page"),
        ("page=99999999999999999999", "page"),
        ("limit=101", "limit"),
        ("limit=", "limit"),
        ("sortBy=source", "sortBy"),
        ("sortOrder=up", "sortOrder"),
        ("status=new", "status"),
    ],
)
def test_a_wrong_parameter_is_400_and_named(acme: Acme, api: As, query: str, field: str) -> None:
    error = error_of(api(acme.eve).get(f"/api/templates?{query}"), 400)
    assert error["details"]["field"] == field


def test_a_repeated_parameter_is_400(acme: Acme, api: As) -> None:
    error_of(api(acme.eve).get("/api/templates?page=1&page=2"), 400)


@pytest.mark.parametrize("cursor", ["x", "e30", "eyJhIjp7IlMiOiJiIn19", "W10", "%00"])
def test_a_made_up_cursor_is_400(acme: Acme, api: As, cursor: str) -> None:
    make(acme.eve, "a", "b")
    error_of(api(acme.eve).get(f"/api/templates?cursor={cursor}"), 400)


def test_a_cursor_of_another_list_is_400(acme: Acme, globex: Globex, api: As) -> None:
    make(acme.eve, *"abc")
    make(globex.zoe, *"abc")
    given = api(acme.eve).get("/api/templates?limit=1").json()["pagination"]["cursor"]
    error_of(api(globex.zoe).get(f"/api/templates?cursor={given}"), 400)
    error_of(api(acme.eve).get(f"/api/templates?status=draft&cursor={given}"), 400)
    error_of(api(acme.eve).get(f"/api/templates?sortBy=name&cursor={given}"), 400)


# To POST /api/templates


def test_create_gives_everything_back(acme: Acme, api: As) -> None:
    response = api(acme.eve).post("/api/templates", GOOD, format="json")
    made = data_of(response, 201)
    assert {field: made[field] for field in GOOD} == GOOD
    assert response.headers["Location"] == f"/api/templates/{made['id']}"
    assert response.headers["ETag"] == '"1"'
    assert data_of(api(acme.vic).get(response.headers["Location"])) == made
    assert [one["name"] for one in made["variables"]] == ["customer.first_name", "order.number"]


def test_a_viewer_may_not_create(acme: Acme, api: As) -> None:
    error_of(api(acme.vic).post("/api/templates", GOOD, format="json"), 403)
    assert queries.library(acme.eve).total == 0


def test_create_without_token_is_401() -> None:
    error_of(Client().post("/api/templates", GOOD, content_type="application/json"), 401)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": None}, "name"),
        ({"name": 7}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"subject": ["x"]}, "subject"),
        ({"subject": "two\nlines"}, "subject"),
        ({"source": ""}, "source"),
        ({"source": {}}, "source"),
        ({"format": "pdf"}, "format"),
        ({"format": 1}, "format"),
        ({"tags": "sale"}, "tags"),
        ({"tags": [1]}, "tags"),
        ({"tags": [str(n) for n in range(21)]}, "tags"),
        ({"sample": []}, "sample"),
        ({"sample": "{}"}, "sample"),
        ({"colour": "red"}, "colour"),
        ({"revision": 1}, "revision"),
        ({"status": "approved"}, "status"),
        ({"id": "tpl_mine"}, "id"),
    ],
)
def test_a_wrong_field_is_400_and_named(
    acme: Acme, api: As, change: dict[str, Any], field: str
) -> None:
    error = error_of(api(acme.eve).post("/api/templates", GOOD | change, format="json"), 400)
    assert error["details"]["field"] == field
    assert queries.library(acme.eve).total == 0


@pytest.mark.parametrize("missing", ["name", "source"])
def test_a_missing_field_is_400_and_named(acme: Acme, api: As, missing: str) -> None:
    body = {field: value for field, value in GOOD.items() if field != missing}
    error = error_of(api(acme.eve).post("/api/templates", body, format="json"), 400)
    assert error["details"] == {"field": missing}


def test_a_source_of_2_mb_is_413(acme: Acme, api: As) -> None:
    body = GOOD | {"source": "x" * 2 * 2**20}
    error = error_of(api(acme.eve).post("/api/templates", body, format="json"), 413)
    assert error["details"]["field"] == "source"
    assert queries.library(acme.eve).total == 0


def test_sample_data_over_64_kb_is_413(acme: Acme, api: As) -> None:
    body = GOOD | {"sample": {"a": "x" * 70_000}}
    error = error_of(api(acme.eve).post("/api/templates", body, format="json"), 413)
    assert error["details"]["field"] == "sample"


def nested(depth: int) -> dict[str, Any]:
    sample: dict[str, Any] = {}
    for _ in range(depth):
        sample = {"a": sample}
    return sample


def test_sample_data_is_readable_or_refused_however_deep(acme: Acme, api: As) -> None:
    client = api(acme.eve)
    accepted = []
    for depth in range(240, 260):
        body = GOOD | {"sample": nested(depth)}
        response = client.post("/api/templates", body, format="json")
        if response.status_code == 201:
            accepted.append(depth)
            read = client.get(response.headers["Location"])
            assert data_of(read)["sample"] == body["sample"]
        else:
            assert error_of(response, 400)["details"]["field"] == "sample"
    assert accepted == list(range(240, 250))


def test_a_broken_source_is_stored_as_a_draft(acme: Acme, api: As) -> None:
    body = GOOD | {"source": "<mjml><mj-body>{% if"}
    assert data_of(api(acme.eve).post("/api/templates", body, format="json"), 201)["id"]


# To GET, PATCH, DELETE /api/templates/{id}


def test_read(acme: Acme, template: Template, api: As) -> None:
    response = api(acme.eve).get(at(template))
    found = data_of(response)
    assert (found["source"], found["sample"]) == (SOURCE, SAMPLE)
    assert response.headers["ETag"] == '"1"'


def test_change_of_content_raises_the_revision(acme: Acme, template: Template, api: As) -> None:
    response = api(acme.eve).patch(at(template), {"subject": "Now", "revision": 1}, format="json")
    saved = data_of(response)
    assert (saved["subject"], saved["revision"], saved["source"]) == ("Now", 2, SOURCE)
    assert response.headers["ETag"] == '"2"'


def test_a_change_of_nothing_changes_nothing(acme: Acme, template: Template, api: As) -> None:
    for body in ({}, {"subject": template.subject, "tags": ["receipt"]}):
        data_of(api(acme.eve).patch(at(template), body, format="json"))
    assert queries.template(acme.eve, template.id) == template


def test_a_stale_revision_is_409_and_says_whose_is_newer(
    acme: Acme, template: Template, api: As
) -> None:
    data_of(api(acme.max).patch(at(template), {"subject": "Max"}, format="json"))
    error = error_of(
        api(acme.eve).patch(at(template), {"subject": "Eve", "revision": 1}, format="json"), 409
    )
    assert error["code"] == "stale_revision"
    assert (error["details"]["revision"], error["details"]["updatedBy"]) == (2, "Max Brandt")
    assert queries.template(acme.eve, template.id).subject == "Max"


def test_if_match_of_another_revision_is_412(acme: Acme, template: Template, api: As) -> None:
    client = api(acme.eve)
    data_of(client.patch(at(template), {"subject": "First"}, format="json"))
    for tag in ('"1"', 'W/"2"', "2", '"1", "3"'):
        headers = {"If-Match": tag}
        for body in ({"subject": "Second"}, {"name": "Second"}):
            error = error_of(client.patch(at(template), body, format="json", headers=headers), 412)
        assert error["details"]["etag"] == '"2"'
        error_of(client.delete(at(template), headers=headers), 412)
    now = queries.template(acme.eve, template.id)
    assert (now.subject, now.name) == ("First", template.name)


@pytest.mark.parametrize("tag", ['"1"', "*", '"7", "1"'])
def test_if_match_of_the_current_revision_saves(
    acme: Acme, template: Template, api: As, tag: str
) -> None:
    response = api(acme.eve).patch(
        at(template), {"subject": "New"}, format="json", headers={"If-Match": tag}
    )
    assert data_of(response)["revision"] == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"revision": "1"}, "revision"),
        ({"revision": 0}, "revision"),
        ({"revision": True}, "revision"),
        ({"revision": 1.5}, "revision"),
        ({"status": "approved"}, "status"),
        ({"name": ""}, "name"),
        ({"tags": None}, "tags"),
    ],
)
def test_a_wrong_change_is_400_and_named(
    acme: Acme, template: Template, api: As, body: dict[str, Any], field: str
) -> None:
    error = error_of(api(acme.eve).patch(at(template), body, format="json"), 400)
    assert error["details"]["field"] == field
    assert queries.template(acme.eve, template.id) == template


def test_content_in_review_is_locked(acme: Acme, review: Workflow, api: As) -> None:
    client, path = api(acme.eve), f"/api/templates/{review.template_id}"
    error = error_of(client.patch(path, {"subject": "New"}, format="json"), 409)
    assert error["code"] == "template_locked"
    assert data_of(client.patch(path, {"name": "New"}, format="json"))["name"] == "New"
    assert data_of(client.get(path))["approvalId"] == review.id
    error_of(client.delete(path), 409)


def test_a_deleted_template_is_gone_for_everybody(acme: Acme, template: Template, api: As) -> None:
    response = api(acme.eve).delete(at(template))
    assert (response.status_code, response.content) == (204, b"")
    error_of(api(acme.eve).get(at(template)), 404)
    error_of(api(acme.eve).delete(at(template)), 404)
    assert names(api(acme.ada).get("/api/templates")) == []


# To POST /api/templates/{id}/render


def render(client: Any, template: Template, body: dict[str, Any] | None = None) -> Any:
    return client.post(at(template, "/render"), body, format="json")


def test_render_merges_the_data_given(acme: Acme, template: Template, api: As) -> None:
    data = {"customer": {"first_name": "<Ada>"}, "order": {"number": 7}}
    shown = data_of(render(api(acme.eve), template, {"data": data}))
    assert shown["subject"] == "Order 7"
    assert "Dear &lt;Ada&gt;, 7 is on its way." in shown["html"]
    assert shown["text"].strip() == "Dear <Ada>, 7 is on its way."
    assert (shown["missing"], shown["problems"]) == ([], [])
    assert shown["size"] == len(shown["html"].encode())


def test_render_without_data_uses_the_sample(acme: Acme, template: Template, api: As) -> None:
    assert "Dear Grace, A-17" in data_of(render(api(acme.eve), template))["html"]
    assert "Dear Grace, A-17" in data_of(render(api(acme.eve), template, {}))["html"]


def test_render_names_what_the_data_lacks(acme: Acme, template: Template, api: As) -> None:
    shown = data_of(render(api(acme.eve), template, {"data": {"order": {"number": 7}}}))
    assert shown["missing"] == ["customer.first_name"]
    assert "Dear , 7" in shown["html"]


def test_unused_data_is_no_mistake(acme: Acme, template: Template, api: As) -> None:
    data_of(render(api(acme.eve), template, {"data": SAMPLE | {"colour": "red"}}))


@pytest.mark.parametrize(
    ("body", "field"),
    [({"data": []}, "data"), ({"data": None}, "data"), ({"variables": {}}, "variables")],
)
def test_wrong_data_is_400_and_named(
    acme: Acme, template: Template, api: As, body: dict[str, Any], field: str
) -> None:
    error = error_of(render(api(acme.eve), template, body), 400)
    assert error["details"]["field"] == field


def test_deep_data_is_refused(acme: Acme, template: Template, api: As) -> None:
    body = '{"data": ' + '{"a": ' * 900 + "1" + "}" * 901
    path = at(template, "/render")
    response = api(acme.eve).post(path, body, content_type="application/json")
    assert error_of(response, 400)["code"] == "ambiguous_json"


def test_unclosed_liquid_is_422_with_its_line(acme: Acme, template: Template, api: As) -> None:
    source = SOURCE.replace("Dear", "{% if customer %} Dear")
    actions.save_template(template.id, actor=acme.eve, revision=1, changes=Changes(source=source))
    error = error_of(render(api(acme.eve), template), 422)
    assert error["code"] == "cannot_render"
    assert error["details"]["line"] == 5
    assert error["message"].startswith("Line 5: ")
    assert error["details"]["problems"][0]["severity"] == "error"


def test_a_mistake_in_the_subject_is_422(acme: Acme, template: Template, api: As) -> None:
    actions.save_template(
        template.id,
        actor=acme.eve,
        revision=1,
        changes=Changes(subject="Order {{ order.number"),
    )
    error_of(render(api(acme.eve), template), 422)


def test_a_script_is_reported(acme: Acme, template: Template, api: As) -> None:
    made = actions.create_template(
        actor=acme.eve,
        name="Bad",
        source='<p onclick="go()">Hi</p><a href="javascript:go()">x</a>',
        format=Format.HTML,
    )
    problems = data_of(render(api(acme.eve), made))["problems"]
    assert {one["code"] for one in problems} == {"event-handler", "javascript-link"}
    assert {one["line"] for one in problems} == {1}


# To GET /api/templates/{id}/versions


def test_versions(acme: Acme, review: Workflow, api: As) -> None:
    client = api(acme.vic)
    (info,) = data_of(client.get(f"/api/templates/{review.template_id}/versions"))
    assert (info["number"], info["digest"]) == (1, review.digest)
    assert not {"source", "html", "text"} & set(info)


@pytest.mark.parametrize("number", ["2", "0", "9" * 60])
def test_no_such_version(acme: Acme, review: Workflow, api: As, number: str) -> None:
    path = f"/api/templates/{review.template_id}/versions/{number}"
    assert api(acme.vic).get(path).status_code == 404


def test_one_version(acme: Acme, review: Workflow, api: As) -> None:
    response = api(acme.vic).get(f"/api/templates/{review.template_id}/versions/1")
    version = data_of(response)
    assert version["source"] == SOURCE
    assert "{{ customer.first_name }}" in version["html"]
    assert response.headers["ETag"] == f'"{review.digest}"'


@pytest.mark.parametrize("number", ["2", "0", "99999999999999999999999", "x"])
def test_a_version_that_is_not_there_is_404(
    acme: Acme, review: Workflow, api: As, number: str
) -> None:
    error_of(api(acme.vic).get(f"/api/templates/{review.template_id}/versions/{number}"), 404)


def test_status_follows_the_review(acme: Acme, approved: Workflow, api: As) -> None:
    found = data_of(api(acme.eve).get(f"/api/templates/{approved.template_id}"))
    assert (found["status"], found["approvedVersion"]) == (Status.APPROVED, 1)
    assert found["approvedBy"] == acme.ann.id
    assert json.dumps(found)
