"""Every address is guarded: a visitor gets the sign-in page or 401, unless it is on the list."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

PUBLIC = {
    "/invitation",
    "/invitation/tpl_00000000000000000000000000",
    "/api/invitations/acceptances",
    "/sign-in",
    "/sign-up",
    "/sign-up/tpl_00000000000000000000000000",
    "/found",
    "/api/auth/sign-ups",
    "/api/auth/organizations",
    "/sign-in/code",
    "/forgot-password",
    "/confirm-email",
    "/confirm-email/tpl_00000000000000000000000000",
    "/reset-password",
    "/reset-password/tpl_00000000000000000000000000",
    "/theme",
    "/metrics",  # with a token or from an allowed network
    "/reports/policy",  # of browsers, bounded
    "/health",
    "/health/live",
    "/health/ready",
    "/api",
    "/api-docs",
    "/api/auth/token",
    "/api/auth/token/refresh",
    "/api/auth/token/revocation",
    "/api/auth/password-letters",
    "/api/auth/email-confirmations",
    "/api/auth/password-resets",
    "/api/schema",
    "/api/nothing",  # 404 for everybody
}
SAMPLES = {"int": "1", "str": "tpl_00000000000000000000000000", "slug": "welcome"}


def patterns(
    resolver: URLResolver | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


def address(entry: URLPattern, route: str) -> str:
    """An address that the pattern matches; of a slash that may be missing, it is."""
    for name, converter in entry.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        route = route.replace(f"<{kind}:{name}>", SAMPLES[kind])
    if isinstance(entry.pattern, RegexPattern):
        route = (
            route.replace("^", "").replace("/?$", "").replace("$", "").replace("/.+", "/nothing")
        )
    return "/" + route


FOUND = sorted({address(entry, route).rstrip("/") or "/" for route, entry in patterns()})


def test_there_are_addresses_to_look_at() -> None:
    assert len(FOUND) > 30
    assert set(FOUND) >= PUBLIC


@pytest.mark.parametrize("method", ["get", "post", "patch", "delete"])
@pytest.mark.parametrize("address", [one for one in FOUND if one not in PUBLIC])
def test_a_visitor_gets_nothing(client: Client, address: str, method: str) -> None:
    answer = getattr(client, method)(address)
    if address.startswith("/api"):
        assert answer.status_code == 401
        assert answer.json()["success"] is False
    else:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in?")
