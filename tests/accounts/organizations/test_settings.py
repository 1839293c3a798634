"""What an organization demands: a second step, networks; nobody locks themselves out."""

from typing import Any

import pytest
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import Client

from accounts import access, live
from accounts.api.tokens import pair_for
from accounts.domain import Member, Organization
from accounts.keys import actions as keys
from accounts.organizations import actions, admission
from accounts.organizations.admission import NetworkRefused, SecondFactorNeeded
from accounts.organizations.domain import LockedOut, SettingsChanged
from accounts.signin import actions as signin
from craftify.errors import Forbidden, Invalid
from craftify.origin import Origin, origin
from tests.accounts.signin.test_second_factor import code_in, later
from tests.accounts.signin.test_sessions import browser
from tests.accounts.test_events import last
from tests.api.conftest import data_of, error_of
from tests.cast import PASSWORD, Acme, Globex

HERE = "192.0.2.7"


def now(member: Member) -> Member:
    return access.member(member.organization_id, member.id)


def with_factor(member: Member) -> bytes:
    secret = signin.begin_factor(password=PASSWORD, actor=member)
    signin.confirm_factor(code=code_in(secret), actor=member)
    later(member)
    return secret


def demand_factor(acme: Acme) -> Organization:
    with_factor(acme.ada)
    return actions.change(actor=acme.ada, requires_second_factor=True)


@pytest.fixture
def at_home() -> Any:
    token = origin.set(Origin(address=HERE))
    yield
    origin.reset(token)


def test_a_name_is_changed_and_on_record(acme: Acme, globex: Globex) -> None:
    after = actions.change(actor=acme.ada, name="  Acme   Letters ")
    assert now(acme.eve).organization == after
    assert after.name == "Acme Letters"
    event = last(acme.id, acme.id)
    assert event.verb == "organization.changed"
    assert event.change["after"] == {"name": "Acme Letters"}
    assert actions.change(actor=acme.ada, name="Acme Letters") == after
    assert last(acme.id, acme.id) == event
    assert now(globex.zoe).organization.name != "Acme Letters"


def test_only_administrators_change_it(acme: Acme) -> None:
    for who in (acme.max, acme.eve, acme.vic):
        with pytest.raises(Forbidden):
            actions.change(actor=who, name="Mine")


def test_the_second_of_two_is_refused(acme: Acme) -> None:
    actions.change(actor=acme.ada, revision=0, name="One")
    with pytest.raises(SettingsChanged):
        actions.change(actor=acme.ada, revision=0, name="Two")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"networks": ["10.0.0.1/8"]}, "networks"),
        ({"networks": ["here"]}, "networks"),
        ({"networks": ["10.0.0.1"] * 51}, "networks"),
    ],
)
def test_what_cannot_be_is_refused(acme: Acme, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.change(actor=acme.ada, **given)
    assert refused.value.details["field"] == field


def test_nobody_locks_themselves_out(acme: Acme, at_home: None) -> None:
    with pytest.raises(LockedOut, match="no second step yourself"):
        actions.change(actor=acme.ada, requires_second_factor=True)
    with pytest.raises(LockedOut, match="Your own network address"):
        actions.change(actor=acme.ada, networks=["198.51.100.0/24"])
    assert actions.change(actor=acme.ada, networks=["192.0.2.0/24"]).networks


def test_who_has_no_second_step_can_do_nothing_but_set_it_up(acme: Acme) -> None:
    client, token = browser(acme.eve), pair_for(acme.eve)["access"]
    program = Client(headers={"authorization": f"Bearer {token}"})
    demand_factor(acme)
    for path in ("/", "/templates", "/settings/security", "/settings/profile"):
        assert client.get(path).headers["Location"] == "/settings/security/second-step"
    asked = client.get("/templates", headers={"HX-Request": "true"})
    assert asked.headers["HX-Redirect"] == "/settings/security/second-step"
    assert b"demands a second step" in client.get("/settings/security/second-step").content
    assert error_of(program.get("/api/templates"), 403)["code"] == "second_factor_needed"
    assert error_of(client.get("/api/templates"), 403)["code"] == "second_factor_needed"
    assert program.get("/api/users/me").status_code == 200
    begun = program.post("/api/users/me/second-factor", {"password": PASSWORD}, "application/json")
    assert begun.status_code == 201
    with_factor(acme.eve)
    assert client.get("/templates").status_code == 200
    assert program.get("/api/templates").status_code == 200


def test_whoever_is_led_there_may_still_leave(acme: Acme) -> None:
    client = browser(acme.eve)
    demand_factor(acme)
    assert client.post("/sign-out").headers["Location"] == "/sign-in"


def test_a_key_of_somebody_without_second_step_opens_nothing(acme: Acme) -> None:
    _, text = keys.create(
        actor=acme.eve, password=PASSWORD, name="X", scopes=["templates.view"], days=1
    )
    demand_factor(acme)
    program = Client(headers={"authorization": f"Bearer {text}"})
    assert error_of(program.get("/api/templates"), 403)["code"] == "second_factor_needed"


@pytest.mark.parametrize(
    ("address", "status"),
    [(HERE, 200), ("::ffff:192.0.2.9", 200), ("198.51.100.1", 403), ("2001:db8::1", 403)],
)
def test_an_organization_is_entered_from_its_networks_only(
    acme: Acme, globex: Globex, at_home: None, address: str, status: int
) -> None:
    client, token = browser(acme.eve), pair_for(acme.eve)["access"]
    actions.change(actor=acme.ada, networks=["192.0.2.0/24"])
    assert client.get("/templates", REMOTE_ADDR=address).status_code == status
    program = Client(headers={"authorization": f"Bearer {token}"}, REMOTE_ADDR=address)
    answer = program.get("/api/templates")
    assert answer.status_code == status
    if status == 403:
        assert error_of(answer, 403)["code"] == "network_refused"
    assert browser(globex.zoe).get("/templates", REMOTE_ADDR=address).status_code == 200


def test_sockets_are_refused_alike(acme: Acme, at_home: None) -> None:
    client = browser(acme.eve)

    def listens(address: str) -> bool:
        scope = {"user": client_user(client), "session": client.session, "client": (address, 1)}
        return live._member(scope) is not None

    assert listens("198.51.100.1")
    actions.change(actor=acme.ada, networks=["192.0.2.0/24"])
    assert not listens("198.51.100.1")
    assert listens(HERE)
    demand_factor(acme)
    assert not listens(HERE)


def client_user(client: Client) -> Any:
    request = HttpRequest()
    request.session = client.session
    return get_user(request)


def test_admission_says_what_is_missing(acme: Acme, at_home: None) -> None:
    admission.admit(acme.eve)
    actions.change(actor=acme.ada, networks=["192.0.2.0/24"])
    with pytest.raises(NetworkRefused):
        admission.admit(now(acme.eve), "198.51.100.1")
    demand_factor(acme)
    with pytest.raises(SecondFactorNeeded):
        admission.admit(now(acme.eve))
    with_factor(acme.eve)
    admission.admit(now(acme.eve))


def test_over_the_api(acme: Acme) -> None:
    token = pair_for(acme.ada)["access"]
    ada = Client(headers={"authorization": f"Bearer {token}"})
    found = ada.get("/api/organization")
    assert data_of(found)["requiresSecondFactor"] is False
    etag = found.headers["ETag"]

    def change(**body: object) -> Any:
        headers = {"If-Match": etag}
        return ada.patch("/api/organization", body, "application/json", headers=headers)

    assert data_of(change(name="Acme Letters"))["name"] == "Acme Letters"
    assert error_of(change(name="Acme"), 412)
    refused = ada.patch("/api/organization", {"networks": ["198.51.100.0/24"]}, "application/json")
    assert error_of(refused, 409)["code"] == "locked_out"
    eve = Client(headers={"authorization": f"Bearer {pair_for(acme.eve)['access']}"})
    assert data_of(eve.get("/api/organization"))["name"] == "Acme Letters"
    assert error_of(eve.patch("/api/organization", {"name": "Mine"}, "application/json"), 403)


def test_the_page(acme: Acme) -> None:
    client = browser(acme.ada)
    assert b'value="Acme' in client.get("/settings/organization").content
    form = {"name": "Acme Letters", "networks": "", "revision": "0"}
    done = client.post("/settings/organization", form, follow=True)
    assert b"The organization was saved." in done.content
    late = client.post("/settings/organization", form | {"name": "Late"})
    assert late.status_code == 409
    assert b'value="Late"' in late.content
    locked = client.post(
        "/settings/organization",
        form | {"revision": "1", "networks": "198.51.100.0/24", "second-factor": "on"},
    )
    assert locked.status_code == 409
    assert b"Your own network address" in locked.content
    assert browser(acme.max).get("/settings/organization").status_code == 403
