"""Changing a password, and resetting one that was forgotten."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import check_password
from django.test import Client

from accounts import actions as accounts
from accounts import store
from accounts.domain import Member, UserStatus
from accounts.limits import TooManyFailures
from accounts.models import TicketItem, UserItem
from accounts.signin import access
from accounts.signin.domain import Purpose, digest_of
from craftify import clock, history, outbox
from craftify.outbox import deliver_pending
from tests.accounts.signin.test_sessions import bearer, browser, is_in
from tests.api.conftest import error_of
from tests.cast import PASSWORD, Acme

NEW = "winter-lake-arbour-9"
HOME = "https://mail.example"


@pytest.fixture
def mailbox(settings: Any, tmp_path: Path) -> Path:
    settings.CRAFTIFY = django_settings.CRAFTIFY.model_copy(
        update={"data_dir": tmp_path, "public_url": HOME}
    )
    return tmp_path / "outbox"


def arrived(mailbox: Path, email: str) -> list[Any]:
    """What an address got, once everything was delivered."""
    deliver_pending(kinds=["mail"])
    found = [
        message_from_bytes(one.read_bytes(), policy=policy.default)
        for one in sorted(mailbox.glob("*.eml"))
    ]
    return [one for one in found if email in one["To"]]


def text_of(letter: Any) -> str:
    return str(letter.get_body(("plain",)).get_content())


def asked(member: Member, mailbox: Path) -> str:
    """The secret of the link that somebody got."""
    assert Client().post("/forgot-password", {"email": member.user.email}).status_code == 200
    return secret_of(arrived(mailbox, member.user.email)[-1])


def secret_of(letter: Any) -> str:
    found = re.search(rf"{HOME}/reset-password/([\w-]{{43}})\s", text_of(letter))
    assert found
    return found[1]


def change(client: Client, present: str = PASSWORD, new: str = NEW, again: str = NEW) -> Any:
    given = {"present": present, "new": new, "again": again}
    return client.post("/settings/security/password", given)


def verbs(acme: Acme, member: Member) -> list[str]:
    return [event.verb for event, _ in history.events(acme.id, member.id)]


def hash_of(member: Member) -> str:
    found = store.credentials(member.id)
    assert found
    return found[1]


def test_a_changed_password_ends_everything_else(acme: Acme, mailbox: Path) -> None:
    here, there, token = browser(acme.eve), browser(acme.eve), bearer(acme.eve)
    before = here.session.session_key
    assert change(here).status_code == 302
    assert is_in(here)
    assert here.session.session_key != before
    assert not is_in(there)
    assert token.get("/api/users/me").status_code == 401
    assert accounts.authenticate(email=acme.eve.user.email, password=NEW)
    with pytest.raises(accounts.BadCredentials):
        accounts.authenticate(email=acme.eve.user.email, password=PASSWORD)
    assert verbs(acme, acme.eve).count("user.password_changed") == 1
    [letter] = arrived(mailbox, acme.eve.user.email)
    assert letter["Subject"] == "Your password was changed"
    assert "Firefox on Linux at 127.0.0.1" in text_of(letter).replace("\n", " ")


def test_the_trail_does_not_hold_what_was_typed(acme: Acme) -> None:
    change(browser(acme.eve))
    trail = str([event for event, _ in history.events(acme.id, acme.eve.id)])
    for secret in (PASSWORD, NEW, hash_of(acme.eve)):
        assert secret not in trail


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"present": "not this"}, "not your present password"),
        ({"again": "winter-lake-arbour-8"}, "differ"),
        ({"new": "short-1", "again": "short-1"}, "too short"),
        ({"new": "1qaz2wsx3edc", "again": "1qaz2wsx3edc"}, "too common"),
        ({"new": PASSWORD, "again": PASSWORD}, "Choose another one"),
        ({"new": "x" * 501, "again": "x" * 501}, "at most 500"),
        ({}, ""),
    ],
)
def test_a_password_is_refused_at_its_field(
    acme: Acme, given: dict[str, str], sentence: str
) -> None:
    client = browser(acme.eve)
    answer = change(client, **given)
    if not given:
        assert answer.status_code == 302
        return
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert check_password(PASSWORD, hash_of(acme.eve))


def test_a_password_like_the_address_is_refused(acme: Acme) -> None:
    answer = change(browser(acme.eve), new=acme.eve.user.email, again=acme.eve.user.email)
    assert "too similar" in answer.content.decode()


def test_an_open_page_does_not_let_anybody_guess(acme: Acme) -> None:
    client = browser(acme.eve)
    most = django_settings.CRAFTIFY.sign_in_failures_per_15_minutes
    for _ in range(most):
        assert change(client, present="guess").status_code == 400
    answer = change(client)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    with pytest.raises(TooManyFailures):
        accounts.authenticate(email=acme.eve.user.email, password=PASSWORD, address="127.0.0.1")


def test_a_program_changes_its_password_and_signs_in_again(acme: Acme) -> None:
    token = bearer(acme.eve)
    body = {"present": PASSWORD, "new": "short"}
    error = error_of(token.post("/api/users/me/password", body, "application/json"), 400)
    assert (error["code"], error["details"]) == ("weak_password", {"field": "new"})
    body["new"] = NEW
    assert token.post("/api/users/me/password", body, "application/json").status_code == 204
    assert token.get("/api/users/me").status_code == 401


def test_a_forgotten_password_is_chosen_anew(acme: Acme, mailbox: Path) -> None:
    there = browser(acme.eve)
    secret = asked(acme.eve, mailbox)
    client = Client()
    assert client.get(f"/reset-password/{secret}").headers["Location"] == "/reset-password"
    page = client.get("/reset-password")
    assert page.status_code == 200
    assert secret not in page.content.decode()
    answer = client.post("/reset-password", {"new": NEW, "again": NEW})
    assert answer.headers["Location"] == "/sign-in"
    assert not is_in(client)
    assert not is_in(there)
    assert accounts.authenticate(email=acme.eve.user.email, password=NEW)
    assert verbs(acme, acme.eve)[-3:-1] == ["user.password_reset_asked", "user.password_reset"]
    subjects = [one["Subject"] for one in arrived(mailbox, acme.eve.user.email)]
    assert subjects == ["Choose a new password", "Your password was changed"]


def test_a_link_works_once(acme: Acme, mailbox: Path) -> None:
    secret = asked(acme.eve, mailbox)
    for code in (204, 404):
        body = {"secret": secret, "new": f"{NEW}-{code}"}
        answer = Client().post("/api/auth/password-resets", body, "application/json")
        assert answer.status_code == code
    assert Client().get(f"/reset-password/{secret}", follow=True).status_code == 404
    assert check_password(f"{NEW}-204", hash_of(acme.eve))


def test_of_two_links_the_second_is_void_once_the_first_was_used(acme: Acme, mailbox: Path) -> None:
    first, second = asked(acme.eve, mailbox), asked(acme.eve, mailbox)
    body = {"secret": second, "new": NEW}
    assert Client().post("/api/auth/password-resets", body, "application/json").status_code == 204
    body = {"secret": first, "new": f"{NEW}-2"}
    error = error_of(Client().post("/api/auth/password-resets", body, "application/json"), 404)
    assert error["code"] == "ticket_void"


@pytest.mark.parametrize("spoil", ["late", "changed", "suspended", "signed out", "other purpose"])
def test_a_link_is_void_when_the_account_is_another(acme: Acme, mailbox: Path, spoil: str) -> None:
    secret = asked(acme.eve, mailbox)
    ticket, user = TicketItem(digest_of(secret)), UserItem(acme.eve.id)
    match spoil:
        case "late":
            ticket.update([TicketItem.expires.set(clock.now().replace(microsecond=0))])
        case "changed":
            change(browser(acme.eve))
        case "suspended":
            user.update([UserItem.status.set(UserStatus.SUSPENDED)])
        case "signed out":
            user.update([UserItem.epoch.add(1)])
        case "other purpose":
            ticket.update([TicketItem.purpose.set(Purpose.EMAIL.value)])
    with pytest.raises(access.TicketVoid):
        access.ticket(secret, Purpose.PASSWORD)


def test_a_weak_password_leaves_the_link_valid(acme: Acme, mailbox: Path) -> None:
    secret = asked(acme.eve, mailbox)
    client = Client()
    client.get(f"/reset-password/{secret}")
    answer = client.post("/reset-password", {"new": "short", "again": "short"})
    assert answer.status_code == 400
    assert client.post("/reset-password", {"new": NEW, "again": NEW}).status_code == 302


def test_only_the_digest_of_the_secret_is_kept(acme: Acme, mailbox: Path) -> None:
    secret = asked(acme.eve, mailbox)
    item = TicketItem.get(digest_of(secret))
    assert secret not in str(item.serialize())
    assert secret not in str(outbox.waiting(acme.id))


def test_known_and_unknown_addresses_are_answered_alike(
    acme: Acme, mailbox: Path, counted: Callable[[Callable[[], Any]], list[str]]
) -> None:
    """The same page and the same work in the store, so there is no time to measure either."""
    UserItem(acme.bob.id).update([UserItem.status.set(UserStatus.SUSPENDED)])
    known = [acme.eve.user.email, acme.bob.user.email]
    pages, work = set(), set()
    for email in (*known, "nobody@acme.example"):
        answers: list[Any] = []
        done = counted(
            lambda email=email, answers=answers: answers.append(  # type: ignore[misc]
                Client().post("/forgot-password", {"email": email})
            )
        )
        page = answers[0].content.decode().replace(email, "…")
        pages.add(re.sub(r'nonce="[^"]*"|content="\w{64}"|\d{4}-[\d-]+T[\d:.]+Z', "", page))
        work.add(tuple(done))
    assert len(work) == 1
    assert len(pages) == 1
    assert len(arrived(mailbox, "nobody@acme.example")) == 0
    assert len(arrived(mailbox, acme.bob.user.email)) == 0
    assert len(arrived(mailbox, acme.eve.user.email)) == 1


def test_no_mailbox_is_filled_and_nobody_asks_without_end(acme: Acme, mailbox: Path) -> None:
    answers = [Client().post("/forgot-password", {"email": acme.eve.user.email}) for _ in range(21)]
    assert [one.status_code for one in answers] == [200] * 20 + [429]
    assert answers[-1].headers["Retry-After"]
    assert len(arrived(mailbox, acme.eve.user.email)) == 3


@pytest.mark.parametrize("secret", ["x", "é" * 100, "a" * 3000, "..", "%00"])
def test_made_up_links_are_void(secret: str) -> None:
    body = {"secret": secret, "new": NEW}
    answer = Client().post("/api/auth/password-resets", body, "application/json")
    assert error_of(answer, 404)["code"] == "ticket_void"
    assert Client().get("/reset-password").status_code == 404


def test_a_letter_to_who_left_meanwhile_is_not_written(acme: Acme, mailbox: Path) -> None:
    Client().post("/forgot-password", {"email": acme.eve.user.email})
    UserItem(acme.eve.id).update([UserItem.status.set(UserStatus.SUSPENDED)])
    assert arrived(mailbox, acme.eve.user.email) == []
