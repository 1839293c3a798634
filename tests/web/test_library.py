"""The library: what is found, what its menus do, and who may do it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain import Member
from approvals import actions as approvals
from craftify.errors import Invalid
from templates_app import actions, queries
from templates_app.domain import Status, Template
from templates_app.rendering.formats import Format
from templates_app.web.filters import Filters, Sort, View
from tests.cast import Acme, Globex

SignIn = Callable[[Member], Client]
SOURCE = (
    "<mjml><mj-body><mj-section><mj-column><mj-text>Hello</mj-text></mj-column></mj-section>"
    "</mj-body></mjml>"
)
HTMX = {"HX-Request": "true"}


def made(actor: Member, name: str, **fields: Any) -> Template:
    return actions.create_template(
        actor=actor, name=name, source=SOURCE, format=Format.MJML, **fields
    )


def names(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/templates{query}")
    assert page.status_code == 200
    return [row.card.name for row in page.context["library"].rows]


def test_an_empty_library_offers_the_first_template(acme: Acme, sign_in: SignIn) -> None:
    page = sign_in(acme.eve).get("/templates").content.decode()
    assert "No templates yet" in page
    assert 'href="/templates/new"' in page
    assert 'role="search"' not in page
    assert 'href="/templates/new"' not in sign_in(acme.vic).get("/templates").content.decode()


def test_filters_narrow_what_is_found(acme: Acme, sign_in: SignIn) -> None:
    made(acme.eve, "Receipt", category="Orders", tags=("money",))
    made(acme.max, "Welcome", category="Account")
    client = sign_in(acme.eve)
    assert names(client) == ["Welcome", "Receipt"]
    assert names(client, "?sort=name") == ["Receipt", "Welcome"]
    assert names(client, "?q=rece") == ["Receipt"]
    assert names(client, "?category=Account") == ["Welcome"]
    assert names(client, "?tag=money") == ["Receipt"]
    assert names(client, f"?owner={acme.max.id}") == ["Welcome"]
    assert names(client, "?status=approved") == []
    assert "Nothing matches" in client.get("/templates?q=zebra").content.decode()
    assert "“zebra”" in client.get("/templates?q=zebra").content.decode()


def test_each_status_has_a_chip_with_its_count(acme: Acme, sign_in: SignIn) -> None:
    made(acme.eve, "Draft one")
    submitted = made(acme.eve, "Waiting one")
    approvals.submit(submitted.id, actor=acme.eve)
    chips = sign_in(acme.eve).get("/templates?q=one").context["library"].chips
    assert [(chip.status, chip.count) for chip in chips] == [
        (None, 2),
        (Status.DRAFT, 1),
        (Status.IN_REVIEW, 1),
    ]
    assert chips[1].query == "?q=one&status=draft"


def test_pages_keep_the_filters(acme: Acme, sign_in: SignIn) -> None:
    for number in range(26):
        made(acme.eve, f"Letter {number:02}")
    client = sign_in(acme.eve)
    assert len(names(client, "?sort=name")) == 24
    assert names(client, "?sort=name&page=2") == ["Letter 24", "Letter 25"]
    page = client.get("/templates?q=letter&sort=name").content.decode()
    assert 'href="?page=2&amp;q=letter&amp;sort=name"' in page
    assert "This page is empty now" in client.get("/templates?page=9").content.decode()


@pytest.mark.parametrize("query", ["?status=lost", "?page=0", "?page=x", "?sort=colour", "?view=3"])
def test_what_no_filter_knows_is_refused(query: str, acme: Acme, sign_in: SignIn) -> None:
    assert sign_in(acme.eve).get(f"/templates{query}").status_code == 400


def test_htmx_gets_the_results_and_the_chips(acme: Acme, sign_in: SignIn) -> None:
    made(acme.eve, "Receipt")
    client = sign_in(acme.eve)
    part = client.get("/templates?q=rec&tag=", headers=HTMX | {"HX-Trigger": "find"})
    text = part.content.decode()
    assert "<html" not in text
    assert 'id="results"' in text
    assert 'id="chips"' in text
    assert part.headers["HX-Push-Url"] == "/templates?q=rec"
    again = client.get("/templates", headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "<html" in again.content.decode()


def test_the_view_is_remembered(acme: Acme, sign_in: SignIn) -> None:
    made(acme.eve, "Receipt")
    client = sign_in(acme.eve)
    assert "library-table" not in client.get("/templates").content.decode()
    assert "library-table" in client.get("/templates?view=list").content.decode()
    assert "library-table" in client.get("/templates").content.decode()


def test_another_organization_sees_nothing(acme: Acme, globex: Globex, sign_in: SignIn) -> None:
    made(acme.eve, "Receipt")
    assert names(sign_in(globex.zoe)) == []


def test_duplicate_archive_delete_and_their_undo(acme: Acme, sign_in: SignIn) -> None:
    card = made(acme.eve, "Receipt")
    client = sign_in(acme.eve)

    def told(verb: str) -> dict[str, dict[str, str]]:
        answer = client.post(f"/templates/{card.id}/{verb}", headers=HTMX)
        assert answer.status_code == 204
        found: dict[str, dict[str, str]] = json.loads(answer.headers["HX-Trigger"])
        return found

    assert told("copies")["toast"]["text"] == "“Receipt (copy)” was created."
    assert told("archive")["toast"]["undo"] == f"/templates/{card.id}/unarchive"
    assert names(client) == ["Receipt (copy)"]
    assert names(client, "?status=archived") == ["Receipt"]
    assert "templateSaved" in told("unarchive")
    deleted = told("deletion")
    assert deleted["toast"]["undo"] == f"/templates/{card.id}/restoration"
    assert deleted["templateDeleted"]["templateId"] == card.id
    assert client.get(f"/templates/{card.id}").status_code == 404
    assert "templateCreated" in told("restoration")
    assert queries.template(acme.eve, card.id).name == "Receipt"


def test_without_htmx_a_deletion_leads_to_the_library_with_its_undo(
    acme: Acme, sign_in: SignIn
) -> None:
    card = made(acme.eve, "Receipt")
    page = sign_in(acme.eve).post(f"/templates/{card.id}/deletion", follow=True)
    assert page.redirect_chain == [("/templates", 302)]
    assert f'data-undo="/templates/{card.id}/restoration"' in page.content.decode()


@pytest.mark.parametrize("verb", ["copies", "archive", "unarchive", "deletion", "restoration"])
def test_who_may_not(verb: str, acme: Acme, globex: Globex, sign_in: SignIn) -> None:
    card = made(acme.eve, "Receipt")
    address = f"/templates/{card.id}/{verb}"
    assert sign_in(acme.vic).post(address).status_code in (403, 404)
    assert sign_in(globex.zoe).post(address).status_code == 404
    assert sign_in(acme.eve).get(address).status_code == 405
    assert queries.library(acme.eve).total == 1
    assert queries.template(acme.eve, card.id) == card


def test_what_is_in_review_cannot_be_deleted(acme: Acme, sign_in: SignIn) -> None:
    card = made(acme.eve, "Receipt")
    approvals.submit(card.id, actor=acme.eve)
    answer = sign_in(acme.eve).post(f"/templates/{card.id}/deletion", headers=HTMX)
    assert answer.status_code == 409
    assert "Withdraw the review" in answer.content.decode()


@given(
    q=st.text(max_size=30).map(str.strip),
    status=st.sampled_from([None, *Status]),
    tag=st.text(max_size=10),
    sort=st.sampled_from(Sort),
    page=st.integers(1, 999_999),
)
def test_an_address_says_what_the_filters_say(
    q: str, status: Status | None, tag: str, sort: Sort, page: int
) -> None:
    filters = Filters(q=q, status=status, tag=tag, sort=sort, page=page, view=View.LIST)
    back = dict(parse_qsl(filters.query()[1:], keep_blank_values=True))
    assert Filters.of(back, "list") == filters


def test_a_view_that_was_never_offered_is_not_remembered() -> None:
    assert Filters.of({}, "<b>").view == View.CARDS
    with pytest.raises(Invalid):
        Filters.of({"view": "<b>"}, "")


def test_no_page_of_the_library_has_inline_script_or_style() -> None:
    for page in Path("templates_app/templates").rglob("*.html"):
        text = page.read_text()
        assert " style=" not in text
        assert "onclick" not in text
