"""`POST /reports/policy`: browsers tell what the content security policy held back (SEC-1).

Anybody can send anything here, so little is taken of it, little is kept, and it is never a page's
business: the answer is empty. What a browser's own extensions do is not told on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from craftify.errors import Invalid, TooLarge, TooManyRequests, UnsupportedType
from craftify.security.counting import counters
from craftify.security.events import Kind, security_event
from craftify.security.limits import WINDOW, network
from craftify.web.guard import public

LARGEST = 16 * 1024  # bytes; a report has some 700
MOST_REPORTS = 20  # in one body, as browsers collect them
MOST_BODIES = 30  # a network address, in 15 minutes
# The older way (report-uri) and the newer (report-to).
_TYPES = {"application/csp-report", "application/reports+json", "application/json"}
_OF_EXTENSIONS = ("chrome-extension", "moz-extension", "safari-web-extension")


@dataclass(frozen=True, slots=True)
class Breach:
    """What was held back: addresses without their queries, and nothing of the page's text."""

    directive: str
    blocked: str
    page: str
    source: str


@csrf_exempt
@public
@require_POST
def policy(request: HttpRequest) -> HttpResponse:
    """Record each breach as a security event.

    Raises:
        TooManyRequests, TooLarge, UnsupportedType, Invalid: it is not what browsers send.
    """
    used = counters().add("reports", network(request.META.get("REMOTE_ADDR", "")), WINDOW)
    if used.count > MOST_BODIES:
        raise TooManyRequests(
            "Too many reports came from here.",
            retryAfter=max(1, int(used.resets)),
            limit=MOST_BODIES,
        )
    if request.content_type not in _TYPES:
        raise UnsupportedType("Send a report of a browser, as JSON.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise TooLarge(f"A report has at most {LARGEST // 1024} KB.", limit=LARGEST)
    for breach in list(breaches(request.body))[:MOST_REPORTS]:
        security_event(
            Kind.POLICY_VIOLATED,
            about=breach.directive,
            details={"blocked": breach.blocked, "page": breach.page, "source": breach.source},
        )
    return HttpResponse(status=204)


def breaches(body: bytes) -> Iterator[Breach]:
    """The breaches that a body tells of.

    Raises:
        Invalid: it is no report.
    """
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Invalid("This is no JSON.") from None
    for one in told if isinstance(told, list) else [told]:
        if not isinstance(one, dict):
            raise Invalid("This is no report of a browser.")
        said = one.get("csp-report", one.get("body"))
        if not isinstance(said, dict):
            raise Invalid("This is no report of a browser.")
        breach = Breach(
            directive=_word(said, "effectiveDirective", "effective-directive"),
            blocked=_address(_word(said, "blockedURL", "blocked-uri")),
            page=_address(_word(said, "documentURL", "document-uri")),
            source=_address(_word(said, "sourceFile", "source-file")),
        )
        if not any(one.startswith(_OF_EXTENSIONS) for one in (breach.blocked, breach.source)):
            yield breach


def _word(said: dict[str, Any], *names: str) -> str:
    found = next((said[name] for name in names if isinstance(said.get(name), str)), "")
    return "".join(char for char in found[:500] if char.isprintable())


def _address(text: str) -> str:
    """Without what a query or a fragment may hold, which may be secret."""
    return text.partition("#")[0].partition("?")[0][:200]
