"""Members, teams and roles over the API: what the pages can do, and to whom it is refused."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts import access
from accounts.domain import CustomRole, Member, Role, Team
from accounts.people import actions as people
from accounts.roles import actions as roles
from accounts.teams import actions as teams
from tests.api.conftest import As, data_of, error_of
from tests.cast import Acme, Globex


@pytest.fixture
def legal(acme: Acme) -> Team:
    team = teams.create("Legal", actor=acme.ada)
    return teams.put_in(team.id, acme.ann.id, actor=acme.ada)


@pytest.fixture
def auditor(acme: Acme) -> CustomRole:
    return roles.create("Auditor", ("audit.view",), actor=acme.ada).role


@pytest.fixture
def api(api: As) -> As:
    """The same clients, which send JSON."""

    def client_of(member: Member) -> APIClient:
        client = api(member)
        client.default_format = "json"
        return client

    return client_of


ADDRESSES: list[tuple[str, str, Any]] = [
    ("get", "/api/users/{user}", None),
    ("patch", "/api/users/{user}", {"role": "editor"}),
    ("delete", "/api/users/{user}", None),
    ("post", "/api/users/{user}/suspension", {}),
    ("delete", "/api/users/{user}/suspension", None),
    ("get", "/api/teams/{team}", None),
    ("patch", "/api/teams/{team}", {"name": "Ours"}),
    ("delete", "/api/teams/{team}", None),
    ("post", "/api/teams/{team}/members", {"userId": "usr_1"}),
    ("delete", "/api/teams/{team}/members/{user}", None),
    ("get", "/api/roles/{role}", None),
    ("patch", "/api/roles/{role}", {"name": "Ours"}),
    ("delete", "/api/roles/{role}", None),
]


@pytest.mark.parametrize(("method", "address", "sent"), ADDRESSES)
def test_every_address_refuses_whom_it_must(
    acme: Acme,
    globex: Globex,
    legal: Team,
    auditor: CustomRole,
    api: As,
    method: str,
    address: str,
    sent: Any,
) -> None:
    place = address.format(user=acme.ann.id, team=legal.id, role=auditor.id)
    error_of(getattr(Client(), method)(place), 401)
    for member in (acme.vic, acme.eve, acme.ann):
        refused = error_of(getattr(api(member), method)(place, sent), 403)
        assert refused["details"] == {"permission": "members.manage"}
    assert error_of(getattr(api(globex.zoe), method)(place, sent), 404)["code"] == "not_found"
    assert access.member(acme.id, acme.ann.id).role == Role.APPROVER


@pytest.mark.parametrize("address", ["/api/users", "/api/teams", "/api/roles"])
def test_lists_show_ones_own_organization(
    acme: Acme, globex: Globex, legal: Team, auditor: CustomRole, api: As, address: str
) -> None:
    error_of(api(acme.vic).get(address), 403)
    theirs = str(data_of(api(globex.zoe).get(address)))
    assert not any(one in theirs for one in (acme.ann.id, legal.id, auditor.id))


def test_members_are_found_changed_suspended_and_removed(acme: Acme, legal: Team, api: As) -> None:
    client = api(acme.max)
    answer = client.get("/api/users?q=boyd&role=approver&status=active")
    assert answer.json()["pagination"]["total"] == 1
    (ann,) = data_of(answer)
    assert (ann["id"], ann["role"], ann["status"]) == (acme.ann.id, "approver", "active")
    assert ann["teams"] == [{"id": legal.id, "name": "Legal"}]
    place = f"/api/users/{acme.ann.id}"
    assert data_of(client.patch(place, {"role": "editor"}))["role"] == "editor"
    assert data_of(client.post(f"{place}/suspension", {}))["status"] == "suspended"
    error_of(api(acme.ann).get("/api/users/me"), 401)
    assert error_of(client.post(f"{place}/suspension", {}), 409)["code"] == "unchanged"
    assert data_of(client.delete(f"{place}/suspension"))["status"] == "active"
    assert data_of(client.get(place))["openReviews"] == []
    assert client.delete(place).status_code == 204
    error_of(client.get(place), 404)
    assert data_of(client.get(f"/api/teams/{legal.id}"))["memberIds"] == []


def test_a_role_of_ones_own_is_given_and_shown(acme: Acme, auditor: CustomRole, api: As) -> None:
    client = api(acme.ada)
    place = f"/api/users/{acme.vic.id}"
    given = data_of(client.patch(place, {"role": auditor.id}))
    assert (given["role"], given["roleName"]) == (auditor.id, "Auditor")
    me = data_of(api(acme.vic).get("/api/users/me"))
    assert (me["role"], me["permissions"]) == (auditor.id, ["audit.view"])
    assert error_of(client.delete(f"/api/roles/{auditor.id}"), 409)["code"] == "role_in_use"
    shown = data_of(client.get(f"/api/roles/{auditor.id}"))
    assert shown["memberCount"] == 1
    changed = client.patch(f"/api/roles/{auditor.id}", {"permissions": ["templates.view"]})
    assert data_of(changed)["permissions"] == ["templates.view"]
    made = client.post("/api/roles", {"name": "Two", "permissions": ["audit.view"]})
    assert made.status_code == 201
    assert client.delete(made.headers["Location"]).status_code == 204


def test_a_team_is_made_and_deleted(acme: Acme, api: As) -> None:
    client = api(acme.max)
    made = client.post("/api/teams", {"name": "Brand"})
    assert made.status_code == 201
    place = made.headers["Location"]
    assert data_of(client.patch(place, {"name": "Brands"}))["name"] == "Brands"
    filled = client.post(f"{place}/members", {"userId": acme.eve.id})
    assert data_of(filled)["memberIds"] == [acme.eve.id]
    emptied = client.delete(f"{place}/members/{acme.eve.id}")
    assert data_of(emptied)["memberIds"] == []
    error_of(client.delete(f"{place}/members/{acme.eve.id}"), 404)
    assert client.delete(place).status_code == 204


@pytest.mark.parametrize(
    ("method", "place", "sent"),
    [
        ("patch", "/api/users/{vic}", {"role": "emperor"}),
        ("patch", "/api/users/{vic}", {"role": 7}),
        ("patch", "/api/users/{vic}", {}),
        ("patch", "/api/users/{vic}", {"role": "editor", "organizationId": "org_1"}),
        ("post", "/api/teams", {"name": ["Legal"]}),
        ("post", "/api/roles", {"name": "X", "permissions": "audit.view"}),
        ("post", "/api/roles", {"name": "X", "permissions": ["all"]}),
        ("get", "/api/users?status=invited", None),
        ("get", "/api/users?limit=101", None),
        ("get", "/api/users?organizationId=org_1", None),
    ],
)
def test_wrong_fields_are_refused(acme: Acme, api: As, method: str, place: str, sent: Any) -> None:
    answer = getattr(api(acme.ada), method)(place.format(vic=acme.vic.id), sent)
    assert "field" in error_of(answer, 400)["details"]


def test_the_last_administrator_and_more_than_ones_own(acme: Acme, api: As) -> None:
    step_down = api(acme.ada).patch(f"/api/users/{acme.ada.id}", {"role": "viewer"})
    assert error_of(step_down, 409)["code"] == "last_administrator"
    up = api(acme.max).patch(f"/api/users/{acme.max.id}", {"role": "admin"})
    assert error_of(up, 403)["code"] == "more_than_yours"
    oneself = api(acme.ada).delete(f"/api/users/{acme.ada.id}")
    assert error_of(oneself, 403)["code"] == "oneself"
    people.change_role(acme.vic.id, Role.ADMIN, actor=acme.ada)
    assert api(acme.ada).patch(f"/api/users/{acme.ada.id}", {"role": "viewer"}).status_code == 200


def test_invitations_over_the_api(acme: Acme, globex: Globex, api: As) -> None:
    email = f"ivy@{acme.ada.user.email.partition('@')[2]}"
    made = api(acme.max).post("/api/invitations", {"email": email, "role": "editor"})
    one = data_of(made, 201)
    assert (one["email"], one["role"], one["isExpired"]) == (email, "editor", False)
    assert "digest" not in one
    place = f"/api/invitations/{one['id']}"
    for method, address, sent in (
        ("get", place, None),
        ("delete", place, None),
        ("post", f"{place}/letters", {}),
    ):
        error_of(getattr(Client(), method)(address), 401)
        error_of(getattr(api(acme.vic), method)(address, sent), 403)
        error_of(getattr(api(globex.zoe), method)(address, sent), 404)
    error_of(api(acme.vic).get("/api/invitations"), 403)
    assert data_of(api(globex.zoe).get("/api/invitations")) == []
    assert [found["id"] for found in data_of(api(acme.ada).get("/api/invitations"))] == [one["id"]]
    assert data_of(api(acme.max).post(f"{place}/letters", {}), 202)["id"] == one["id"]
    guessed = {"token": f"{acme.id}.{one['id']}.guess", "password": "winter-lake-arbour-9"}
    void = api(acme.ada).post("/api/invitations/acceptances", guessed)
    assert error_of(void, 404)["code"] == "invitation_void"
    assert api(acme.max).delete(place).status_code == 204
    error_of(api(acme.max).get(place), 404)
