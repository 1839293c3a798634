"""What the editor's script is told: drafts kept on their revision, previews, refusals in JSON."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.domain import Member
from approvals import actions as approvals
from templates_app import actions, queries
from templates_app.domain import Status, Template
from templates_app.rendering.formats import Format
from tests.cast import Acme, Globex

SignIn = Callable[[Member], Client]
JSON = {"Accept": "application/json"}
SOURCE = (
    "<mjml><mj-body><mj-section><mj-column><mj-text>Hello {{ name }}</mj-text></mj-column>"
    "</mj-section></mj-body></mjml>"
)


@pytest.fixture
def letter(acme: Acme) -> Template:
    return actions.create_template(
        actor=acme.eve, name="Receipt", source=SOURCE, format=Format.MJML, sample={"name": "Lena"}
    )


def post(client: Client, template: Template, part: str, body: object) -> Any:
    return client.post(
        f"/templates/{template.id}/{part}", body, content_type="application/json", headers=JSON
    )


def save(client: Client, template: Template, **body: Any) -> Any:
    return post(client, template, "draft", {"revision": template.revision, **body})


def test_a_save_on_the_current_revision_is_kept(
    acme: Acme, letter: Template, sign_in: SignIn
) -> None:
    answer = save(sign_in(acme.eve), letter, source=SOURCE + "\r\n", subject="Hi", sample={"a": 1})
    after = queries.template(acme.eve, letter.id)
    assert answer.json()["revision"] == after.revision == letter.revision + 1
    assert answer.json()["status"] == "draft"
    assert (after.source, after.subject, after.sample) == (SOURCE + "\r\n", "Hi", {"a": 1})


def test_a_save_on_an_old_revision_is_told_whose_and_stores_nothing(
    acme: Acme, letter: Template, sign_in: SignIn
) -> None:
    save(sign_in(acme.max), letter, subject="From Max")
    answer = save(sign_in(acme.eve), letter, subject="From Eve")
    assert answer.status_code == 409
    error = answer.json()["error"]
    assert error["code"] == "stale_revision"
    assert error["details"]["revision"] == letter.revision + 1
    assert error["details"]["updatedBy"] == "Max Brandt"
    assert queries.template(acme.eve, letter.id).subject == "From Max"


def test_the_draft_as_it_is_stored_can_be_fetched(
    acme: Acme, letter: Template, sign_in: SignIn
) -> None:
    save(sign_in(acme.max), letter, subject="From Max")
    theirs = sign_in(acme.eve).get(f"/templates/{letter.id}/draft", headers=JSON).json()
    assert (theirs["subject"], theirs["source"]) == ("From Max", SOURCE)
    assert (theirs["updatedBy"], theirs["updatedById"]) == ("Max Brandt", acme.max.id)


def test_content_in_review_is_locked_but_sample_data_is_not(
    acme: Acme, letter: Template, sign_in: SignIn
) -> None:
    approvals.submit(letter.id, actor=acme.eve)
    client = sign_in(acme.eve)
    answer = save(client, letter, subject="Too late")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "template_locked")
    assert save(client, letter, sample={"name": "Mara"}).status_code == 200
    after = queries.template(acme.eve, letter.id)
    assert (after.subject, after.sample, after.status) == ("", {"name": "Mara"}, Status.IN_REVIEW)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ({"subject": "no revision"}, 400),
        ({"revision": "1", "subject": "x"}, 400),
        ({"revision": 1, "colour": "red"}, 400),
        ({"revision": 1, "source": 5}, 400),
        ({"revision": 1, "sample": []}, 400),
        ({"revision": 1, "source": " "}, 400),
        ({"revision": 1, "source": "<p>" + "x" * 2 * 2**20}, 413),
        ({"revision": 1, "sample": {"a": "x" * 70_000}}, 413),
    ],
)
def test_a_wrong_body_gets_a_sentence_and_stores_nothing(
    body: object, status: int, acme: Acme, letter: Template, sign_in: SignIn
) -> None:
    answer = post(sign_in(acme.eve), letter, "draft", body)
    assert answer.status_code == status
    assert answer.json()["error"]["message"].endswith(".")
    assert queries.template(acme.eve, letter.id) == letter


def test_only_json_is_read(acme: Acme, letter: Template, sign_in: SignIn) -> None:
    address = f"/templates/{letter.id}/draft"
    answer = sign_in(acme.eve).post(address, {"revision": 1}, headers=JSON)
    assert answer.status_code == 415


def test_a_preview_is_merged_and_shown_in_its_own_frame(
    acme: Acme, letter: Template, sign_in: SignIn
) -> None:
    client = sign_in(acme.eve)
    body = {
        "source": SOURCE.replace("Hello", "Good day {{ other }}"),
        "subject": "For {{ name }}",
        "preheader": "{{ name }}, look",
        "data": {"name": "Mara"},
    }
    shown = post(client, letter, "preview", body).json()
    assert (shown["subject"], shown["preheader"]) == ("For Mara", "Mara, look")
    assert shown["missing"] == ["other"]
    assert {one["name"] for one in shown["variables"]} == {"name", "other"}
    assert shown["problems"] == []
    frame = client.get(shown["frame"])
    assert "Good day  Mara" in frame.content.decode()
    assert shown["size"] > 1000
    assert queries.template(acme.eve, letter.id) == letter


def test_problems_of_a_preview_have_their_lines(
    acme: Acme, letter: Template, sign_in: SignIn
) -> None:
    body = {"source": "<mjml>\n<mj-body>\n{% if x %}\n</mj-body></mjml>"}
    shown = post(sign_in(acme.eve), letter, "preview", body).json()
    assert shown["frame"] is None
    assert {"severity", "message", "line", "column", "code"} <= set(shown["problems"][0])
    assert shown["problems"][0]["line"] == 3


def test_what_fails_in_the_merge_has_its_line_in_the_source(
    acme: Acme, letter: Template, sign_in: SignIn
) -> None:
    loop = "{% for one in (1..1000000000) %}x{% endfor %}"
    body = {"source": f"<mjml><mj-body>\n<mj-raw>\n{loop}</mj-raw></mj-body></mjml>"}
    (problem,) = post(sign_in(acme.eve), letter, "preview", body).json()["problems"]
    assert (problem["line"], problem["column"]) == (3, 1)


def test_who_may_what(acme: Acme, globex: Globex, letter: Template, sign_in: SignIn) -> None:
    reader, stranger = sign_in(acme.vic), sign_in(globex.zoe)
    assert reader.get(f"/templates/{letter.id}/edit").status_code == 200
    assert "You can read this source" in reader.get(f"/templates/{letter.id}/edit").content.decode()
    assert post(reader, letter, "preview", {"source": SOURCE}).status_code == 200
    assert save(reader, letter, subject="x").status_code == 403
    for answer in (
        stranger.get(f"/templates/{letter.id}/edit"),
        stranger.get(f"/templates/{letter.id}/draft"),
        save(stranger, letter, subject="x"),
        post(stranger, letter, "preview", {"source": SOURCE}),
    ):
        assert answer.status_code == 404
    assert queries.template(acme.eve, letter.id) == letter


def test_the_page_starts_from_the_draft_and_says_when_it_may_not_change(
    acme: Acme, letter: Template, sign_in: SignIn
) -> None:
    client = sign_in(acme.eve)
    address = f"/templates/{letter.id}/edit"
    page = client.get(address)
    assert 'data-editable="true"' in page.content.decode()
    assert page.context["page"].script_data["source"] == SOURCE
    assert "'nonce-" in page.headers["Content-Security-Policy"]
    approvals.submit(letter.id, actor=acme.eve)
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'data-editable="false"' in part
    assert 'id="lock" hx-swap-oob="true"' in part
    assert "Version 1 is in review" in part
    assert "<html" not in part


def test_a_source_cannot_break_out_of_the_page(acme: Acme, sign_in: SignIn) -> None:
    source = "<p></script><script>alert(1)</script></p>"
    evil = actions.create_template(
        actor=acme.eve, name="</title><script>", source=source, format=Format.HTML
    )
    page = sign_in(acme.eve).get(f"/templates/{evil.id}/edit").content.decode()
    assert "<script>alert" not in page
    assert "</title><script>" not in page
