"""Every request has an id (LOG-2): on the response, in each log line, error and history event."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from craftify.origin import NOBODY, Origin, identity, origin

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9_.-]{8,64}")


class RequestIdMiddleware:
    """Takes a well-formed id from the client, or makes one. Comes first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        request_id = given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        request.id = request_id  # type: ignore[attr-defined]  # typed by accounts.web.request
        address = request.META.get("REMOTE_ADDR", "")
        token = origin.set(Origin(request_id, address, request.headers.get("User-Agent", "")))
        nobody = identity.set(NOBODY)
        try:
            response = self.get_response(request)
        finally:
            identity.reset(nobody)
            origin.reset(token)
        response.headers[HEADER] = request_id
        return response
