"""The second step: switch it on with an authenticator, recovery codes, switch it off."""

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import TooManyFailures
from accounts.signin import access, actions, codes, queries
from accounts.signin.domain import CodeWrong
from accounts.web.middleware import demands_nothing
from accounts.web.request import PageRequest
from craftify.errors import CraftifyError
from craftify.web.statuses import status_of, tell_when

_PAGE = "accounts/signin/second_step.html"


@demands_nothing
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: PageRequest) -> HttpResponse:
    """Ask for the password, then show the QR code of a new secret."""
    if request.method != "POST":
        return _page(request, {"factor": queries.factor_state(request.member)})
    try:
        secret = actions.begin_factor(password=_password(request), actor=request.member)
    except (access.WrongPassword, TooManyFailures) as refusal:
        return _page(request, {"factor": queries.factor_state(request.member)}, refusal)
    return _page(request, _shown(request, secret))


@demands_nothing
@require_POST
def confirm(request: PageRequest) -> HttpResponse:
    """The first code; then the recovery codes, once."""
    try:
        recovery = actions.confirm_factor(code=request.POST.get("code", ""), actor=request.member)
    except (CodeWrong, TooManyFailures) as refusal:
        secret = queries.begun_secret(request.member)
        return _page(request, _shown(request, secret), refusal)
    return _page(request, {"recovery": recovery})


@require_POST
def recovery_codes(request: PageRequest) -> HttpResponse:
    """New recovery codes, once."""
    try:
        recovery = actions.renew_recovery_codes(password=_password(request), actor=request.member)
    except (access.WrongPassword, TooManyFailures) as refusal:
        return _page(request, {"factor": queries.factor_state(request.member)}, refusal)
    return _page(request, {"recovery": recovery})


@require_POST
def remove(request: PageRequest) -> HttpResponse:
    """Let the password be enough again."""
    try:
        actions.remove_factor(password=_password(request), actor=request.member)
    except (access.WrongPassword, TooManyFailures) as refusal:
        return _page(request, {"factor": queries.factor_state(request.member)}, refusal)
    messages.success(request, "The second step was switched off.")
    return redirect("signin:security")


def _password(request: PageRequest) -> str:
    return request.POST.get("password", "")


def _shown(request: PageRequest, secret: bytes) -> dict[str, object]:
    uri = codes.uri_of(secret, request.member.user.email, queries.ISSUER)
    qr = segno.make(uri, error="m").svg_inline(border=3, light="#fff", omitsize=True)
    text = codes.text_of(secret)
    return {
        "qr": mark_safe(qr),  # noqa: S308 (paths and numbers, nothing of the user's)
        "secret": " ".join(text[at : at + 4] for at in range(0, len(text), 4)),
    }


def _page(
    request: PageRequest, context: dict[str, object], refusal: CraftifyError | None = None
) -> HttpResponse:
    status = status_of(refusal) if refusal else 200
    response = render(request, _PAGE, {**context, "refusal": refusal}, status=status)
    tell_when(response, refusal)
    response.headers["Cache-Control"] = "no-store"
    return response
