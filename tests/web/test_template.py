"""A template's own page, and its details that are saved in place."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.domain import Member
from approvals import actions as approvals
from approvals.domain import DecisionKind
from templates_app import actions, queries
from templates_app.domain import Changes, Template
from templates_app.rendering.formats import Format
from templates_app.rendering.variables import Variable
from templates_app.web.samples import filled
from tests.cast import Acme, Globex

SignIn = Callable[[Member], Client]
HTMX = {"HX-Request": "true"}
SOURCE = (
    "<mjml><mj-body><mj-section><mj-column><mj-text>Hello {{ customer.name }} {{ gone }}</mj-text>"
    "</mj-column></mj-section></mj-body></mjml>"
)


@pytest.fixture
def letter(acme: Acme) -> Template:
    return actions.create_template(
        actor=acme.eve,
        name="Receipt",
        source=SOURCE,
        format=Format.MJML,
        subject="For {{ customer.name }}",
        sample={"customer": {"name": "Lena"}},
    )


def page(client: Client, template: Template, query: str = "") -> str:
    answer = client.get(f"/templates/{template.id}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_the_email_as_an_inbox_does(acme: Acme, letter: Template, sign_in: SignIn) -> None:
    text = page(sign_in(acme.eve), letter)
    assert '<p class="envelope-subject letter">For Lena</p>' in text
    assert f'src="/templates/{letter.id}/miniature/{letter.fingerprint}"' in text
    assert 'sandbox=""' in text
    assert "No sample data" in text
    assert "Hello Lena" in page(sign_in(acme.eve), letter, "?view=text")


def test_what_is_not_approved_says_why_it_cannot_leave(
    acme: Acme, letter: Template, sign_in: SignIn
) -> None:
    client = sign_in(acme.eve)
    assert "No version is approved yet" in page(client, letter)
    assert "/download" not in page(client, letter)
    review = approvals.submit(letter.id, actor=acme.eve)
    assert "Version 1 is in review" in page(client, letter)
    assert f"/approvals/{review.id}/withdrawal" in page(client, letter)
    assert "withdrawal" not in page(sign_in(acme.vic), letter)
    assert "Review it" in page(sign_in(acme.ann), letter)
    approvals.decide(review.id, actor=acme.ann, kind=DecisionKind.APPROVE, digest=review.digest)
    text = page(client, letter)
    for ending in ("html", "mjml", "text", "eml"):
        assert f"/templates/{letter.id}/download?version=1&amp;format={ending}" in text
    assert "postmark" in text
    actions.save_template(
        letter.id, actor=acme.eve, revision=None, changes=Changes(subject="Another")
    )
    changed = page(client, letter)
    assert "The draft changed after version 1 was approved" in changed
    assert "postmark" not in changed
    assert f"/templates/{letter.id}/download?version=1&amp;format=html" in changed


def test_a_request_for_changes_is_quoted(acme: Acme, letter: Template, sign_in: SignIn) -> None:
    review = approvals.submit(letter.id, actor=acme.eve)
    approvals.decide(
        review.id,
        actor=acme.ann,
        kind=DecisionKind.REQUEST_CHANGES,
        comment="Shorter <b>",
        digest=review.digest,
    )
    text = page(sign_in(acme.eve), letter)
    assert "Ann Boyd asks for changes in version 1" in text
    assert "Shorter &lt;b&gt;" in text
    assert 'data-opens="submit"' in text


def test_a_source_with_errors_is_not_offered_for_review(acme: Acme, sign_in: SignIn) -> None:
    broken = actions.create_template(
        actor=acme.eve, name="Broken", source="<mjml>{% if %}", format=Format.MJML
    )
    text = page(sign_in(acme.eve), broken)
    assert "This source has errors" in text
    assert "to mend first" in text


def test_details_are_saved_in_place_and_need_no_review(
    acme: Acme, letter: Template, sign_in: SignIn
) -> None:
    approvals.submit(letter.id, actor=acme.eve)
    fields = {"name": "New", "description": "Two\r\nlines", "category": "Orders", "tags": "a,b"}
    answer = sign_in(acme.eve).post(f"/templates/{letter.id}/details", fields, headers=HTMX)
    assert answer.status_code == 200
    assert "Saved" in answer.headers["HX-Trigger"]
    after = queries.template(acme.eve, letter.id)
    assert (after.name, after.description, after.category, after.tags) == (
        "New",
        "Two\nlines",
        "Orders",
        ("a", "b"),
    )
    assert after.revision == letter.revision


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_wrong_detail_is_named_and_nothing_is_stored(
    headers: dict[str, str], acme: Acme, letter: Template, sign_in: SignIn
) -> None:
    fields = {"name": "", "description": "d", "category": "Orders", "tags": ""}
    answer = sign_in(acme.eve).post(f"/templates/{letter.id}/details", fields, headers=headers)
    assert answer.status_code == 422
    assert 'id="name-help"' in answer.content.decode()
    assert queries.template(acme.eve, letter.id) == letter


def test_who_sees_it(acme: Acme, globex: Globex, letter: Template, sign_in: SignIn) -> None:
    assert 'id="details"' not in page(sign_in(acme.vic), letter)
    assert (
        sign_in(acme.vic).post(f"/templates/{letter.id}/details", {"name": "x"}).status_code == 403
    )
    assert sign_in(globex.zoe).get(f"/templates/{letter.id}").status_code == 404
    assert sign_in(globex.zoe).post(f"/templates/{letter.id}/details").status_code == 404
    assert Client().get(f"/templates/{letter.id}").status_code == 302


def test_samples_are_found_by_the_names_of_variables() -> None:
    data = {"a": {"b": 3}, "items": [{"price": 5}], "none": [], "yes": True}
    names = ("a.b", "items", "items[].price", "none[].x", "a.c", "yes", "a.b.c")
    found = filled(tuple(Variable(name, "string", ()) for name in names), data)
    assert [(one.value, one.is_missing) for one in found] == [
        ("3", False),
        ("1 item", False),
        ("5", False),
        ("", True),
        ("", True),
        ("yes", False),
        ("", True),
    ]
