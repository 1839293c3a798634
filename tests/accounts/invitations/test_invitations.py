"""Invitations: sent by letter, accepted once, by whom they are for, while they may be given."""

import re
import threading
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts import access, store
from accounts.actions import BadCredentials, authenticate
from accounts.domain import Member, Role
from accounts.invitations import actions, limits, queries
from accounts.invitations import store as kept
from accounts.invitations.domain import (
    LIFE,
    AlreadyInvited,
    AlreadyMember,
    InvitationVoid,
    Token,
)
from accounts.invitations.limits import TooManyLetters
from accounts.people import actions as people
from accounts.people.domain import MoreThanYours
from accounts.roles import actions as roles
from accounts.signin.passwords import WeakPassword
from craftify import clock, history
from craftify.errors import CraftifyError, Forbidden, Invalid, NotFound
from craftify.outbox import deliver_pending
from tests.cast import PASSWORD, Acme, Globex

HOME = "https://mail.example"
NEW = "winter-lake-arbour-9"
IVY: dict[str, Any] = {"password": NEW, "first_name": "Ivy", "last_name": "Stone"}


@pytest.fixture
def mailbox(settings: Any, tmp_path: Path) -> Path:
    settings.CRAFTIFY = django_settings.CRAFTIFY.model_copy(
        update={"data_dir": tmp_path, "public_url": HOME}
    )
    return tmp_path / "outbox"


def address(acme: Acme, name: str = "ivy") -> str:
    return f"{name}@{acme.ada.user.email.partition('@')[2]}"


def letters_to(mailbox: Path, email: str) -> list[str]:
    """The texts of the letters that an address got, the first first."""
    deliver_pending(kinds=["mail"])
    found = [
        message_from_bytes(one.read_bytes(), policy=policy.default)
        for one in sorted(mailbox.glob("*.eml"), key=lambda one: one.stat().st_mtime_ns)
    ]
    return [
        str(one.get_body(("plain",)).get_content())  # type: ignore[union-attr]  # it has a text
        for one in found
        if email in one["To"]
    ]


def token_of(text: str) -> str:
    found = re.search(rf"{HOME}/invitation/([\w.-]+)\s", text)
    assert found
    return found[1]


def invited(acme: Acme, mailbox: Path, role: str = Role.EDITOR, name: str = "ivy") -> str:
    """The token that somebody got by mail."""
    actions.invite(address(acme, name), role, actor=acme.ada)
    return token_of(letters_to(mailbox, address(acme, name))[-1])


def verbs(organization_id: str, resource: str) -> list[str]:
    return [event.verb for event, _ in history.events(organization_id, resource)]


def test_somebody_new_joins_once(acme: Acme, mailbox: Path) -> None:
    token = invited(acme, mailbox)
    (open_one,) = queries.invitations(acme.max)
    assert token.rpartition(".")[2] not in repr(kept.invitation(acme.id, open_one.invitation.id))
    user = actions.accept(token, **IVY)
    assert access.member(acme.id, user.id).role == Role.EDITOR
    assert (user.name, user.email) == ("Ivy Stone", address(acme))
    assert authenticate(email=user.email, password=NEW).organization_id == acme.id
    assert queries.invitations(acme.ada) == ()
    with pytest.raises(InvitationVoid):
        actions.accept(token, **IVY)
    found = verbs(acme.id, open_one.invitation.id)
    assert found == ["invitation.created", "invitation.accepted"]


def test_the_letter_says_who_asks_and_decides_nothing(acme: Acme, mailbox: Path) -> None:
    token = invited(acme, mailbox)
    (text,) = letters_to(mailbox, address(acme))
    assert "Ada Lovell invites you to Acme Mail" in text
    client = Client()
    for _ in range(2):
        answer = client.get(f"/invitation/{token}")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/invitation")
        shown = client.get("/invitation")
        assert shown.status_code == 200
        assert shown.headers["Cache-Control"] == "no-store"
        assert token.rpartition(".")[2] not in shown.content.decode()
    assert store.user_id_of(address(acme)) is None


def test_a_member_elsewhere_joins_with_their_password(
    acme: Acme, globex: Globex, mailbox: Path
) -> None:
    actions.invite(globex.zoe.user.email, Role.VIEWER, actor=acme.ada)
    token = token_of(letters_to(mailbox, globex.zoe.user.email)[-1])
    for wrong in ("", "not-the-password"):
        with pytest.raises(BadCredentials):
            actions.accept(token, password=wrong)
    with pytest.raises(BadCredentials):
        actions.accept(token, signed_in=acme.eve.user)
    actions.accept(token, password=PASSWORD, first_name="Other")
    assert access.member(acme.id, globex.zoe.id).role == Role.VIEWER
    assert access.member(globex.id, globex.zoe.id).name == "Zoe Lund"


def test_who_is_signed_in_with_the_address_needs_no_password(
    acme: Acme, globex: Globex, mailbox: Path
) -> None:
    actions.invite(globex.zoe.user.email.upper(), Role.VIEWER, actor=acme.ada)
    token = token_of(letters_to(mailbox, globex.zoe.user.email)[-1])
    actions.accept(token, signed_in=globex.zoe.user)
    assert access.member(acme.id, globex.zoe.id)


def test_guessing_the_password_ends(acme: Acme, globex: Globex, mailbox: Path) -> None:
    actions.invite(globex.zoe.user.email, Role.VIEWER, actor=acme.ada)
    token = token_of(letters_to(mailbox, globex.zoe.user.email)[-1])
    codes = []
    for _ in range(12):
        with pytest.raises(CraftifyError) as refusal:
            actions.accept(token, password="not-the-password")
        codes.append(refusal.value.code)
    assert codes[-1] == "too_many_failures"


def test_only_the_latest_letter_counts(acme: Acme, mailbox: Path) -> None:
    first = invited(acme, mailbox)
    (open_one,) = queries.invitations(acme.ada)
    actions.resend(open_one.invitation.id, actor=acme.max)
    with pytest.raises(InvitationVoid):
        actions.accept(first, **IVY)
    second = token_of(letters_to(mailbox, address(acme))[-1])
    with pytest.raises(InvitationVoid):
        actions.accept(first, **IVY)
    assert actions.accept(second, **IVY)


def test_a_revoked_one_is_void_and_its_letter_is_not_written(acme: Acme, mailbox: Path) -> None:
    token = invited(acme, mailbox)
    (open_one,) = queries.invitations(acme.ada)
    actions.revoke(open_one.invitation.id, actor=acme.max)
    with pytest.raises(InvitationVoid):
        actions.accept(token, **IVY)
    other = actions.invite(address(acme, "jon"), Role.VIEWER, actor=acme.ada)
    actions.revoke(other.id, actor=acme.ada)
    assert letters_to(mailbox, address(acme, "jon")) == []


def test_it_expires(acme: Acme, mailbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = invited(acme, mailbox)
    later = clock.now() + LIFE + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(InvitationVoid):
        queries.opened(token)
    (open_one,) = queries.invitations(acme.ada)
    assert open_one.invitation.is_expired(later)
    actions.resend(open_one.invitation.id, actor=acme.ada)
    assert actions.accept(token_of(letters_to(mailbox, address(acme))[-1]), **IVY)


def test_no_invitation_outlives_the_rights_of_its_sender(acme: Acme, mailbox: Path) -> None:
    people.change_role(acme.max.id, Role.ADMIN, actor=acme.ada)
    mighty = access.member(acme.id, acme.max.id)
    actions.invite(address(acme), Role.ADMIN, actor=mighty)
    token = token_of(letters_to(mailbox, address(acme))[-1])
    people.change_role(acme.max.id, Role.MANAGER, actor=acme.ada)
    with pytest.raises(InvitationVoid):
        actions.accept(token, **IVY)
    people.suspend(acme.max.id, actor=acme.ada)
    with pytest.raises(InvitationVoid):
        actions.accept(token, **IVY)
    assert store.user_id_of(address(acme)) is None
    (open_one,) = queries.invitations(acme.ada)
    actions.resend(open_one.invitation.id, actor=acme.ada)
    assert actions.accept(token_of(letters_to(mailbox, address(acme))[-1]), **IVY)


def test_a_role_that_was_deleted_voids_it(acme: Acme, mailbox: Path) -> None:
    auditor = roles.create("Auditor", ("audit.view",), actor=acme.ada).role
    token = invited(acme, mailbox, auditor.id)
    roles.delete(auditor.id, actor=acme.ada)
    with pytest.raises(InvitationVoid):
        actions.accept(token, **IVY)


@pytest.mark.parametrize(
    "given",
    [
        {**IVY, "first_name": " "},
        {**IVY, "first_name": "a\0b"},
        {**IVY, "last_name": "x" * 61},
        {**IVY, "password": "short"},
        {**IVY, "password": ""},
    ],
)
def test_what_will_not_do_leaves_the_link_valid(
    acme: Acme, mailbox: Path, given: dict[str, Any]
) -> None:
    token = invited(acme, mailbox)
    with pytest.raises((Invalid, WeakPassword)):
        actions.accept(token, **given)
    assert actions.accept(token, **IVY)


def test_tokens_that_never_were(acme: Acme, globex: Globex, mailbox: Path) -> None:
    token = Token.read(invited(acme, mailbox))
    assert token
    for text in (
        "",
        "a.b",
        "a.b.c",
        "é.é.é",
        "x" * 5000,
        f"{token.organization_id}.{token.invitation_id}.",
        f"{token.organization_id}.{token.invitation_id}.{token.secret[:-1]}",
        f"{globex.id}.{token.invitation_id}.{token.secret}",
    ):
        with pytest.raises(InvitationVoid):
            actions.accept(text, **IVY)


def test_before_its_letter_is_written_nothing_opens_it(acme: Acme) -> None:
    one = actions.invite(address(acme), Role.EDITOR, actor=acme.ada)
    for secret in ("", "x"):
        with pytest.raises(InvitationVoid):
            actions.accept(str(Token(acme.id, one.id, secret)), **IVY)


def test_two_who_accept_at_once(acme: Acme, mailbox: Path) -> None:
    token = invited(acme, mailbox)
    done: list[object] = []
    refusals: list[CraftifyError] = []
    start = threading.Barrier(2)

    def join() -> None:
        start.wait()
        try:
            done.append(actions.accept(token, **IVY))
        except CraftifyError as refusal:
            refusals.append(refusal)

    threads = [threading.Thread(target=join) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(done), len(refusals)) == (1, 1)
    assert len(store.roles_in(acme.id)) == 7


def test_whom_one_cannot_invite(acme: Acme, mailbox: Path) -> None:
    with pytest.raises(AlreadyMember):
        actions.invite(acme.vic.user.email, Role.VIEWER, actor=acme.ada)
    people.suspend(acme.vic.id, actor=acme.ada)
    with pytest.raises(AlreadyMember):
        actions.invite(acme.vic.user.email, Role.VIEWER, actor=acme.ada)
    actions.invite(address(acme), Role.VIEWER, actor=acme.ada)
    with pytest.raises(AlreadyInvited):
        actions.invite(address(acme).upper(), Role.EDITOR, actor=acme.ada)
    for email in (
        "",
        "ivy",
        "ivy@",
        "ivy@x\r\nBcc: y@z.example",
        "ï@x.example",
        "a" * 250 + "@x.y",
    ):
        with pytest.raises(Invalid):
            actions.invite(email, Role.VIEWER, actor=acme.ada)
    with pytest.raises(Invalid):
        actions.invite(address(acme, "jon"), "emperor", actor=acme.ada)
    with pytest.raises(MoreThanYours):
        actions.invite(address(acme, "jon"), Role.ADMIN, actor=acme.max)


def test_letters_are_limited(acme: Acme) -> None:
    one = actions.invite(address(acme), Role.VIEWER, actor=acme.ada)
    actions.resend(one.id, actor=acme.ada)
    actions.resend(one.id, actor=acme.ada)
    with pytest.raises(TooManyLetters):
        actions.resend(one.id, actor=acme.ada)
    for number in range(99 - 3):
        limits.count_letter(acme.id, address(acme, f"p{number}"))
    actions.invite(address(acme, "jon"), Role.VIEWER, actor=acme.ada)
    with pytest.raises(TooManyLetters):
        actions.invite(address(acme, "kim"), Role.VIEWER, actor=acme.ada)


def test_who_may_not(acme: Acme, globex: Globex) -> None:
    one = actions.invite(address(acme), Role.ADMIN, actor=acme.ada)
    refused: list[tuple[Member, type[CraftifyError]]] = [
        (acme.eve, Forbidden),
        (acme.vic, Forbidden),
        (globex.zoe, NotFound),
    ]
    for actor, refusal in refused:
        with pytest.raises(refusal):
            actions.resend(one.id, actor=actor)
        with pytest.raises(refusal):
            actions.revoke(one.id, actor=actor)
    with pytest.raises(Forbidden):
        actions.invite(address(acme, "jon"), Role.VIEWER, actor=acme.eve)
    with pytest.raises(Forbidden):
        queries.invitations(acme.eve)
    assert queries.invitations(globex.zoe) == ()
    with pytest.raises(MoreThanYours):
        actions.resend(one.id, actor=acme.max)


def test_the_page_takes_a_new_member_in(acme: Acme, mailbox: Path) -> None:
    token = invited(acme, mailbox)
    client = Client()
    client.get(f"/invitation/{token}")
    weak = client.post("/invitation", {"first": "Ivy", "last": "", "password": "short"})
    assert weak.status_code == 400
    assert 'value="Ivy"' in weak.content.decode()
    done = client.post("/invitation", {"first": "Ivy", "last": "Stone", "password": NEW})
    assert done.headers["Location"] == "/sign-in"
    assert client.get("/invitation").status_code == 404
    assert client.get("/").status_code == 302, "nobody is signed in by accepting"


def test_the_page_of_a_member_of_another_organization(
    acme: Acme, globex: Globex, mailbox: Path, sign_in: Any
) -> None:
    actions.invite(globex.zoe.user.email, Role.VIEWER, actor=acme.ada)
    token = token_of(letters_to(mailbox, globex.zoe.user.email)[-1])
    other = sign_in(acme.eve)
    other.get(f"/invitation/{token}")
    assert other.post("/invitation", {"password": "wrong-password"}).status_code == 401
    client = sign_in(globex.zoe)
    client.get(f"/invitation/{token}")
    assert "You are signed in with this address" in client.get("/invitation").content.decode()
    assert client.post("/invitation").headers["Location"] == "/"
    assert access.member(acme.id, globex.zoe.id)


def test_the_list_sends_and_revokes(acme: Acme, sign_in: Any) -> None:
    client = sign_in(acme.max)
    assert sign_in(acme.eve).get("/settings/invitations").status_code == 403
    assert client.post("/settings/invitations", {"email": "x", "role": "editor"}).status_code == 400
    sent = client.post("/settings/invitations", {"email": address(acme), "role": "editor"})
    assert sent.status_code == 302
    assert address(acme) in client.get("/settings/invitations").content.decode()
    again = client.post("/settings/invitations", {"email": address(acme), "role": "editor"})
    assert again.status_code == 409
    (one,) = queries.invitations(acme.ada)
    place = f"/settings/invitations/{one.invitation.id}"
    assert client.post(f"{place}/letters").status_code == 302
    assert client.post(f"{place}/revocation").status_code == 302
    assert queries.invitations(acme.ada) == ()
