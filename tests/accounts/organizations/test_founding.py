"""Founding an organization: by letter, once, alike for every address, and switchable off."""

import itertools
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts import store
from accounts.actions import BadCredentials, authenticate
from accounts.domain import Role
from accounts.limits import TooManyAsked
from accounts.models import TicketItem
from accounts.organizations import actions
from accounts.organizations.domain import SignUpOff
from accounts.signin.access import TicketVoid
from accounts.signin.domain import digest_of
from accounts.signin.passwords import WeakPassword
from approvals import queries as approvals
from craftify import clock, history, outbox
from craftify.errors import CraftifyError, Invalid
from tests.accounts.signin.test_passwords import HOME, NEW, arrived, text_of
from tests.accounts.test_events import last
from tests.cast import PASSWORD, Acme

_numbers = itertools.count(1)
IVY: dict[str, Any] = {"password": NEW, "first_name": "Ivy", "last_name": "Stone"}


def fresh() -> str:
    return f"ivy-{next(_numbers)}@initech.example"


def signed_up(mailbox: Path, email: str = "") -> str:
    """The secret of the link that somebody got."""
    address = email or fresh()
    actions.sign_up(email=address, name="Initech")
    found = re.search(rf"{HOME}/sign-up/([\w-]{{43}})\s", text_of(arrived(mailbox, address)[-1]))
    assert found
    return found[1]


def test_somebody_new_founds_one_and_works_at_once(mailbox: Path) -> None:
    email = fresh()
    secret = signed_up(mailbox, email)
    organization, user = actions.found(secret, **IVY)
    ivy = authenticate(email=email, password=NEW)
    assert (ivy.id, ivy.organization_id) == (user.id, organization.id)
    assert (ivy.organization.name, ivy.role) == ("Initech", Role.ADMIN)
    assert approvals.policy(ivy).definitions  # something matches whatever is submitted
    made = last(organization.id, organization.id)
    assert (made.verb, made.actor_name) == ("organization.created", "Ivy Stone")
    assert history.verify(organization.id, organization.id) is None


def test_who_has_an_account_gives_its_password(acme: Acme, mailbox: Path) -> None:
    secret = signed_up(mailbox, acme.eve.user.email)
    with pytest.raises(BadCredentials):
        actions.found(secret, **IVY)
    organization, user = actions.found(secret, password=PASSWORD)
    assert user.id == acme.eve.id
    found = {one.organization_id for one in store.memberships_of(acme.eve.id)}
    assert found == {acme.id, organization.id}


def test_a_link_founds_once(mailbox: Path) -> None:
    secret = signed_up(mailbox)
    actions.found(secret, **IVY)
    with pytest.raises(TicketVoid):
        actions.found(secret, password=NEW)


def test_a_link_ends_and_is_only_in_the_letter(mailbox: Path) -> None:
    secret = signed_up(mailbox)
    item = TicketItem.get(digest_of(secret))
    assert secret not in str(item.attribute_values)
    item.update([TicketItem.expires.set(clock.now() - timedelta(seconds=1))])
    for void in (secret, "x", "x" * 4_000, ""):
        with pytest.raises(TicketVoid):
            actions.found(void, **IVY)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"password": "short"}, WeakPassword),
        ({"first_name": ""}, Invalid),
        ({"last_name": "x" * 61}, Invalid),
    ],
)
def test_what_will_not_do_leaves_the_link(
    mailbox: Path, given: dict[str, str], error: type[CraftifyError]
) -> None:
    secret = signed_up(mailbox)
    with pytest.raises(error):
        actions.found(secret, **(IVY | given))
    assert actions.found(secret, **IVY)


@pytest.mark.parametrize(
    ("email", "name", "field"),
    [("nobody", "Initech", "email"), (fresh(), " ", "name"), (fresh(), "x" * 81, "name")],
)
def test_what_is_no_address_or_name_is_refused(email: str, name: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.sign_up(email=email, name=name)
    assert refused.value.details["field"] == field


def test_every_address_is_answered_alike(acme: Acme) -> None:
    def ask(email: str) -> str:
        answer = Client().post("/sign-up", {"email": email, "name": "Initech"})
        assert answer.status_code == 200
        own = r"[\w.-]+@[\w.-]+|(?:nonce|value|content)=\"[^\"]*\""
        return re.sub(own, "…", answer.text)

    assert ask(acme.eve.user.email) == ask(fresh())


def test_letters_are_limited(settings: Any) -> None:
    email = fresh()
    for _ in range(5):
        actions.sign_up(email=email, name="Initech")
    waiting = [one for one in outbox.waiting(history.PLATFORM) if one.data.get("email") == email]
    assert len(waiting) == 3
    for _ in range(15):
        actions.sign_up(email=fresh(), name="Initech")
    with pytest.raises(TooManyAsked):
        actions.sign_up(email=fresh(), name="Initech")


def test_it_can_be_switched_off(settings: Any) -> None:
    assert b"/sign-up" in Client().get("/sign-in").content
    settings.CRAFTIFY = django_settings.CRAFTIFY.model_copy(update={"sign_up": False})
    assert b"/sign-up" not in Client().get("/sign-in").content
    assert Client().get("/sign-up").status_code == 403
    body = {"email": fresh(), "name": "Initech"}
    answer = Client().post("/api/auth/sign-ups", body, "application/json")
    assert answer.json()["error"]["code"] == "sign_up_off"
    with pytest.raises(SignUpOff):
        actions.found("x", **IVY)


def test_the_pages_lead_from_the_letter_to_signing_in(mailbox: Path) -> None:
    email, client = fresh(), Client()
    secret = signed_up(mailbox, email)
    assert client.get(f"/sign-up/{secret}").headers["Location"] == "/found"
    assert email.encode() in client.get("/found").content
    refused = client.post("/found", {"first": "Ivy", "password": "short"})
    assert refused.status_code == 400
    assert b'value="Ivy"' in refused.content
    done = client.post("/found", {"first": "Ivy", "last": "Stone", "password": NEW}, follow=True)
    assert b"Initech is there." in done.content
    again = Client()
    again.get(f"/sign-up/{secret}")
    assert again.get("/found").status_code == 404


def test_programs_found_as_well(mailbox: Path) -> None:
    email = fresh()
    secret = signed_up(mailbox, email)
    body = {"secret": secret, "password": NEW, "firstName": "Ivy"}
    answer = Client().post("/api/auth/organizations", body, "application/json")
    assert answer.status_code == 201
    assert answer.json()["data"]["email"] == email
    again = Client().post("/api/auth/organizations", body, "application/json")
    assert again.json()["error"]["code"] == "ticket_void"
