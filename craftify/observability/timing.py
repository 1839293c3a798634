"""One line a request (LOG-4): what, how it ended, how long it took. Never the query's values."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from craftify.observability import metrics
from craftify.observability.operations import Spent, spending
from craftify.observability.tracing import request_span
from craftify.origin import origin

log = logging.getLogger("craftify.requests")
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
NO_ROUTE, STATIC = "(none)", "(static)"


class TimingMiddleware:
    """Measures and logs each request; warns of a failed one, and of a slow one with its reasons."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        with (
            metrics.HTTP_IN_PROGRESS.track_inprogress(),
            spending() as spent,
            request_span(_method(request), request.headers, origin.get().request_id) as traced,
        ):
            response = self.get_response(request)
            if traced:
                _name(traced, request, response)
        seconds = time.perf_counter() - begun
        place = route(request)
        _count(request, response, place, seconds)
        _tell(request, response, place, seconds * 1000, spent)
        return response


def _method(request: HttpRequest) -> str:
    """Any client can make up a method; a label takes only known ones."""
    return request.method if request.method in _METHODS else "OTHER"


def route(request: HttpRequest) -> str:
    """The pattern of the address that answered, `/templates/<str:template_id>`."""
    match = request.resolver_match
    if match:
        return f"/{match.route}"
    return STATIC if request.path.startswith(settings.STATIC_URL) else NO_ROUTE


def _count(request: HttpRequest, response: HttpResponseBase, place: str, seconds: float) -> None:
    method = _method(request)
    metrics.HTTP_SECONDS.labels(method, place).observe(seconds)
    metrics.HTTP_REQUESTS.labels(method, place, response.status_code).inc()


def _name(traced: Any, request: HttpRequest, response: HttpResponseBase) -> None:
    """What the span could not know when it began."""
    traced.update_name(f"{_method(request)} {route(request)}")
    traced.set_attribute("http.route", route(request))
    traced.set_attribute("http.response.status_code", response.status_code)


def _tell(
    request: HttpRequest,
    response: HttpResponseBase,
    place: str,
    milliseconds: float,
    spent: Spent,
) -> None:
    slow = milliseconds > settings.CRAFTIFY.slow_request_ms
    about: dict[str, Any] = {
        "method": request.method,
        "path": request.path,
        "route": place,
        "status": response.status_code,
        "durationMs": round(milliseconds, 1),
        "storeOperations": spent.count,
        "storeMs": spent.milliseconds,
        "slow": slow,
    }
    words = "%s %s %s in %.1f ms"
    values = [request.method, request.path, response.status_code, milliseconds]
    if slow:
        about["store"] = spent.worst()
        words += ", of it %.1f ms in %d operations of the store: %s"
        values += [spent.milliseconds, spent.count, _in_words(spent)]
    level = logging.WARNING if slow or response.status_code >= 500 else logging.INFO
    log.log(level, words, *values, extra=about)


def _in_words(spent: Spent) -> str:
    parts = (
        f"{one['count']} × {one['operation']} {one['table']} {one['milliseconds']} ms"
        for one in spent.worst()
    )
    return "; ".join(parts) or "none"
