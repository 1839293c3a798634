"""The pages of members, teams and roles, without a browser: what they show, take and refuse."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts import access, store
from accounts.domain import Member, Role, Team
from accounts.people import actions as people
from accounts.roles import actions as roles
from accounts.teams import actions as teams
from tests.approvals.letters import submitted
from tests.cast import Acme, Globex

SignIn = Callable[[Member], Client]
PAGES = ["/settings/members", "/settings/teams", "/settings/roles", "/settings/roles/new"]


@pytest.fixture
def legal(acme: Acme) -> Team:
    return teams.create("Legal", actor=acme.ada)


def shown(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_for_those_who_manage_members(acme: Acme, sign_in: SignIn, page: str) -> None:
    for member in (acme.ada, acme.max):
        shown(sign_in(member), page)
    for member in (acme.eve, acme.ann, acme.vic):
        client = sign_in(member)
        shown(client, page, 403)
        assert page not in shown(client, "/settings/notifications")


def test_others_do_not_exist(acme: Acme, globex: Globex, legal: Team, sign_in: SignIn) -> None:
    client = sign_in(globex.zoe)
    shown(client, f"/settings/members/{acme.ann.id}", 404)
    shown(client, f"/settings/teams/{legal.id}", 404)
    for act in ("role", "suspension", "reactivation", "removal"):
        answer = client.post(f"/settings/members/{acme.ann.id}/{act}", {"role": "viewer"})
        assert answer.status_code == 404
    assert "ann@" not in shown(client, "/settings/members")


def test_a_member_is_found_and_changed(acme: Acme, sign_in: SignIn) -> None:
    review = submitted(acme.eve)
    client = sign_in(acme.ada)
    listed = shown(client, "/settings/members?q=boyd&role=approver")
    assert "Ann Boyd" in listed
    assert "Bob Okafor" not in listed
    assert f"/approvals/{review.id}" in shown(client, f"/settings/members/{acme.ann.id}")
    place = f"/settings/members/{acme.ann.id}"
    assert client.post(f"{place}/role", {"role": "editor"}).status_code == 302
    assert access.member(acme.id, acme.ann.id).role == Role.EDITOR
    assert client.post(f"{place}/suspension").status_code == 302
    assert "Suspended" in shown(client, place)
    assert client.post(f"{place}/reactivation").status_code == 302
    gone = client.post(f"{place}/removal", headers={"HX-Request": "true"})
    assert gone.headers["HX-Redirect"] == "/settings/members"
    assert acme.ann.id not in store.roles_in(acme.id)
    assert client.post(f"/settings/members/{acme.bob.id}/role", {"role": "x"}).status_code == 400


@pytest.mark.parametrize("query", ["status=invited", "page=0", "page=x"])
def test_lists_that_do_not_exist(acme: Acme, sign_in: SignIn, query: str) -> None:
    shown(sign_in(acme.ada), f"/settings/members?{query}", 400)


def test_who_may_do_more_is_not_offered_to_be_changed(acme: Acme, sign_in: SignIn) -> None:
    page = shown(sign_in(acme.max), f"/settings/members/{acme.ada.id}")
    assert "may do more than you" in page
    assert "/removal" not in page
    assert 'value="admin"' not in shown(sign_in(acme.max), f"/settings/members/{acme.vic.id}")


def test_what_was_given_stays_in_the_form(acme: Acme, legal: Team, sign_in: SignIn) -> None:
    client = sign_in(acme.ada)
    answer = client.post("/settings/teams", {"name": "LEGAL"})
    assert answer.status_code == 409
    assert 'value="LEGAL"' in answer.content.decode()
    answer = client.post(f"/settings/teams/{legal.id}", {"name": ""})
    assert answer.status_code == 400
    answer = client.post("/settings/roles/new", {"name": "Own <b>", "permissions": []})
    assert answer.status_code == 400
    assert "Own &lt;b&gt;" in answer.content.decode()
    answer = sign_in(acme.max).post(
        "/settings/roles/new", {"name": "Own", "permissions": ["webhooks.manage"]}
    )
    assert answer.status_code == 403
    assert "permissions that you lack" in answer.content.decode()


def test_teams_and_roles_are_made_and_deleted(acme: Acme, legal: Team, sign_in: SignIn) -> None:
    client = sign_in(acme.max)
    place = f"/settings/teams/{legal.id}"
    client.post(f"{place}/members", {"user": acme.ann.id})
    assert "Take Ann Boyd out" in shown(client, place)
    client.post(f"{place}/members/{acme.ann.id}/removal")
    assert "Nobody is in it" in shown(client, place)
    client.post(f"{place}/deletion")
    assert "No team yet" in shown(client, "/settings/teams")
    client.post("/settings/roles/new", {"name": "Reader", "permissions": ["templates.view"]})
    (reader,) = store.custom_roles(acme.id)
    assert "Reader" in shown(client, "/settings/roles")
    client.post(f"/settings/roles/{reader.id}", {"name": "Looker", "permissions": ["audit.view"]})
    assert store.custom_roles(acme.id)[0].name == "Looker"
    client.post(f"/settings/roles/{reader.id}/deletion")
    assert store.custom_roles(acme.id) == ()


def test_names_are_text(acme: Acme, sign_in: SignIn) -> None:
    teams.create("<script>alert(1)</script>", actor=acme.ada)
    role = roles.create("<img src=x onerror=y>", ("audit.view",), actor=acme.ada).role
    people.change_role(acme.vic.id, role.id, actor=acme.ada)
    client = sign_in(acme.ada)
    for page in (*PAGES, f"/settings/members/{acme.vic.id}"):
        words = shown(client, page)
        assert "<script>alert" not in words
        assert "<img src=x" not in words
