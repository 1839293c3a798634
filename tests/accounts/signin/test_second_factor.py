"""The second step of signing in, used and attacked."""

import base64
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import InvalidToken
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client, override_settings

from accounts import actions as accounts
from accounts import store
from accounts.domain import Member
from accounts.models import FactorItem, UserItem
from accounts.signin import actions, codes, queries, sealing
from accounts.signin.domain import CodeNeeded, CodeWrong, FactorThere, NoFactor
from craftify import clock, history
from tests.accounts.signin.test_passwords import NEW, arrived, asked, mailbox, text_of
from tests.accounts.signin.test_sessions import bearer, browser, is_in
from tests.api.conftest import data_of, error_of
from tests.cast import PASSWORD, Acme

__all__ = ["mailbox"]


def code_in(secret: bytes, steps: int = 0) -> str:
    """The code of now, or of some steps later."""
    return codes.code_of(secret, codes.step_at(clock.now()) + steps)


def later(member: Member) -> None:
    """Let the codes that were taken be long ago."""
    FactorItem(member.id).update([FactorItem.last_step.set(0)])


@pytest.fixture
def secret(acme: Acme) -> bytes:
    """Eve's authenticator, which is demanded."""
    made = actions.begin_factor(password=PASSWORD, actor=acme.eve)
    actions.confirm_factor(code=code_in(made), actor=acme.eve)
    later(acme.eve)
    UserItem(acme.eve.id).update([UserItem.last_organization_id.set(acme.id)])
    return made


def first_step(member: Member) -> Client:
    client = Client()
    credentials = {"email": member.user.email, "password": PASSWORD, "next": "/templates"}
    answer = client.post("/sign-in", credentials)
    assert answer.headers["Location"] == "/sign-in/code?next=%2Ftemplates"
    return client


def token(member: Member, **more: str) -> Any:
    body = {"email": member.user.email, "password": PASSWORD, **more}
    return Client().post("/api/auth/token", body, "application/json")


def verbs(acme: Acme) -> list[str]:
    return [event.verb for event, _ in history.events(acme.id, acme.eve.id)]


def test_a_page_leads_through_it(acme: Acme, mailbox: Path) -> None:
    client = browser(acme.eve)
    address = "/settings/security/second-step"
    assert client.post(address, {"password": "wrong"}).status_code == 400
    page = client.post(address, {"password": PASSWORD})
    assert page.headers["Cache-Control"] == "no-store"
    assert b"<svg viewBox" in page.content
    made = queries.begun_secret(acme.eve)
    assert client.post(f"{address}/confirmation", {"code": "000000x"}).status_code == 401
    done = client.post(f"{address}/confirmation", {"code": code_in(made)})
    assert done.content.count(b"<li>") >= 10
    assert b"Recovery codes left: 10" in client.get("/settings/security").content
    assert [one["Subject"] for one in arrived(mailbox, acme.eve.user.email)] == [
        "Signing in takes a second step now"
    ]


def test_signing_in_takes_two_steps(acme: Acme, secret: bytes) -> None:
    client = first_step(acme.eve)
    assert not is_in(client)
    assert client.get("/sign-in/code?next=/templates").status_code == 200
    answer = client.post("/sign-in/code", {"code": code_in(secret), "next": "/templates"})
    assert answer.headers["Location"] == "/templates"
    assert is_in(client)


def test_the_first_step_alone_is_not_signed_in(acme: Acme, secret: bytes) -> None:
    before = verbs(acme).count("user.signed_in")
    client = first_step(acme.eve)
    for address in ("/", "/settings/security", "/templates"):
        assert client.get(address).status_code == 302
    assert client.get("/api/users/me").status_code == 401
    assert verbs(acme).count("user.signed_in") == before


def test_a_token_takes_a_code_as_well(acme: Acme, secret: bytes) -> None:
    assert error_of(token(acme.eve), 401)["code"] == "code_needed"
    assert error_of(token(acme.eve, code="123"), 401)["code"] == "code_wrong"
    assert data_of(token(acme.eve, code=code_in(secret)))["access"]
    wrong = {"email": acme.eve.user.email, "password": "wrong", "code": code_in(secret)}
    answer = Client().post("/api/auth/token", wrong, "application/json")
    assert error_of(answer, 401)["code"] == "bad_credentials"


def test_a_code_is_good_once(acme: Acme, secret: bytes) -> None:
    code = code_in(secret)
    assert data_of(token(acme.eve, code=code))
    assert error_of(token(acme.eve, code=code), 401)["code"] == "code_wrong"


def test_of_two_with_one_code_one_is_in(acme: Acme, secret: bytes) -> None:
    code = code_in(secret)
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: token(acme.eve, code=code).status_code, range(3)))
    assert sorted(found) == [200, 401, 401]


def test_an_older_code_than_the_last_is_refused(acme: Acme, secret: bytes) -> None:
    assert data_of(token(acme.eve, code=code_in(secret, 1)))
    assert error_of(token(acme.eve, code=code_in(secret)), 401)["code"] == "code_wrong"


def test_codes_cannot_be_guessed_from_many_addresses(acme: Acme, secret: bytes) -> None:
    for number in range(5):
        with pytest.raises(CodeWrong):
            accounts.authenticate(
                email=acme.eve.user.email,
                password=PASSWORD,
                address=f"192.0.2.{number}",
                code="abc",
            )
    assert error_of(token(acme.eve, code=code_in(secret)), 429)["details"]["retryAfter"] > 0
    client = first_step(acme.eve)
    answer = client.post("/sign-in/code", {"code": code_in(secret)})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]
    assert verbs(acme).count("user.code_refused") == 5


def test_a_recovery_code_is_good_once_and_its_owner_is_told(
    acme: Acme, secret: bytes, mailbox: Path
) -> None:
    recovery = actions.renew_recovery_codes(password=PASSWORD, actor=acme.eve)
    assert len(set(recovery)) == 10
    typed = recovery[0].replace("-", " ").upper()
    assert data_of(token(acme.eve, code=typed))
    assert error_of(token(acme.eve, code=recovery[0]), 401)["code"] == "code_wrong"
    state = queries.factor_state(acme.eve)
    assert state
    assert len(state.recovery) == 9
    letter = arrived(mailbox, acme.eve.user.email)[-1]
    assert "Codes left: 9" in text_of(letter)


def test_new_recovery_codes_replace_the_old_ones(acme: Acme, secret: bytes) -> None:
    old = actions.renew_recovery_codes(password=PASSWORD, actor=acme.eve)
    actions.renew_recovery_codes(password=PASSWORD, actor=acme.eve)
    assert error_of(token(acme.eve, code=old[0]), 401)["code"] == "code_wrong"


def test_the_first_step_ends_with_time_and_with_the_account(acme: Acme, secret: bytes) -> None:
    late, changed = first_step(acme.eve), first_step(acme.eve)
    session = late.session
    user_id, auth_hash, at = session["half_signed_in"]
    session["half_signed_in"] = [user_id, auth_hash, at - accounts.HALF_SECONDS]
    session.save()
    assert late.post("/sign-in/code", {"code": code_in(secret)}).status_code == 401
    UserItem(acme.eve.id).update([UserItem.epoch.add(1)])
    assert changed.post("/sign-in/code", {"code": code_in(secret)}).status_code == 401
    assert Client().post("/sign-in/code", {"code": code_in(secret)}).status_code == 401
    assert not any(is_in(one) for one in (late, changed))


def test_the_store_holds_neither_secret_nor_codes(acme: Acme, secret: bytes) -> None:
    recovery = actions.renew_recovery_codes(password=PASSWORD, actor=acme.eve)
    item = str(FactorItem.get(acme.eve.id).serialize())
    for plain in (codes.text_of(secret), base64.b64encode(secret).decode(), *recovery):
        assert plain not in item
    trail = str([event for event, _ in history.events(acme.id, acme.eve.id)])
    assert codes.text_of(secret) not in trail


def test_a_sealed_secret_opens_with_this_key_or_a_former_one_only() -> None:
    text = sealing.sealed(b"x")
    with override_settings(SECRET_KEY="another" * 10), pytest.raises(InvalidToken):
        sealing.opened(text)
    from django.conf import settings

    with override_settings(SECRET_KEY="another" * 10, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert sealing.opened(text) == b"x"


def test_what_is_begun_is_not_demanded(acme: Acme) -> None:
    made = actions.begin_factor(password=PASSWORD, actor=acme.eve)
    assert data_of(token(acme.eve))
    with pytest.raises(CodeWrong):
        actions.confirm_factor(code=code_in(made, 5), actor=acme.eve)
    assert queries.factor_state(acme.eve) is None
    again = actions.begin_factor(password=PASSWORD, actor=acme.eve)
    with pytest.raises(CodeWrong):
        actions.confirm_factor(code=code_in(made), actor=acme.eve)
    assert actions.confirm_factor(code=code_in(again), actor=acme.eve)


def test_a_confirmed_one_is_not_replaced(acme: Acme, secret: bytes) -> None:
    with pytest.raises(FactorThere):
        actions.begin_factor(password=PASSWORD, actor=acme.eve)
    with pytest.raises(FactorThere):
        actions.confirm_factor(code=code_in(secret), actor=acme.eve)


def test_nothing_changes_without_the_password(acme: Acme, secret: bytes) -> None:
    client = browser_with(acme.eve, secret)
    for address in ("recovery-codes", "removal"):
        answer = client.post(f"/settings/security/second-step/{address}", {"password": "x"})
        assert answer.status_code == 400
    with pytest.raises(CodeNeeded):
        accounts.authenticate(email=acme.eve.user.email, password=PASSWORD)


def test_switched_off_the_password_is_enough(acme: Acme, secret: bytes, mailbox: Path) -> None:
    client = browser_with(acme.eve, secret)
    answer = client.post("/settings/security/second-step/removal", {"password": PASSWORD})
    assert answer.status_code == 302
    assert data_of(token(acme.eve))
    subjects = [one["Subject"] for one in arrived(mailbox, acme.eve.user.email)]
    assert "Signing in takes no second step any more" in subjects
    with pytest.raises(NoFactor):
        actions.remove_factor(password=PASSWORD, actor=acme.eve)


def test_a_program_does_the_same(acme: Acme) -> None:
    api, address = bearer(acme.eve), "/api/users/me/second-factor"
    assert data_of(api.get(address)) == {
        "enabled": False,
        "enabledAt": None,
        "recoveryCodesLeft": 0,
    }
    made = data_of(api.post(address, {"password": PASSWORD}, "application/json"), 201)
    assert made["secret"] in made["uri"]
    raw = base64.b32decode(made["secret"])
    body = {"code": code_in(raw)}
    done = data_of(api.post(f"{address}/confirmation", body, "application/json"))
    assert len(done["recoveryCodes"]) == 10
    assert data_of(api.get(address))["enabled"]
    body = {"password": PASSWORD}
    more = data_of(api.post(f"{address}/recovery-codes", body, "application/json"))
    assert not set(more["recoveryCodes"]) & set(done["recoveryCodes"])
    assert api.post(f"{address}/removal", body, "application/json").status_code == 204
    assert data_of(api.get(address))["enabled"] is False


def test_who_runs_the_product_helps_who_lost_everything(acme: Acme, secret: bytes) -> None:
    call_command("remove_second_factor", acme.eve.user.email, stdout=StringIO())
    assert data_of(token(acme.eve))
    found = store.credentials(acme.eve.id)
    assert found
    with pytest.raises(CommandError, match="no second step"):
        call_command("remove_second_factor", acme.eve.user.email)
    with pytest.raises(CommandError, match="no such user"):
        call_command("remove_second_factor", "nobody@acme.example")


def test_a_reset_password_does_not_get_around_it(acme: Acme, secret: bytes, mailbox: Path) -> None:
    link = asked(acme.eve, mailbox)
    actions.reset_password(secret=link, new=NEW)
    with pytest.raises(CodeNeeded):
        accounts.authenticate(email=acme.eve.user.email, password=NEW)


def test_other_people_are_asked_for_nothing(acme: Acme, secret: bytes) -> None:
    assert data_of(token(acme.ada))


def browser_with(member: Member, secret: bytes) -> Client:
    client = first_step(member)
    assert client.post("/sign-in/code", {"code": code_in(secret)}).status_code == 302
    return client
