"""Sessions under attack: fixed, stolen, replayed, ridden from another site (SEC-10)."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from accounts.domain import Member
from craftify import config
from craftify.config import BASE_DIR
from tests.architecture.test_addresses import FOUND
from tests.cast import PASSWORD, Acme

SESSION, TOKEN = settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME
SignIn = Callable[[Member], Client]


def signed_in_by_form(client: Client, member: Member) -> Client:
    """The client after the sign-in page."""
    form = {"email": member.user.email, "password": PASSWORD}
    assert client.post("/sign-in", form).status_code == 302
    return client


def test_no_script_reads_the_cookie_and_no_other_site_sends_it(acme: Acme) -> None:
    cookie = signed_in_by_form(Client(), acme.eve).cookies[SESSION]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["domain"] == ""


def test_behind_tls_cookies_go_over_tls_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRAFTIFY_BEHIND_TLS", "true")
    source = (BASE_DIR / "craftify" / "settings.py").read_text()
    found: dict[str, object] = {}
    monkeypatch.setattr(config, "load", config.load)
    exec(compile(source, "settings.py", "exec"), found)  # noqa: S102 (ours, read anew)
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_SSL_REDIRECT"] is True


def test_a_session_that_was_planted_before_signing_in_is_worth_nothing(acme: Acme) -> None:
    victim, thief = Client(), Client()
    victim.get("/sign-in")
    victim.session.save()
    planted = victim.session.session_key or ""
    victim.cookies[SESSION] = thief.cookies[SESSION] = planted
    signed_in_by_form(victim, acme.eve)
    assert victim.cookies[SESSION].value != planted
    assert thief.get("/").status_code == 302


@pytest.mark.parametrize("made_up", ["a" * 32, "0" * 32, "../../../etc/passwd", "' OR 1=1", "é"])
def test_a_made_up_session_is_a_visitor_and_is_not_adopted(acme: Acme, made_up: str) -> None:
    client = Client()
    client.cookies[SESSION] = made_up
    assert client.get("/").headers["Location"].startswith("/sign-in")
    signed_in_by_form(client, acme.eve)
    assert client.cookies[SESSION].value != made_up


def test_a_stolen_cookie_ends_with_the_session(acme: Acme) -> None:
    owner, thief = signed_in_by_form(Client(), acme.eve), Client()
    thief.cookies[SESSION] = owner.cookies[SESSION].value
    assert thief.get("/").status_code == 200
    owner.post("/sign-out")
    assert thief.get("/").status_code == 302
    assert thief.get("/api/users/me").status_code == 401


# Browsers send reports without any token; taking one changes nothing that anybody owns.
REPORTS = "/reports/policy"
WEB = [one for one in FOUND if not one.startswith("/api") and one != REPORTS]
# What answers no POST at all is as good as refused; these take none.
REFUSED = {403, 405}


@pytest.mark.parametrize("method", ["post", "patch", "put", "delete"])
@pytest.mark.parametrize("header", [None, "wrong"])
def test_no_page_changes_anything_for_another_site(
    acme: Acme, sign_in: SignIn, method: str, header: str | None
) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = sign_in(acme.ada).cookies
    client.cookies[TOKEN] = "a" * 32
    headers = {"X-CSRFToken": "b" * 32} if header else {}
    headers["Origin"] = "https://evil.example"
    answers = {
        address: getattr(client, method)(address, headers=headers).status_code for address in WEB
    }
    assert {one: got for one, got in answers.items() if got not in REFUSED} == {}


def test_only_the_api_is_past_the_check_of_pages_and_makes_its_own() -> None:
    exempt = [
        path.relative_to(BASE_DIR)
        for folder in ("craftify", "accounts", "templates_app", "approvals")
        for path in (BASE_DIR / folder).rglob("*.py")
        if "csrf_exempt" in path.read_text(encoding="utf-8")
    ]
    assert [str(path) for path in exempt] == ["craftify/security/reports.py"]  # REPORTS
