"""Threads, seats, rendering and pushes over the API: what a page can do, a program can do."""

from base64 import b64encode
from typing import Any

import pytest

from approvals.domain import Workflow
from tests.api.conftest import As, data_of, error_of
from tests.cast import Acme, Globex


def at(review: Workflow, rest: str) -> str:
    return f"/api/approvals/{review.id}{rest}"


def begun(client: Any, review: Workflow, **body: Any) -> Any:
    body = {"words": "Who pays this?"} | body
    return data_of(client.post(at(review, "/threads"), body, format="json"), 201)


def test_a_thread_on_a_block_from_its_beginning_to_its_end(
    acme: Acme, review: Workflow, api: As
) -> None:
    ann, eve = api(acme.ann), api(acme.eve)
    blocks = data_of(ann.get(at(review, "/blocks")))
    text = next(one for one in blocks if "on its way" in one["text"])
    anchor = {"spot": "text", "blockId": text["id"], "quote": "on its way"}
    made = begun(ann, review, anchor=anchor, blocking=True, mentions=[acme.max.id])
    assert (made["blocking"], made["anchor"]["label"]) == (True, text["label"])
    place = at(review, f"/threads/{made['id']}")
    answered = data_of(eve.post(f"{place}/comments", {"words": "Sales."}, format="json"), 201)
    comment = answered["comments"][1]["id"]
    data_of(eve.patch(f"{place}/comments/{comment}", {"words": "Sales!"}, format="json"))
    liked = data_of(
        ann.post(f"{place}/comments/{comment}/reactions", {"reaction": "👍"}, format="json")
    )
    assert liked["comments"][1]["reactions"] == {"👍": [acme.ann.id]}
    error_of(ann.post(at(review, "/decisions"), {"decision": "approve"}, format="json"), 409)
    error_of(eve.patch(place, {"status": "resolved"}, format="json"), 403)
    assert data_of(ann.patch(place, {"blocking": False}, format="json"))["blocking"] is False
    assert data_of(ann.patch(place, {"status": "resolved"}, format="json"))["resolvedByName"]
    assert data_of(ann.patch(place, {"status": "open"}, format="json"))["status"] == "open"
    data_of(eve.delete(f"{place}/comments/{comment}"))
    [found] = data_of(ann.get(at(review, "/threads")))
    quoted = text["text"][found["start"] : found["end"]]
    assert (quoted, found["gone"], found["comments"][1]["deleted"]) == ("on its way", False, True)


def test_what_is_wrong_is_named(acme: Acme, review: Workflow, api: As) -> None:
    ann = api(acme.ann)
    for body, field in (
        ({"words": " "}, "comment"),
        ({"words": "x", "anchor": {"spot": "block"}}, "blockId"),
        ({"words": "x", "anchor": {"place": 1}}, "place"),
        ({"words": "x", "mentions": "everybody"}, "mentions"),
        ({"words": "x", "id": "1"}, "id"),
    ):
        error = error_of(ann.post(at(review, "/threads"), body, format="json"), 400)
        assert error["details"]["field"] == field
    place = at(review, f"/threads/{begun(ann, review)['id']}")
    for change in ({}, {"status": "open", "blocking": True}, {"status": "gone"}):
        error_of(ann.patch(place, change, format="json"), 400)


def test_files_go_up_and_come_down_as_downloads(acme: Acme, review: Workflow, api: As) -> None:
    ann = api(acme.ann)
    data = b"<script>alert(1)</script>"
    body = {"filename": 'a"b.html', "data": b64encode(data).decode()}
    kept = data_of(ann.post(at(review, "/attachments"), body, format="json"), 201)
    made = begun(ann, review, words="", attachments=[kept["id"]])
    assert made["comments"][0]["attachments"] == [kept]
    answer = api(acme.vic).get(at(review, f"/attachments/{kept['id']}"))
    assert (answer.content, answer["X-Content-Type-Options"]) == (data, "nosniff")
    assert answer["Content-Disposition"] == 'attachment; filename="ab.html"'
    assert answer["Content-Type"].startswith("text/plain")
    for text, status in (("§", 400), ("AAAA", 415)):
        body = {"filename": "x", "data": text}
        error_of(ann.post(at(review, "/attachments"), body, format="json"), status)


@pytest.mark.parametrize(
    ("method", "rest", "body"),
    [
        ("get", "/threads", None),
        ("get", "/blocks", None),
        ("post", "/threads", {"words": "x"}),
        ("post", "/attachments", {"filename": "x", "data": "eA=="}),
        ("post", "/approvers", {"to": "usr_1"}),
        ("post", "/escalations", None),
        ("post", "/override", {"reason": "x", "digest": "x"}),
        ("post", "/override/confirmation", {"digest": "x"}),
    ],
)
def test_another_organization_finds_nothing(
    review: Workflow, globex: Globex, api: As, method: str, rest: str, body: Any
) -> None:
    error_of(getattr(api(globex.zoe), method)(at(review, rest), body, format="json"), 404)


def test_seats_over_the_api(acme: Acme, review: Workflow, api: As) -> None:
    handed = api(acme.ann).post(at(review, "/approvers"), {"to": acme.bob.id}, format="json")
    error_of(handed, 400)  # Bob is an approver already
    error_of(api(acme.ann).post(at(review, "/escalations")), 403)
    error_of(api(acme.eve).post(at(review, "/escalations")), 400)
    asked = {"reason": "It burns.", "digest": review.digest}
    error_of(api(acme.max).post(at(review, "/override"), asked, format="json"), 403)
    after = data_of(api(acme.ada).post(at(review, "/override"), asked, format="json"))
    assert after["override"]["reason"] == "It burns."
    confirmed = api(acme.ada).post(
        at(review, "/override/confirmation"), {"digest": review.digest}, format="json"
    )
    assert error_of(confirmed, 403)["code"] == "own_work"


def test_an_approved_version_is_rendered(acme: Acme, approved: Workflow, api: As) -> None:
    data = {"customer": {"first_name": "<Kim>"}}
    address = f"/api/templates/{approved.template_id}/renderings"
    shown = data_of(api(acme.vic).post(address, {"data": data}, format="json"))
    assert (shown["digest"], shown["missing"]) == (approved.digest, ["order.number"])
    assert "Dear &lt;Kim&gt;" in shown["html"]
    push = f"/api/templates/{approved.template_id}/pushes"
    error_of(api(acme.vic).post(push, {"destination": "ses"}, format="json"), 503)
    error_of(api(acme.vic).post(push, {"destination": "fax"}, format="json"), 400)
