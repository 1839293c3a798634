"""Pages are for members unless they say otherwise."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a view that answers without a session; `tests/architecture` keeps the list of them."""
    view.public = True  # type: ignore[attr-defined]  # a mark on the function
    return view


class GuardMiddleware:
    """Sends a visitor without a session to the sign-in page, and back afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Before each view; DRF's views carry their own authentication."""
        unguarded = getattr(view, "public", False) or hasattr(view, "cls")
        if unguarded or request.user.is_authenticated:
            return None
        return to_sign_in(request)


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """The way to the sign-in page, for a browser or for htmx."""
    here = request.get_full_path() if request.method == "GET" else "/"
    if request.headers.get("HX-Request"):
        here = request.headers.get("HX-Current-URL", "").partition(request.get_host())[2] or "/"
        address = f"{settings.LOGIN_URL}?{urlencode({'next': here})}"
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': here})}")
