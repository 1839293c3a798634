"""`fields=`, unknown parameters, conditional requests and the new resources of templates."""

from base64 import b64encode
from typing import Any

import pytest

from approvals.domain import Workflow
from templates_app import queries
from templates_app.domain import Template
from tests.api.conftest import SOURCE, As, data_of, error_of
from tests.cast import Acme, Globex


def test_only_the_members_that_are_asked_for(acme: Acme, template: Template, api: As) -> None:
    client = api(acme.eve)
    assert data_of(client.get("/api/templates?fields=name,id")) == [
        {"id": template.id, "name": template.name}
    ]
    one = data_of(client.get(f"/api/templates/{template.id}?fields=source"))
    assert one == {"source": SOURCE}
    assert client.get("/api/templates?fields=id").json()["pagination"]["total"] == 1


@pytest.mark.parametrize("fields", ["colour", "", "id,", "id,secret"])
def test_a_member_that_is_not_there_is_400(acme: Acme, api: As, fields: str) -> None:
    error = error_of(api(acme.eve).get(f"/api/templates?fields={fields}"), 400)
    assert error["details"] == {"field": "fields"}


@pytest.mark.parametrize(
    "address",
    ["/api/users/me", "/api/templates", "/api/approvals", "/api/notifications/unread",
     "/api/delegations", "/api/approval-policy", "/api/starters", "/api/webhooks",
     "/api/undelivered", "/api"],
)  # fmt: skip
def test_an_unknown_parameter_is_400_everywhere(acme: Acme, api: As, address: str) -> None:
    error = error_of(api(acme.ada).get(f"{address}?colour=red"), 400)
    assert error["details"] == {"field": "colour"}


def test_a_client_that_has_it_gets_304(acme: Acme, template: Template, api: As) -> None:
    client, path = api(acme.eve), f"/api/templates/{template.id}"
    for header in ('"1"', 'W/"1"', '"7", "1"'):
        answer = client.get(path, headers={"If-None-Match": header})
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", '"1"')
    data_of(client.get(path, headers={"If-None-Match": '"2"'}))


def test_a_review_is_changed_at_the_revision_that_was_seen(
    acme: Acme, review: Workflow, api: As
) -> None:
    client, path = api(acme.ann), f"/api/approvals/{review.id}"
    tag = client.get(path).headers["ETag"]
    approve = {"decision": "approve"}
    old = client.post(f"{path}/decisions", approve, format="json", headers={"If-Match": '"99"'})
    assert error_of(old, 412)["details"] == {"etag": tag}
    after = client.post(f"{path}/decisions", approve, format="json", headers={"If-Match": tag})
    assert data_of(after)["status"] == "approved"
    assert after.headers["ETag"] == client.get(path).headers["ETag"] != tag


def test_a_webhook_is_changed_at_the_revision_that_was_seen(acme: Acme, api: As) -> None:
    client = api(acme.ada)
    made = client.post(
        "/api/webhooks",
        {"url": "https://hooks.example/craftify", "events": ["approvalDecided"]},
        format="json",
    )
    path, tag = made.headers["Location"], made.headers["ETag"]
    after = client.patch(path, {"active": False}, format="json", headers={"If-Match": tag})
    assert after.headers["ETag"] not in {"", tag}
    for method in (client.patch, client.delete):
        error_of(method(path, {}, format="json", headers={"If-Match": tag}), 412)
    assert client.delete(path, headers={"If-Match": after.headers["ETag"]}).status_code == 204


# New templates


def test_without_a_format_the_first_tag_decides(acme: Acme, api: As) -> None:
    for source, kind in ((SOURCE, "mjml"), ("<p>Hello</p>", "html")):
        body = {"name": "Sale", "source": source}
        made = data_of(api(acme.eve).post("/api/templates", body, format="json"), 201)
        assert made["format"] == kind


def test_a_file_becomes_a_draft(acme: Acme, api: As) -> None:
    file = {"filename": "spring-sale.mjml", "data": b64encode(SOURCE.encode()).decode()}
    answer = api(acme.eve).post("/api/templates/uploads", file, format="json")
    made = data_of(answer, 201)
    assert (made["name"], made["source"], made["format"]) == ("Spring sale", SOURCE, "mjml")
    assert answer.headers["Location"] == f"/api/templates/{made['id']}"
    for changed, status in (
        ({"filename": "sale.exe"}, 415),
        ({"data": "§"}, 400),
        ({"data": b64encode(b"\xff<p>").decode()}, 400),
        ({"data": b64encode(b"x" * 2**21).decode()}, 413),
    ):
        error_of(
            api(acme.eve).post("/api/templates/uploads", file | changed, format="json"), status
        )
    error_of(api(acme.vic).post("/api/templates/uploads", file, format="json"), 403)


def test_a_source_is_previewed_without_being_stored(acme: Acme, api: As) -> None:
    body: dict[str, Any] = {"source": SOURCE, "data": {"customer": {"first_name": "Ada"}}}
    shown = data_of(api(acme.vic).post("/api/previews", body, format="json"))
    assert "Dear Ada" in shown["html"]
    assert shown["missing"] == ["order.number"]
    assert queries.library(acme.eve).total == 0
    broken = {"source": "<mjml><mj-body>{% for a in b %}</mj-body></mjml>"}
    error_of(api(acme.vic).post("/api/previews", broken, format="json"), 422)


def test_a_starter_becomes_a_template(acme: Acme, api: As) -> None:
    client = api(acme.eve)
    [first, *others] = data_of(client.get("/api/starters"))
    assert len(others) == 7
    starter = data_of(client.get(f"/api/starters/{first['id']}"))
    body = {name: starter[name] for name in ("name", "subject", "source", "sample", "tags")}
    made = data_of(client.post("/api/templates", body, format="json"), 201)
    assert (made["source"], made["tags"]) == (starter["source"], starter["tags"])
    error_of(client.get("/api/starters/none"), 404)


def test_copy_archive_delete_and_restore(acme: Acme, template: Template, api: As) -> None:
    client, path = api(acme.eve), f"/api/templates/{template.id}"
    copy = data_of(client.post(f"{path}/copies"), 201)
    assert copy["name"] == f"{template.name} (copy)"
    stale = client.post(f"{path}/archive", headers={"If-Match": '"9"'})
    error_of(stale, 412)
    assert data_of(client.post(f"{path}/archive"))["status"] == "archived"
    assert data_of(client.post(f"{path}/unarchive"))["status"] == "draft"
    error_of(client.post(f"{path}/restoration"), 404)
    assert client.delete(path).status_code == 204
    assert data_of(client.post(f"{path}/restoration"))["id"] == template.id
    for act in ("copies", "archive", "unarchive"):
        error_of(api(acme.vic).post(f"{path}/{act}"), 403)
        error_of(client.post(f"{path}/{act}", {"x": 1}, format="json"), 400)


def test_facets_count(acme: Acme, template: Template, api: As) -> None:
    counts = data_of(api(acme.vic).get("/api/templates/facets"))
    assert counts["total"] == 1
    assert counts["byStatus"] == {"draft": 1}
    assert counts["tags"] == {"receipt": 1}


def test_a_version_is_merged_before_it_is_approved(acme: Acme, review: Workflow, api: As) -> None:
    path = f"/api/templates/{review.template_id}/versions/1/render"
    shown = data_of(api(acme.ann).post(path))
    assert "Dear Grace" in shown["html"]
    data = {"customer": {"first_name": "Ada"}}
    assert "Dear Ada" in data_of(api(acme.ann).post(path, {"data": data}, format="json"))["html"]


# Many at once


def bulk(client: Any, **body: Any) -> Any:
    return client.post("/api/templates/bulk", body, format="json")


def test_each_of_many_has_its_own_result(
    acme: Acme, globex: Globex, review: Workflow, api: As
) -> None:
    client = api(acme.eve)
    body = {"name": "Sale", "source": SOURCE}
    free = data_of(client.post("/api/templates", body, format="json"), 201)["id"]
    theirs = data_of(api(globex.zoe).post("/api/templates", body, format="json"), 201)["id"]
    ids = [review.template_id, free, theirs, "tpl_none", free]
    results = data_of(bulk(client, action="archive", ids=ids))
    assert [(one["id"], one["status"]) for one in results] == [
        (review.template_id, 409), (free, 200), (theirs, 404), ("tpl_none", 404),
    ]  # fmt: skip
    assert results[0]["error"]["code"] == "template_locked"
    assert results[1]["error"] is None
    assert queries.template(globex.zoe, theirs).status == "draft"
    assert queries.template(acme.eve, free).status == "archived"


def test_many_are_tagged_and_untagged(acme: Acme, template: Template, api: As) -> None:
    client, ids = api(acme.eve), [template.id]
    assert data_of(bulk(client, action="tag", ids=ids, tags=["winter"]))[0]["status"] == 200
    assert queries.template(acme.eve, template.id).tags == ("receipt", "winter")
    data_of(bulk(client, action="untag", ids=ids, tags=["receipt"]))
    assert queries.template(acme.eve, template.id).tags == ("winter",)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"action": "approve", "ids": ["tpl_1"]}, "action"),
        ({"action": "delete", "ids": []}, "ids"),
        ({"action": "delete", "ids": ["tpl_1"] * 101}, "ids"),
        ({"action": "delete", "ids": [7]}, "ids"),
        ({"action": "tag", "ids": ["tpl_1"]}, "tags"),
    ],
)
def test_a_wrong_bulk_is_400(acme: Acme, api: As, body: dict[str, Any], field: str) -> None:
    assert error_of(bulk(api(acme.eve), **body), 400)["details"] == {"field": field}


def test_a_viewer_changes_none_of_many(acme: Acme, template: Template, api: As) -> None:
    [result] = data_of(bulk(api(acme.vic), action="delete", ids=[template.id]))
    assert (result["status"], result["error"]["code"]) == (403, "forbidden")


def test_the_look_is_chosen(acme: Acme, api: As) -> None:
    client = api(acme.vic)
    assert data_of(client.patch("/api/users/me", {"theme": "dark"}, format="json"))["settings"] == {
        "theme": "dark"
    }
    error_of(client.patch("/api/users/me", {"theme": "pink"}, format="json"), 400)


def test_names_are_changed_each_by_itself(acme: Acme, api: As) -> None:
    client = api(acme.vic)

    def change(**fields: object) -> Any:
        return client.patch("/api/users/me", fields, format="json")

    shown = data_of(change(lastName="  van  der Tan "))
    assert (shown["firstName"], shown["lastName"]) == ("Vic", "van der Tan")
    shown = data_of(change(firstName="Victor", lastName=""))
    assert (shown["firstName"], shown["lastName"]) == ("Victor", "")
    assert shown["settings"] == {"theme": "system"}
    for fields, place in (
        ({"firstName": " "}, "firstName"),
        ({"lastName": "x" * 61}, "lastName"),
        ({"lastName": "a\u202eb"}, "lastName"),
        ({"firstName": 7}, "firstName"),
        ({"email": "v@acme.example"}, "email"),
    ):
        assert error_of(change(**fields), 400)["details"]["field"] == place
    assert data_of(client.get("/api/users/me"))["firstName"] == "Victor"
