"""Signing in with another address."""

import re
from pathlib import Path

import pytest
from django.test import Client

from accounts import actions as accounts
from accounts import store
from accounts.signin import access, actions
from accounts.signin.domain import Purpose
from accounts.store import EmailTaken
from craftify import history
from tests.accounts.signin.test_passwords import HOME, arrived, asked, mailbox, text_of
from tests.accounts.signin.test_sessions import bearer, browser, is_in
from tests.api.conftest import error_of
from tests.cast import PASSWORD, Acme

__all__ = ["mailbox"]


def fresh(acme: Acme, word: str = "new") -> str:
    return f"{word}@{acme.id.replace('_', '-')}.example"


def link_to(email: str, mailbox: Path) -> str:
    found = re.search(
        rf"{HOME}/confirm-email/([\w-]{{43}})\s", text_of(arrived(mailbox, email)[-1])
    )
    assert found
    return found[1]


def test_a_page_leads_through_it(acme: Acme, mailbox: Path) -> None:
    client, email, old = browser(acme.eve), fresh(acme), acme.eve.user.email
    form = {"email": email.upper(), "password": PASSWORD}
    assert client.post("/settings/security/address", form).status_code == 302
    assert accounts.authenticate(email=old, password=PASSWORD)
    secret = link_to(email, mailbox)
    assert client.get(f"/confirm-email/{secret}").headers["Location"] == "/confirm-email"
    page = client.get("/confirm-email").content.decode()
    assert email in page
    assert secret not in page
    assert client.post("/confirm-email").headers["Location"] == "/settings/security"
    assert is_in(client)
    assert accounts.authenticate(email=email, password=PASSWORD).id == acme.eve.id
    with pytest.raises(accounts.BadCredentials):
        accounts.authenticate(email=old, password=PASSWORD)
    [notice] = arrived(mailbox, old)
    assert notice["Subject"] == "You sign in with another address now"
    assert email in text_of(notice)
    events = {event.verb: event for event, _ in history.events(acme.id, acme.eve.id)}
    change = events["user.email_changed"].change
    assert change == {"before": {"email": old}, "after": {"email": email}}


def test_a_link_that_was_only_looked_at_changes_nothing(acme: Acme, mailbox: Path) -> None:
    email = fresh(acme)
    actions.ask_for_email(email=email, password=PASSWORD, actor=acme.eve)
    client = Client()
    client.get(f"/confirm-email/{link_to(email, mailbox)}", follow=True)
    assert store.user_id_of(email) is None


def test_the_old_address_is_free_and_the_new_one_is_taken(acme: Acme, mailbox: Path) -> None:
    email, old = fresh(acme), acme.eve.user.email
    actions.ask_for_email(email=email, password=PASSWORD, actor=acme.eve)
    actions.confirm_email(secret=link_to(email, mailbox))
    assert (store.user_id_of(old), store.user_id_of(email)) == (None, acme.eve.id)
    with pytest.raises(EmailTaken):
        accounts.create_user(email=email, first_name="N", last_name="N", password=PASSWORD)


def test_of_two_who_want_one_address_one_gets_it(acme: Acme, mailbox: Path) -> None:
    email = fresh(acme)
    actions.ask_for_email(email=email, password=PASSWORD, actor=acme.eve)
    first = link_to(email, mailbox)
    actions.ask_for_email(email=email, password=PASSWORD, actor=acme.ann)
    second = link_to(email, mailbox)
    assert first != second
    actions.confirm_email(secret=second)
    with pytest.raises(EmailTaken):
        actions.confirm_email(secret=first)
    assert store.user_id_of(email) == acme.ann.id


def test_nobody_learns_whether_an_address_is_taken(acme: Acme, mailbox: Path) -> None:
    api = bearer(acme.eve)
    for email in (fresh(acme), acme.ada.user.email):
        body = {"email": email, "password": PASSWORD}
        answer = api.post("/api/users/me/email-changes", body, "application/json")
        assert (answer.status_code, answer.content) == (202, b"")
    assert arrived(mailbox, acme.ada.user.email) == []


@pytest.mark.parametrize(
    "email", ["", "x", "x@y", "a@b.example\r\nBcc: c@d.example", "a b@c.example", "é@x.example"]
)
def test_what_is_no_address_is_refused(acme: Acme, email: str) -> None:
    body = {"email": email, "password": PASSWORD}
    answer = bearer(acme.eve).post("/api/users/me/email-changes", body, "application/json")
    assert error_of(answer, 400)["details"] == {"field": "email"}


def test_it_takes_the_password(acme: Acme, mailbox: Path) -> None:
    client, email = browser(acme.eve), fresh(acme)
    form = {"email": email, "password": "wrong"}
    answer = client.post("/settings/security/address", form)
    assert answer.status_code == 400
    assert email in answer.content.decode()
    assert arrived(mailbox, email) == []


def test_links_to_the_old_mailbox_are_void_with_the_change(acme: Acme, mailbox: Path) -> None:
    email, reset = fresh(acme), asked(acme.eve, mailbox)
    actions.ask_for_email(email=email, password=PASSWORD, actor=acme.eve)
    secret = link_to(email, mailbox)
    with pytest.raises(access.TicketVoid):
        access.ticket(secret, Purpose.PASSWORD)
    body = {"secret": secret}
    for code in (204, 404):
        answer = Client().post("/api/auth/email-confirmations", body, "application/json")
        assert answer.status_code == code
    with pytest.raises(access.TicketVoid):
        access.ticket(reset, Purpose.PASSWORD)
