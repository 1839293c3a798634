"""The guard of all tests catches what it is there for, and the product's own lines pass it."""

import logging
import re
import secrets
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.keys.domain import Text
from craftify.observability.hiding import HIDDEN, SECRET_PLACES, hidden
from craftify.webhooks import signing
from tests.cast import PASSWORD, Acme
from tests.leaks import guarding

log = logging.getLogger("craftify.planted")


def password() -> str:
    check_password("tried-and-wrong-7", "md5$salt$0")
    return "tried-and-wrong-7"


PLANTED: dict[str, Callable[[], str]] = {
    "a password": password,
    "the secret of an authenticator": lambda: secrets.token_bytes(20).hex(),
    "a key": lambda: f"key {secrets.token_urlsafe(24)}",
}


@pytest.mark.parametrize("what", PLANTED)
@pytest.mark.parametrize("level", [logging.INFO, logging.ERROR])
def test_a_planted_leak_is_caught(what: str, level: int) -> None:
    test = guarding()
    next(test)
    log.log(level, "It is %s.", PLANTED[what]())
    with pytest.raises(AssertionError, match="It is"):
        next(test)


def test_one_in_a_field_is_caught() -> None:
    test = guarding()
    next(test)
    log.info("Tried.", extra={"tried": [{"with": password()}]})
    with pytest.raises(AssertionError, match="Tried"):
        next(test)


def test_addresses_and_tokens_in_the_product_s_lines_are_hidden_already() -> None:
    test = guarding()
    next(test)
    log.warning("To ann@acme.example and %s.", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.c2ln")
    with pytest.raises(StopIteration):
        next(test)


@pytest.mark.parametrize(
    "secret", [str(Text.new("key_1", "org_1")), signing.new_secret(), "eyJh.eyJz.c2ln"]
)
def test_what_begins_like_a_secret_is_hidden(secret: str) -> None:
    assert hidden(f"It is {secret}, Ann.") == f"It is {HIDDEN}, Ann."


def test_the_links_of_letters_are_hidden(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    secret = "x" * 20
    with caplog.at_level(logging.INFO, "craftify.requests"):
        client.get(f"/reset-password/{secret}")
    assert caplog.records
    assert hidden(f"GET /reset-password/{secret} 302") == f"GET /reset-password/{HIDDEN} 302"


def test_every_address_with_a_secret_is_known() -> None:
    """An address that takes a `token` or a `secret` is one that lines of the log hide."""
    found = set()

    def walk(resolver: URLResolver, prefix: str) -> None:
        for entry in resolver.url_patterns:
            route = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                walk(entry, route)
            elif isinstance(entry, URLPattern) and re.search(r"<\w+:(token|secret)>", route):
                found.add(route.partition("/<")[0])

    walk(get_resolver(), "")
    assert found == set(SECRET_PLACES)


def test_a_wrong_password_is_in_no_line(client: Client, acme: Acme) -> None:
    for tried in (PASSWORD, "not-the-right-one"):
        client.post("/sign-in", {"email": acme.eve.user.email, "password": tried})
