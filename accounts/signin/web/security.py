"""The settings' page “Security”: password and sessions."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import actions as accounts
from accounts import limits
from accounts.signin import actions, queries
from accounts.signin.domain import Session, typed_twice
from accounts.web.request import PageRequest
from craftify.errors import CraftifyError, Invalid
from craftify.web.statuses import status_of, tell_when


@require_safe
def security(request: PageRequest) -> HttpResponse:
    """All of it."""
    return page(request)


@require_POST
def password(request: PageRequest) -> HttpResponse:
    """Change the password; every other session ends."""
    present = request.POST.get("present", "")
    try:
        new = typed_twice(request.POST.get("new", ""), request.POST.get("again", ""))
        actions.change_password(request, actor=request.member, present=present, new=new)
    except (Invalid, limits.TooManyFailures) as refusal:
        field = refusal.details.get("field", "present")
        return page(request, refusal, {field: refusal.sentence})
    messages.success(request, "The password was changed. You were signed out everywhere else.")
    return redirect("signin:security")


@require_POST
def end(request: PageRequest, session_id: str) -> HttpResponse:
    """End one session; the own one is signed out of."""
    if any(one.id == session_id and one.is_current for one in _sessions(request)):
        accounts.sign_out(request)
        return redirect("accounts:sign-in")
    actions.end_session(session_id, actor=request.member)
    messages.success(request, "Signed out there.")
    return redirect("signin:security")


@require_POST
def everywhere(request: PageRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    actions.sign_out_everywhere(actor=request.member)
    request.session.flush()
    return redirect("accounts:sign-in")


def page(
    request: PageRequest,
    refusal: CraftifyError | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    email: str = "",
) -> HttpResponse:
    """The page, with what was refused at its fields."""
    context = {
        "sessions": _sessions(request),
        "errors": errors or {},
        "email": email,
        "factor": queries.factor_state(request.member),
    }
    status = status_of(refusal) if refusal else 200
    response = render(request, "accounts/signin/security.html", context, status=status)
    tell_when(response, refusal)
    return response


def _sessions(request: PageRequest) -> tuple[Session, ...]:
    return queries.my_sessions(request.member, request.session.session_key)
