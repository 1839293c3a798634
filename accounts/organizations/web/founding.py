"""Found an organization: ask for a letter, follow its link, say who one is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import BadCredentials
from accounts.limits import TooManyAsked, TooManyFailures
from accounts.organizations import access, actions, queries
from accounts.signin.access import TicketVoid
from accounts.store import EmailTaken
from accounts.web.request import PageRequest
from craftify.errors import CraftifyError, Invalid
from craftify.web.guard import public
from craftify.web.statuses import status_of, tell_when

_SECRET = "sign_up_secret"  # noqa: S105 (the name of a place in the session)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: PageRequest) -> HttpResponse:
    """The form (`email`, `name`), and the same answer to every address."""
    access.refuse_when_off()
    page, given = "accounts/organizations/sign_up.html", request.POST
    if request.method != "POST":
        return render(request, page)
    try:
        actions.sign_up(email=given.get("email", ""), name=given.get("name", ""))
    except (Invalid, TooManyAsked) as refusal:
        return _refused(request, page, refusal, {"given": given})
    return render(request, page, {"given": given, "asked": True})


@public
@require_safe
def link(request: PageRequest, secret: str) -> HttpResponse:
    """The link of the letter: keeps its secret in the session, so that no address shows it."""
    request.session[_SECRET] = secret
    return redirect("organizations:found")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: PageRequest) -> HttpResponse:
    """Who one is (`first`, `last`, `password`), and the answer: sign in."""
    page, given = "accounts/organizations/found.html", request.POST
    secret = request.session.get(_SECRET, "")
    try:
        _, asked = queries.opened(secret)
        context = {"asked": asked, "has_account": queries.has_account(asked), "given": given}
        if request.method != "POST":
            return _uncached(render(request, page, context))
        actions.found(
            secret,
            password=given.get("password", ""),
            first_name=given.get("first", ""),
            last_name=given.get("last", ""),
        )
    except TicketVoid as refusal:
        return _refused(request, page, refusal, {"void": refusal})
    except (Invalid, BadCredentials, EmailTaken, TooManyFailures) as refusal:
        return _refused(request, page, refusal, context)
    del request.session[_SECRET]
    messages.success(request, f"{asked.name} is there. Sign in with your address.")
    return redirect("accounts:sign-in")


def _refused(
    request: PageRequest, page: str, refusal: CraftifyError, context: dict[str, object]
) -> HttpResponse:
    errors = {refusal.details.get("field", "form"): refusal.sentence}
    response = render(request, page, {**context, "errors": errors}, status=status_of(refusal))
    tell_when(response, refusal)
    return _uncached(response)


def _uncached(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
