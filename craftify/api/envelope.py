"""The one form of every JSON answer (API-2)."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.http import HttpResponse

from craftify import clock
from craftify.dynamo.paging import Page

MEDIA_TYPE = "application/json"


def success_body(data: object, page: Page[Any] | None = None) -> dict[str, object]:
    """`{"success": true, "data": …}`, with `pagination` when the data is a page of a list."""
    body: dict[str, object] = {"success": True, "data": data}
    if page is not None:
        body["pagination"] = {
            "page": page.page,
            "limit": page.limit,
            "total": page.total,
            "pages": page.pages,
            "cursor": page.cursor,
        }
    return body


def error_body(
    code: str, message: str, details: Mapping[str, Any], *, request_id: str
) -> dict[str, object]:
    """`{"success": false, "error": {code, message, details, requestId, timestamp}}`."""
    return {
        "success": False,
        "error": {
            "code": code,
            "message": message,
            "details": details,
            "requestId": request_id,
            "timestamp": clock.stamp(clock.now()),
        },
    }


def success(data: object, *, status: int = 200) -> HttpResponse:
    """A success as a response of its own, for what is answered outside of DRF."""
    return HttpResponse(orjson.dumps(success_body(data)), status=status, content_type=MEDIA_TYPE)


def refusal(
    status: int, code: str, message: str, details: Mapping[str, Any], *, request_id: str
) -> HttpResponse:
    """A refusal as a response of its own, for what is refused before or outside of DRF."""
    body = error_body(code, message, details, request_id=request_id)
    return HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE)
