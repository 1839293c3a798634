"""The list of reviews."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.domain import Member
from approvals import actions
from approvals.domain import DecisionKind
from tests.approvals.letters import submitted
from tests.cast import Acme, Globex

SignIn = Callable[[Member], Client]


def names(client: Client, query: str = "") -> list[str]:
    html = client.get(f"/approvals{query}").content.decode()
    return re.findall(r'class="stretch" id="[^"]+" href="/approvals/[^"]+">([^<]+)<', html)


def test_who_decides_sees_first_what_waits_for_them(acme: Acme, sign_in: SignIn) -> None:
    for name, author in (("Sale", acme.eve), ("Receipt", acme.max)):
        submitted(author, name=name)
    assert names(sign_in(acme.ann)) == ["Sale", "Receipt"]
    assert names(sign_in(acme.max)) == ["Sale"]
    html = sign_in(acme.ann).get("/approvals").content.decode()
    assert "2 reviews wait for you." in html
    assert 'class="card" data-turn' in html
    assert 'id="show-waiting" href="?show=waiting" aria-current="page"' in html


def test_others_see_first_what_is_open(acme: Acme, sign_in: SignIn) -> None:
    submitted(acme.eve, name="Sale")
    html = sign_in(acme.vic).get("/approvals").content.decode()
    assert "1 review is open." in html
    assert "Waiting for you" not in html
    assert "data-turn" not in html
    assert names(sign_in(acme.vic)) == ["Sale"]


def test_each_outcome_has_its_list(acme: Acme, sign_in: SignIn) -> None:
    for kind in DecisionKind:
        review = submitted(acme.eve, name=str(kind))
        actions.decide(review.id, actor=acme.ann, kind=kind, comment="Because.")
    withdrawn = submitted(acme.eve, name="withdrawn")
    actions.withdraw(withdrawn.id, actor=acme.eve)
    submitted(acme.eve, name="open")
    client = sign_in(acme.ann)
    assert {
        show: names(client, f"?show={show}")
        for show in ("approved", "rejected", "changes_requested", "cancelled", "open")
    } == {
        "approved": ["approve"],
        "rejected": ["reject"],
        "changes_requested": ["request_changes"],
        "cancelled": ["withdrawn"],
        "open": ["open"],
    }
    assert len(names(client, "?show=closed")) == 4
    assert "Ann Boyd" in client.get("/approvals?show=approved").content.decode()


def test_pages(acme: Acme, sign_in: SignIn) -> None:
    for number in range(27):
        submitted(acme.eve, name=f"Letter {number}")
    client = sign_in(acme.ann)
    assert names(client) == [f"Letter {number}" for number in range(25)]
    assert names(client, "?show=waiting&page=2") == ["Letter 25", "Letter 26"]
    assert 'href="?page=2&amp;show=waiting"' in client.get("/approvals").content.decode()
    beyond = client.get("/approvals?show=open&page=9").content.decode()
    assert "This page is empty now" in beyond


@pytest.mark.parametrize("query", ["?page=0", "?page=-1", "?page=x", "?page=²", "?show=all"])
def test_a_wrong_address_is_said(acme: Acme, sign_in: SignIn, query: str) -> None:
    assert sign_in(acme.ann).get(f"/approvals{query}").status_code == 400


@pytest.mark.parametrize(
    ("show", "words"),
    [
        ("waiting", "Nothing waits for you"),
        ("open", "Nothing is in review"),
        ("rejected", "No such review yet"),
    ],
)
def test_empty_lists_say_what_would_fill_them(
    acme: Acme, sign_in: SignIn, show: str, words: str
) -> None:
    assert words in sign_in(acme.ann).get(f"/approvals?show={show}").content.decode()


def test_it_refreshes_itself_where_it_stands(acme: Acme, sign_in: SignIn) -> None:
    client = sign_in(acme.ann)
    whole = client.get("/approvals?show=open").content.decode()
    assert 'hx-get="/approvals?show=open&amp;page=1"' in whole
    assert "approvalSubmitted from:body" in whole
    assert "liveReconnected from:body" in whole
    part = client.get("/approvals?show=open", headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="reviews"')
    assert "<html" not in part


def test_nothing_of_another_organization(acme: Acme, globex: Globex, sign_in: SignIn) -> None:
    submitted(acme.eve, name="Sale")
    for show in ("waiting", "open", "closed"):
        assert names(sign_in(globex.zoe), f"?show={show}") == []


def test_the_anonymous_are_asked_to_sign_in(client: Client) -> None:
    assert client.get("/approvals")["Location"] == "/sign-in?next=%2Fapprovals"
