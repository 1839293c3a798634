"""Which pages of other sites may use the API from a browser (SEC-2): none, unless settings say so.

What a browser is told follows the Fetch standard. Only `/api` is ever opened: pages, files and
sockets are not. An origin is compared as a whole and answered by name, never with `*`, so `null`, a
look-alike and an ending get nothing.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

METHODS = "GET, POST, PUT, PATCH, DELETE"
ASKED = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-CSRFToken"
TOLD = (
    "ETag, Location, Retry-After, Idempotent-Replayed, X-Request-ID, Deprecation, Sunset, Link, "
    "RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
)
KEPT_SECONDS = "600"


class CorsMiddleware:
    """Answers the question before a request, and marks the answers that a page may read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        allowed = settings.CRAFTIFY.cors_origins
        if not allowed or not (request.path == "/api" or request.path.startswith("/api/")):
            return self.get_response(request)
        origin = request.headers.get("Origin", "")
        asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        is_open = origin in allowed
        response = HttpResponse(status=204) if asks and is_open else self.get_response(request)
        # Caches must not give the answer to one origin to another.
        patch_vary_headers(response, ["Origin"])
        if is_open:
            response.headers["Access-Control-Allow-Origin"] = origin
            if settings.CRAFTIFY.cors_credentials:
                response.headers["Access-Control-Allow-Credentials"] = "true"
            for name, value in (_preflight() if asks else _told()).items():
                response.headers[name] = value
        return response


def _preflight() -> dict[str, str]:
    return {
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": ASKED,
        "Access-Control-Max-Age": KEPT_SECONDS,
    }


def _told() -> dict[str, str]:
    return {"Access-Control-Expose-Headers": TOLD}
