"""Forgotten passwords: ask for a letter, follow its link, choose a new one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import TooManyAsked
from accounts.signin import access, actions
from accounts.signin.domain import Purpose, typed_twice
from accounts.web.request import PageRequest
from craftify.errors import CraftifyError, Invalid
from craftify.web.guard import public
from craftify.web.statuses import status_of, tell_when

_SECRET = "reset_secret"  # noqa: S105 (the name of a place in the session)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def forgot(request: PageRequest) -> HttpResponse:
    """The form, and the same answer to every address."""
    if request.method != "POST":
        return render(request, "accounts/signin/forgot.html")
    email = request.POST.get("email", "").strip()
    try:
        actions.ask_for_reset(email=email)
    except TooManyAsked as refusal:
        context = {"email": email, "refusal": refusal}
        return _refused(request, "accounts/signin/forgot.html", refusal, context)
    return render(request, "accounts/signin/forgot.html", {"email": email, "asked": True})


@public
@require_safe
def link(request: PageRequest, secret: str) -> HttpResponse:
    """The link of the letter: keeps its secret in the session, so that no address shows it."""
    request.session[_SECRET] = secret
    return redirect("signin:reset")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: PageRequest) -> HttpResponse:
    """The form for the new password; then one signs in with it."""
    page, secret = "accounts/signin/reset.html", request.session.get(_SECRET, "")
    try:
        access.ticket(secret, Purpose.PASSWORD)
        if request.method != "POST":
            return _uncached(render(request, page))
        new = typed_twice(request.POST.get("new", ""), request.POST.get("again", ""))
        actions.reset_password(secret=secret, new=new)
    except access.TicketVoid as refusal:
        return _refused(request, page, refusal, {"void": refusal})
    except Invalid as refusal:
        errors = {refusal.details.get("field", "new"): refusal.sentence}
        return _refused(request, page, refusal, {"errors": errors})
    request.session.flush()
    messages.success(request, "The password was changed. Sign in with it.")
    return redirect("accounts:sign-in")


def _refused(
    request: PageRequest, page: str, refusal: CraftifyError, context: dict[str, object]
) -> HttpResponse:
    response = render(request, page, context, status=status_of(refusal))
    tell_when(response, refusal)
    return _uncached(response)


def _uncached(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
