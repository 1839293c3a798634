"""The type of a page's request."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.domain import Member


class PageRequest(HttpRequest):
    """A request after the middleware: who acts, what HTMX says of itself, and its number.

    Only an annotation: Django makes the objects. `member` raises Unauthenticated when nobody is
    signed in, which pages without `@public` never see.
    """

    member: Member
    htmx: HtmxDetails
    id: str
