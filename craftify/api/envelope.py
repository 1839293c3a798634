"""The one form of every JSON answer (API-2)."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.http import HttpResponse

from craftify import clock

MEDIA_TYPE = "application/json"


def success(
    data: Any, *, status: int = 200, pagination: Mapping[str, Any] | None = None
) -> HttpResponse:
    """`{"success": true, "data": …, "pagination": …}`."""
    body = {"success": True, "data": data}
    if pagination is not None:
        body["pagination"] = dict(pagination)
    return HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE)


def error_body(
    code: str, message: str, details: Mapping[str, Any], *, request_id: str
) -> dict[str, Any]:
    """`{"success": false, "error": {code, message, details, requestId, timestamp}}`."""
    return {
        "success": False,
        "error": {
            "code": code,
            "message": message,
            "details": dict(details),
            "requestId": request_id,
            "timestamp": clock.stamp(clock.now()),
        },
    }


def refusal(
    status: int, code: str, message: str, details: Mapping[str, Any], *, request_id: str
) -> HttpResponse:
    """The answer of a refusal."""
    body = error_body(code, message, details, request_id=request_id)
    return HttpResponse(orjson.dumps(body, default=str), status=status, content_type=MEDIA_TYPE)
