"""Refusals as pages: the one translator for everything that is not the API.

A page gets a page, a request of htmx gets the partial that `problems.js` shows in its region, a
script that asked for JSON gets the API's envelope.
"""

import logging
import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from craftify.api.envelope import refusal
from craftify.dynamo.trouble import refusal_of
from craftify.errors import CraftifyError, Unauthenticated
from craftify.security import refusals
from craftify.security.events import Kind, security_event
from craftify.web.guard import to_sign_in
from craftify.web.statuses import status_of, tell_when

log = logging.getLogger(__name__)
_PAGES = {400, 403, 404, 409, 413, 429, 500, 503}


class RefusalMiddleware:
    """Turns a refusal that a view raised into its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Refusals and the store's troubles; anything else is a mistake of ours, Django's 500."""
        refusal_met = error if isinstance(error, CraftifyError) else refusal_of(error)
        if refusal_met is not error and refusal_met:
            log.error("The store did not answer.", exc_info=error)
        return answer(request, refusal_met) if refusal_met else None


def answer(request: HttpRequest, error: CraftifyError) -> HttpResponseBase:
    """The refusal in the form that the request wants."""
    status = status_of(error)
    refusals.note(error)
    if wants_json(request):
        response: HttpResponseBase = refusal(
            status, error.code, error.sentence, error.details, request_id=request_id(request)
        )
    elif isinstance(error, Unauthenticated):
        return to_sign_in(request)
    else:
        response = page(request, status, error.sentence)
    tell_when(response, error)
    return response


def page(request: HttpRequest, status: int, sentence: str = "") -> HttpResponse:
    """The page (or for htmx the partial) of a status."""
    context = {"sentence": sentence, "request_id": request_id(request)}
    if request.headers.get("HX-Request"):
        return HttpResponse(
            render_to_string("partials/error.html", context, request), status=status
        )
    shown = status if status in _PAGES else 400
    return HttpResponse(render_to_string(f"errors/{shown}.html", context, request), status=status)


def wants_json(request: HttpRequest) -> bool:
    """The API always, and scripts of ours that say so."""
    under_api = request.path == "/api" or request.path.startswith("/api/")
    return under_api or request.headers.get("Accept", "").startswith("application/json")


def request_id(request: HttpRequest) -> str:
    """The request's id, or nothing where it failed before it got one."""
    return getattr(request, "id", "")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Django's handler400: a host that is not ours, a form with too many fields."""
    return _plain(request, 400, "bad_request", "This request could not be read.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Django's handler403."""
    return _plain(request, 403, "forbidden", "You may not do this.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A form without its token: an old tab, or a page of somebody else."""
    security_event(Kind.FORM_REFUSED, about="csrf_failed")
    return _plain(
        request,
        403,
        "csrf_failed",
        "This page was open for too long or came from elsewhere, so nothing was changed. "
        "Load it again and repeat what you did.",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Django's handler404."""
    return _plain(request, 404, "not_found", "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Django's handler500; asks nothing of the store.

    When the store failed under a middleware (which reads the session), this is the first of ours
    to see it; Django calls it while that exception is handled.
    """
    error = sys.exception()
    if isinstance(error, Exception) and (refusal_met := refusal_of(error)):
        return answer(request, refusal_met)
    return _plain(
        request, 500, "server_error", "This could not be done. The fault is ours and is in the log."
    )


def _plain(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponseBase:
    if wants_json(request):
        return refusal(status, code, sentence, {}, request_id=request_id(request))
    shown = sentence if status in (400, 403) or request.headers.get("HX-Request") else ""
    return page(request, status, shown)
