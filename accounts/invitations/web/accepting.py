"""What the link of a letter leads to: a page that says what is asked, and asks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import BadCredentials
from accounts.domain import User
from accounts.invitations import actions, queries
from accounts.invitations.domain import AlreadyMember, InvitationVoid
from accounts.limits import TooManyFailures
from accounts.models import AuthUser
from accounts.web.request import PageRequest
from craftify.errors import CraftifyError, Invalid
from craftify.web.guard import public
from craftify.web.statuses import status_of

_TOKEN = "invitation"  # noqa: S105 (the name of a place in the session)


@public
@require_safe
def link(request: PageRequest, token: str) -> HttpResponse:
    """The link of the letter: keeps its secret in the session, so that no address shows it."""
    request.session[_TOKEN] = token
    return redirect("invitations:accept")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: PageRequest) -> HttpResponse:
    """What is asked, and the answer to its form (`first`, `last`, `password`)."""
    token = request.session.get(_TOKEN, "")
    try:
        if request.method != "POST":
            return _page(request, token)
        actions.accept(
            token,
            password=request.POST.get("password", ""),
            first_name=request.POST.get("first", ""),
            last_name=request.POST.get("last", ""),
            signed_in=_signed_in(request),
        )
    except (InvitationVoid, AlreadyMember) as refusal:
        context = {"void": refusal}
        return _uncached(
            render(request, "accounts/invitations/accept.html", context, status=status_of(refusal))
        )
    except (Invalid, BadCredentials, TooManyFailures) as refusal:
        return _page(request, token, refusal)
    del request.session[_TOKEN]
    if _signed_in(request):
        messages.success(request, "You are a member now. Switch to the organization in the menu.")
        return redirect("home")
    messages.success(request, "You are a member now. Sign in with your address.")
    return redirect("accounts:sign-in")


def _page(request: PageRequest, token: str, refusal: CraftifyError | None = None) -> HttpResponse:
    opened, here = queries.opened(token), _signed_in(request)
    context = {
        "opened": opened,
        "is_here": bool(here and opened.user and here.id == opened.user.id),
        "given": request.POST,
        "refusal": refusal,
        "errors": {refusal.details.get("field", "form"): refusal.sentence} if refusal else {},
    }
    status = status_of(refusal) if refusal else 200
    return _uncached(render(request, "accounts/invitations/accept.html", context, status=status))


def _signed_in(request: PageRequest) -> User | None:
    return request.user.person if isinstance(request.user, AuthUser) else None


def _uncached(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
