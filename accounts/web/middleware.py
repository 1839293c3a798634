"""`request.member`: who acts, in which organization, read at most once a request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from accounts import access, store
from accounts.actions import ORGANIZATION_KEY
from accounts.domain import Member
from accounts.models import AuthUser
from craftify.errors import NotFound, Unauthenticated


class MemberMiddleware:
    """Sets `request.member`; using it raises Unauthenticated when nobody is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Typed by accounts.web.request; here the request is Django's plain one.
        vars(request)["member"] = SimpleLazyObject(lambda: member_of(request))
        return self.get_response(request)


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
