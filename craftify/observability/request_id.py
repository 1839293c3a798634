"""Every request has an id (LOG-2): on the response, in each log line, error and history event."""

import re
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from craftify.origin import NOBODY, Origin, asker, identity, origin

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9_.-]{8,64}")
Application = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]


def id_of(given: str) -> str:
    """The id that a client gave, if it is well-formed, or a new one."""
    return given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex


def identified(inner: Application) -> Application:
    """Wrap the whole application: sockets have an id too, and what is refused before Django."""

    async def application(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        headers = dict(reversed(scope["headers"]))  # the first of several
        given, agent = (
            headers.get(name, b"").decode("latin-1") for name in (b"x-request-id", b"user-agent")
        )
        request_id = id_of(given)

        async def send_with_id(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                known = {name.lower() for name, _ in message["headers"]}
                if b"x-request-id" not in known:
                    more = (b"x-request-id", request_id.encode())
                    message = {**message, "headers": [*message["headers"], more]}
            await send(message)

        token = origin.set(Origin(request_id, agent=agent))
        try:
            await inner(scope, receive, send_with_id)
        finally:
            origin.reset(token)

    return application


class RequestIdMiddleware:
    """Sets `origin` for a request, with the id that it has already or a new one. Comes first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = origin.get().request_id or id_of(request.headers.get(HEADER, ""))
        request.id = request_id  # type: ignore[attr-defined]  # typed by accounts.web.request
        address = request.META.get("REMOTE_ADDR", "")
        token = origin.set(Origin(request_id, address, request.headers.get("User-Agent", "")))
        nobody, nothing = identity.set(NOBODY), asker.set(None)
        try:
            response = self.get_response(request)
        finally:
            asker.reset(nothing)
            identity.reset(nobody)
            origin.reset(token)
        response.headers[HEADER] = request_id
        return response
