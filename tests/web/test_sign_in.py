"""Signing in and out, switching organization, choosing a look."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from accounts import actions, queries
from accounts.domain import Member, Role, Theme
from craftify.web.context import THEME_COOKIE
from tests.cast import PASSWORD, Acme, Globex

SignIn = Callable[[Member], Client]


def test_the_form_is_shown_to_anybody(client: Client) -> None:
    page = client.get("/sign-in?next=/approvals")
    assert page.status_code == 200
    assert b'value="/approvals"' in page.content


def test_signing_in_leads_home_and_brings_the_chosen_look(client: Client, acme: Acme) -> None:
    actions.change_profile(theme=Theme.DARK, actor=acme.eve)
    answer = client.post("/sign-in", {"email": acme.eve.user.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert answer.cookies[THEME_COOKIE].value == "dark"
    assert b'data-theme="dark"' in client.get("/").content


def test_signing_in_leads_to_the_page_that_was_asked_for(client: Client, acme: Acme) -> None:
    fields = {"email": acme.eve.user.email, "password": PASSWORD, "next": "/approvals?page=2"}
    assert client.post("/sign-in", fields)["Location"] == "/approvals?page=2"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:1", "word", "home"]
)
def test_signing_in_never_leads_elsewhere(client: Client, acme: Acme, elsewhere: str) -> None:
    fields = {"email": acme.eve.user.email, "password": PASSWORD, "next": elsewhere}
    assert client.post("/sign-in", fields)["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_read_alike(client: Client, acme: Acme) -> None:
    answers = [
        client.post("/sign-in", {"email": email, "password": "wrong-horse"})
        for email in (acme.eve.user.email, "nobody@acme.example")
    ]
    for answer in answers:
        assert answer.status_code == 401
        assert b"That address and password do not match." in answer.content
        assert b"wrong-horse" not in answer.content
    assert acme.eve.user.email.encode() in answers[0].content


def test_somebody_who_guesses_has_to_wait(client: Client, acme: Acme) -> None:
    fields = {"email": acme.eve.user.email, "password": "guess"}
    for _ in range(settings.CRAFTIFY.sign_in_failures_per_15_minutes):
        assert client.post("/sign-in", fields).status_code == 401
    answer = client.post("/sign-in", fields | {"password": PASSWORD})
    assert answer.status_code == 429
    assert "Signing in failed 5 times. Wait" in answer.content.decode()
    assert 0 < int(answer["Retry-After"]) <= 15 * 60


def test_the_signed_in_go_on(acme: Acme, sign_in: SignIn) -> None:
    assert sign_in(acme.eve).get("/sign-in")["Location"] == "/"
    assert sign_in(acme.eve).get("/sign-in?next=word")["Location"] == "/"


def test_signing_out_ends_the_session(acme: Acme, sign_in: SignIn) -> None:
    client = sign_in(acme.eve)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert client.get("/")["Location"].startswith("/sign-in")


def test_switching_shows_the_other_organization(
    acme: Acme, globex: Globex, sign_in: SignIn
) -> None:
    actions.add_member(globex.id, acme.eve.id, role=Role.VIEWER)
    client = sign_in(acme.eve)
    assert b"Globex" in client.get("/").content
    answer = client.post("/switch-organization", {"organization": globex.id})
    assert answer["Location"] == "/"
    page = client.get("/")
    assert page.context["member"].organization_id == globex.id
    assert page.context["member"].role == Role.VIEWER


def test_nobody_switches_to_an_organization_of_others(
    acme: Acme, globex: Globex, sign_in: SignIn
) -> None:
    client = sign_in(acme.eve)
    assert client.post("/switch-organization", {"organization": globex.id}).status_code == 404
    assert client.get("/").context["member"].organization_id == acme.id


def test_a_look_is_kept_with_the_user_and_drawn_at_once(acme: Acme, sign_in: SignIn) -> None:
    client = sign_in(acme.eve)
    assert client.post("/theme", {"theme": "dark"}).status_code == 302
    assert queries.member(acme.id, acme.eve.id).user.theme == Theme.DARK
    assert b'data-theme="dark"' in client.get("/").content
    assert (
        client.post("/theme", {"theme": "system"}, headers={"HX-Request": "true"}).status_code
        == 204
    )
    assert b"data-theme=" not in client.get("/").content.split(b"<head>")[0]


def test_a_look_that_does_not_exist_is_refused(client: Client) -> None:
    answer = client.post("/theme", {"theme": "sepia"})
    assert answer.status_code == 400
    assert THEME_COOKIE not in answer.cookies


def test_a_look_leads_back_to_a_page_of_ours_only(client: Client) -> None:
    fields = {"theme": "light"}
    ours = client.post("/theme", fields, headers={"Referer": "http://testserver/sign-in"})
    assert ours["Location"] == "http://testserver/sign-in"
    theirs = client.post("/theme", fields, headers={"Referer": "https://evil.example/"})
    assert theirs["Location"] == "/"
