"""What accounts write into the audit trail."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts import actions
from accounts.domain import Member, Role, Theme
from craftify import history
from craftify.history import PLATFORM, Event
from tests.cast import PASSWORD, Acme, Globex


def last(organization_id: str, resource: str) -> Event:
    """The newest event of a chain."""
    return list(history.events(organization_id, resource))[-1][0]


def verbs(organization_id: str, resource: str) -> list[str]:
    """The whole chain in short."""
    return [event.verb for event, _ in history.events(organization_id, resource)]


def test_signing_in_and_out_is_on_record_with_the_address(acme: Acme) -> None:
    client = Client()
    client.post(
        "/sign-in",
        {"email": acme.eve.user.email, "password": PASSWORD},
        headers={"x-request-id": "abc-123"},
    )
    event = last(acme.id, acme.eve.id)
    assert (event.verb, event.actor_id, event.address) == (
        "user.signed_in",
        acme.eve.id,
        "127.0.0.1",
    )
    assert event.request_id
    client.post("/sign-out")
    assert verbs(acme.id, acme.eve.id)[-2:] == ["user.signed_in", "user.signed_out"]


def test_a_token_is_a_sign_in(acme: Acme) -> None:
    body = {"email": acme.eve.user.email, "password": PASSWORD}
    assert Client().post("/api/auth/token", body, "application/json").status_code == 200
    assert last(acme.id, acme.eve.id).verb == "user.signed_in"


def test_a_wrong_password_is_on_record_where_the_account_was_last(acme: Acme) -> None:
    actions.authenticate(email=acme.eve.user.email, password=PASSWORD)
    with pytest.raises(actions.BadCredentials):
        actions.authenticate(email=acme.eve.user.email, password="not this one")
    event = last(acme.id, acme.eve.id)
    assert (event.verb, event.actor_id, event.change) == ("user.sign_in_failed", "system", {})


def test_what_a_stranger_typed_is_not_on_record(acme: Acme) -> None:
    def failures() -> list[Event]:
        return [
            event
            for head in history.heads(PLATFORM)
            if head.resource.startswith("sign-in-")
            for event, _ in history.events(PLATFORM, head.resource)
        ]

    before = len(failures())
    with pytest.raises(actions.BadCredentials):
        actions.authenticate(email="my secret, in the wrong field", password="x")
    found = failures()
    assert len(found) == before + 1
    assert not any("secret" in str(event) for event in found)


def test_switching_says_from_where(
    acme: Acme, globex: Globex, sign_in: Callable[[Member], Client]
) -> None:
    actions.add_member(globex.id, acme.eve.id, role=Role.VIEWER)
    assert last(globex.id, acme.eve.id).change == {"after": {"role": "viewer"}}
    sign_in(acme.eve).post("/switch-organization", {"organization": globex.id})
    event = last(globex.id, acme.eve.id)
    assert (event.verb, event.change) == ("user.switched", {"before": {"organization": acme.id}})


def test_a_look_is_on_record_when_it_changes(acme: Acme) -> None:
    actions.change_profile(theme=Theme.DARK, actor=acme.eve)
    event = last(acme.id, acme.eve.id)
    assert event.change == {"before": {"theme": "system"}, "after": {"theme": "dark"}}
    count = len(verbs(acme.id, acme.eve.id))
    actions.change_profile(theme=Theme.DARK, actor=acme.eve)
    assert len(verbs(acme.id, acme.eve.id)) == count


def test_organizations_and_people_begin_with_an_event() -> None:
    organization = actions.create_organization(name="Initech")
    assert last(organization.id, organization.id).change == {"after": {"name": "Initech"}}
    user = actions.create_user(
        email=f"p@{organization.id}.example", first_name="P", last_name="G", password=PASSWORD
    )
    event = last(PLATFORM, user.id)
    assert (event.verb, event.change) == ("user.created", {"after": {"name": "P G"}})
