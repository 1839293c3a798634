"""The address one signs in with: ask for another, follow the letter's link."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import TooManyAsked, TooManyFailures
from accounts.signin import access, actions
from accounts.signin.domain import Purpose
from accounts.signin.web.security import page
from accounts.store import EmailTaken
from accounts.web.request import PageRequest
from craftify.errors import Invalid
from craftify.web.guard import public
from craftify.web.statuses import status_of

_SECRET = "email_secret"  # noqa: S105 (the name of a place in the session)


@require_POST
def ask(request: PageRequest) -> HttpResponse:
    """Send the letter."""
    email = request.POST.get("email", "").strip()
    try:
        actions.ask_for_email(
            email=email, password=request.POST.get("password", ""), actor=request.member
        )
    except (Invalid, TooManyAsked, TooManyFailures) as refusal:
        field = refusal.details.get("field", "email")
        return page(request, refusal, {field: refusal.sentence}, email=email)
    messages.success(request, f"A letter is on its way to {email}, if nobody signs in with it.")
    return redirect("signin:security")


@public
@require_safe
def link(request: PageRequest, secret: str) -> HttpResponse:
    """The link of the letter: keeps its secret in the session, so that no address shows it."""
    request.session[_SECRET] = secret
    return redirect("signin:confirm-email")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: PageRequest) -> HttpResponse:
    """Ask once more, because programs follow links as well; then it is so."""
    secret, template = request.session.get(_SECRET, ""), "accounts/signin/confirm_email.html"
    try:
        if request.method != "POST":
            ticket = access.ticket(secret, Purpose.EMAIL)[0]
            response = render(request, template, {"email": ticket.value})
            response.headers["Cache-Control"] = "no-store"
            return response
        actions.confirm_email(secret=secret)
    except (access.TicketVoid, EmailTaken) as refusal:
        return render(request, template, {"void": refusal}, status=status_of(refusal))
    del request.session[_SECRET]
    messages.success(request, "You sign in with the new address from now on.")
    return redirect("signin:security")
