"""Guessing passwords ends soon, for pages and for the API together."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
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


def test_an_account_is_not_guessed_from_many_addresses(acme: Acme) -> None:
    for number in range(ALLOWED):
        error_of(sign_in(acme.eve.user.email, "wrong", address=f"198.51.100.{number}"), 401)
    error_of(sign_in(acme.eve.user.email, PASSWORD, address="192.0.2.2"), 429)
    data_of(sign_in(acme.ann.user.email, PASSWORD, address="192.0.2.2"))


def test_one_address_does_not_guess_at_many_accounts(acme: Acme) -> None:
    for number in range(ALLOWED):
        error_of(sign_in(f"nobody-{number}@acme.example", "wrong", address="2001:db8::1"), 401)
    # Whoever has one address of IPv6 has its whole network.
    error_of(sign_in(acme.ann.user.email, PASSWORD, address="2001:db8::2"), 429)
    data_of(sign_in(acme.ann.user.email, PASSWORD, address="2001:db8:0:1::1"))


def test_nobody_is_locked_out_where_they_signed_in_before(acme: Acme) -> None:
    data_of(sign_in(acme.eve.user.email, PASSWORD))
    for number in range(ALLOWED):
        error_of(sign_in(acme.eve.user.email, "wrong", address=f"198.51.100.{number}"), 401)
    fail(f"nobody@{acme.id}.example", ALLOWED)
    data_of(sign_in(acme.eve.user.email, PASSWORD))
    fail(acme.eve.user.email, ALLOWED)
    error_of(sign_in(acme.eve.user.email, PASSWORD), 429)


def test_all_at_once_are_no_more_guesses(acme: Acme) -> None:
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(sign_in, acme.eve.user.email, "wrong") for _ in range(ALLOWED * 4)]
    statuses = Counter(job.result().status_code for job in jobs)
    assert statuses == {401: ALLOWED, 429: ALLOWED * 3}


def test_the_answer_tells_which_limit_it_was(acme: Acme) -> None:
    fail(acme.eve.user.email, ALLOWED)
    headers = sign_in(acme.eve.user.email, PASSWORD).headers
    assert headers["RateLimit-Limit"] == str(ALLOWED)
    assert headers["RateLimit-Remaining"] == "0"
    assert headers["RateLimit-Reset"] == headers["Retry-After"]


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
