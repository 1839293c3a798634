"""Guessing passwords ends soon, for pages and for the API together."""

from typing import Any

from django.conf import settings
from django.test import Client
from rest_framework.test import APIClient

from tests.api.conftest import data_of, error_of
from tests.cast import PASSWORD, Acme

ALLOWED = settings.CRAFTIFY.sign_in_failures_per_15_minutes


def sign_in(email: str, password: str, address: str = "192.0.2.1") -> Any:
    body = {"email": email, "password": password}
    return APIClient().post("/api/auth/token", body, format="json", REMOTE_ADDR=address)


def fail(email: str, times: int) -> None:
    for _ in range(times):
        error_of(sign_in(email, "wrong"), 401)


def test_after_too_many_failures_even_the_right_password_must_wait(acme: Acme) -> None:
    fail(acme.eve.user.email, ALLOWED)
    response = sign_in(acme.eve.user.email, PASSWORD)
    error = error_of(response, 429)
    assert error["code"] == "too_many_failures"
    assert 0 < int(response.headers["Retry-After"]) <= 15 * 60
    assert error["details"]["retryAfter"] == int(response.headers["Retry-After"])


def test_another_spelling_of_the_address_is_the_same_account(acme: Acme) -> None:
    fail(acme.eve.user.email, ALLOWED)
    error_of(sign_in(f" {acme.eve.user.email.upper()}", PASSWORD), 429)


def test_others_are_not_hindered(acme: Acme) -> None:
    fail(acme.eve.user.email, ALLOWED)
    data_of(sign_in(acme.ann.user.email, PASSWORD))
    data_of(sign_in(acme.eve.user.email, PASSWORD, address="192.0.2.2"))


def test_an_unknown_account_is_counted_alike(acme: Acme) -> None:
    fail("nobody@acme.example", ALLOWED)
    error_of(sign_in("nobody@acme.example", "wrong"), 429)


def test_successes_do_not_count(acme: Acme) -> None:
    for _ in range(ALLOWED + 1):
        data_of(sign_in(acme.eve.user.email, PASSWORD))


def test_the_sign_in_page_shares_the_count(acme: Acme) -> None:
    fail(acme.eve.user.email, ALLOWED)
    form = {"email": acme.eve.user.email, "password": PASSWORD}
    response = Client().post("/sign-in", form, REMOTE_ADDR="192.0.2.1")
    assert response.status_code == 429
    assert "Retry-After" in response.headers
