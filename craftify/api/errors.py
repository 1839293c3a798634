"""Refusals as answers of the API: the only translator of CraftifyError to the envelope."""

from typing import Any

from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import APIView

from craftify import errors
from craftify.api.envelope import error_body
from craftify.security import refusals
from craftify.web.statuses import headers_of, status_of


class CsrfFailed(errors.Forbidden):
    """A session changes something only with the token that its pages hold."""


def answer_refusal(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; None leaves what is no refusal to Django's 404, 403 and 500."""
    if isinstance(error, errors.CraftifyError):
        status, refusal = status_of(error), error
    elif isinstance(error, exceptions.APIException):
        status, refusal = error.status_code, _ours(error, context["view"])
    else:
        return None
    refusals.note(refusal)
    headers = {}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="api"'
    headers |= headers_of(refusal)
    request_id = context["request"].id
    body = error_body(refusal.code, refusal.sentence, refusal.details, request_id=request_id)
    return Response(body, status=status, headers=headers)


def _ours(error: exceptions.APIException, view: APIView) -> errors.CraftifyError:
    """What DRF itself refuses, in our words."""
    match error:
        case exceptions.NotAuthenticated():
            return errors.Unauthenticated(
                "Nobody is signed in. POST /api/auth/token gives an access token; send it as "
                "“Authorization: Bearer …”."
            )
        case exceptions.PermissionDenied():
            return CsrfFailed(
                "A request with a session needs the CSRF token in the header “X-CSRFToken”; one "
                "with an access token does not."
            )
        case exceptions.MethodNotAllowed():
            allowed = [method for method in view.allowed_methods if method != "OPTIONS"]
            return errors.MethodNotAllowed(
                f"{view.request.method} is not possible at this address. Possible: "
                f"{', '.join(allowed)}.",
                allowed=allowed,
            )
        case exceptions.UnsupportedMediaType():
            return errors.UnsupportedType("Send JSON, with “Content-Type: application/json”.")
        case _:
            return errors.Invalid("This request could not be read.")
