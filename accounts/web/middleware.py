"""`request.member`: who acts, in which organization, read at most once a request."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts import access, store
from accounts.actions import ORGANIZATION_KEY
from accounts.domain import Member
from accounts.models import AuthUser
from accounts.organizations import admission
from accounts.organizations.admission import SecondFactorNeeded
from accounts.web.going import go
from accounts.web.request import PageRequest
from craftify.errors import CraftifyError, NotFound, Unauthenticated
from craftify.origin import asker
from craftify.web.errors import answer

View = TypeVar("View", bound=Callable[..., Any])


class MemberMiddleware:
    """Sets `request.member`; using it raises Unauthenticated when nobody is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Typed by accounts.web.request; here the request is Django's plain one.
        vars(request)["member"] = SimpleLazyObject(lambda: member_of(request))
        asker.set(lambda: member_of(request))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Before each page: what the organization demands. DRF's views ask for it themselves."""
        exempt = any(hasattr(view, mark) for mark in ("public", "cls", "demands_nothing"))
        if exempt or not request.user.is_authenticated:
            return None
        try:
            admission.admit(vars(request)["member"])
        except SecondFactorNeeded as refusal:
            messages.info(request, refusal.sentence)
            return go(cast("PageRequest", request), reverse("signin:second-step"))
        except CraftifyError as refusal:
            return answer(request, refusal)
        return None


def demands_nothing(view: View) -> View:
    """Mark a page that members may use whatever their organization demands of them."""
    view.demands_nothing = True  # type: ignore[attr-defined]  # a mark on the function
    return view


def member_of(request: HttpRequest) -> Member:
    """The signed-in member of the request's session.

    Raises:
        Unauthenticated: no session, an expired one, or a user who may no longer sign in.
    """
    if not isinstance(request.user, AuthUser) or not request.user.is_authenticated:
        raise Unauthenticated("Sign in to see this page.")
    organization_id = request.session.get(ORGANIZATION_KEY, "")
    try:
        return access.identify(access.member(organization_id, request.user.person.id))
    except NotFound:
        # Removed from the organization that the session was in: go to another one, if any.
        for membership in store.memberships_of(request.user.person.id):
            request.session[ORGANIZATION_KEY] = membership.organization_id
            return access.identify(
                access.member(membership.organization_id, request.user.person.id)
            )
        raise Unauthenticated("You belong to no organization any more.") from None
