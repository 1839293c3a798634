"""Every answer of every address has the headers, refusals and mistakes included (SEC-1)."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path

from craftify.security.headers import REPORTS
from craftify.web.guard import public
from tests.cast import Acme


def routes(found: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Every address of the product, with something in the place of each part that varies."""
    for one in found:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        else:
            yield "/" + re.sub(r"<int:\w+>", "1", re.sub(r"<(?!int:)[^>]+>", "nothing", route))


ROUTES = sorted(set(routes(get_resolver().url_patterns)))
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Reporting-Endpoints": f'policy="{REPORTS}"',
}
POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "worker-src 'self' blob:",
    "require-trusted-types-for 'script'",
    "trusted-types default craftify-inert",
    f"report-uri {REPORTS}",
    "report-to policy",
)


def check(answer: Any) -> None:
    """Hold an answer to SEC-1; frames of emails have a policy of their own, without scripts."""
    headers = answer.headers
    assert {name: headers.get(name) for name in EXACT} == EXACT
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Cache-Control" in headers
    policy = headers["Content-Security-Policy"]
    if policy.startswith("sandbox"):
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        return
    parts = [part.strip() for part in policy.split(";")]
    assert [part for part in POLICY if not any(one.startswith(part) for one in parts)] == []
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"


def test_the_addresses_were_found() -> None:
    assert len(ROUTES) > 100
    assert {"/sign-in", "/health", "/api/templates", REPORTS} <= set(ROUTES)


def test_every_address_has_them_for_a_visitor_and_for_an_administrator(
    acme: Acme, sign_in: Callable[..., Client]
) -> None:
    visitor, member = Client(), sign_in(acme.ada)
    for route in ROUTES:
        check(visitor.get(route))
        check(member.get(route))
        check(visitor.post(route))


@public
def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a mistake of ours")


urlpatterns = [path("fail", fail)]
handler500 = "craftify.web.errors.server_error"


def test_mistakes_and_refusals_have_them(acme: Acme, sign_in: Callable[..., Client]) -> None:
    check(Client().get("/nothing/here"))
    check(Client().get("/sign-in", HTTP_HOST="elsewhere.example"))
    check(Client().get("/sign-in?a=1&a=2"))
    check(Client().put("/sign-in"))
    check(Client(enforce_csrf_checks=True).post("/sign-in"))
    check(Client().post("/sign-in", b"a" * 100, "application/x", CONTENT_LENGTH=str(2**30)))
    with override_settings(ROOT_URLCONF=__name__):
        answer = Client(raise_request_exception=False).get("/fail")
    assert answer.status_code == 500
    check(answer)


def test_behind_tls_browsers_come_back_encrypted() -> None:
    year = {"SECURE_HSTS_SECONDS": 31_536_000, "SECURE_HSTS_INCLUDE_SUBDOMAINS": True}
    with override_settings(**year, SECURE_HSTS_PRELOAD=True):
        told = Client().get("/sign-in", secure=True).headers["Strict-Transport-Security"]
    assert told == "max-age=31536000; includeSubDomains; preload"
    assert "Strict-Transport-Security" not in Client().get("/sign-in").headers
