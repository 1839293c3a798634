"""One line a request (LOG-4): what, how it ended, how long it took. Never the query's values."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

log = logging.getLogger("craftify.requests")


class TimingMiddleware:
    """Logs each request; a slow one or a failed one as a warning."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = self.get_response(request)
        milliseconds = (time.perf_counter() - begun) * 1000
        slow = milliseconds > settings.CRAFTIFY.slow_request_ms
        level = logging.WARNING if slow or response.status_code >= 500 else logging.INFO
        log.log(
            level,
            "%s %s %s in %.1f ms",
            request.method,
            request.path,
            response.status_code,
            milliseconds,
            extra={
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "durationMs": round(milliseconds, 1),
                "slow": slow,
            },
        )
        return response
