"""Signing in and out, switching organization, what one is called, choosing a look."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.domain import Theme
from accounts.limits import TooManyFailures
from accounts.signin.domain import CodeNeeded, CodeWrong
from accounts.web.middleware import demands_nothing
from accounts.web.request import PageRequest
from craftify.errors import CraftifyError, Invalid
from craftify.security import refusals
from craftify.web.context import THEME_COOKIE
from craftify.web.guard import public
from craftify.web.statuses import status_of, tell_when

_YEAR = 365 * 24 * 3600


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: PageRequest) -> HttpResponse:
    """The form, and its answer: a session and the page that was asked for."""
    wanted = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "GET":
        if request.user.is_authenticated:
            return redirect(wanted or "home")
        return _form(request, wanted)
    email = request.POST.get("email", "")
    try:
        member = actions.sign_in(request, email=email, password=request.POST.get("password", ""))
    except CodeNeeded:
        return redirect(f"{reverse('accounts:code')}?{urlencode({'next': wanted})}")
    except (actions.BadCredentials, actions.NoOrganization, TooManyFailures) as refusal:
        return _form(request, wanted, email=email, error=refusal)
    return _remember(redirect(wanted or "home"), member.user.theme)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: PageRequest) -> HttpResponse:
    """The second step: a code of the authenticator, or a recovery code."""
    wanted = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        return render(request, "accounts/signin/code.html", {"next": wanted})
    try:
        member = actions.sign_in_with_code(request, code=request.POST.get("code", ""))
    except (CodeWrong, TooManyFailures) as refusal:
        context = {"next": wanted, "error": refusal}
        response = render(request, "accounts/signin/code.html", context, status=status_of(refusal))
        return _retry_after(response, refusal)
    except (actions.BadCredentials, actions.NoOrganization) as refusal:
        return _form(request, wanted, error=refusal)
    return _remember(redirect(wanted or "home"), member.user.theme)


@demands_nothing
@require_POST
def sign_out(request: PageRequest) -> HttpResponse:
    """End the session."""
    actions.sign_out(request)
    return redirect("accounts:sign-in")


@demands_nothing
@require_POST
def switch_organization(request: PageRequest) -> HttpResponse:
    """Act in another of one's organizations, starting from Home."""
    actions.switch_organization(request, request.POST.get("organization", ""), actor=request.member)
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PageRequest) -> HttpResponse:
    """What one is called (`first`, `last`), and the answer to the form."""
    user = request.member.user
    context = {"first": user.first_name, "last": user.last_name}
    status = 200
    if request.method == "POST":
        context = {name: request.POST.get(name, "") for name in context}
        try:
            actions.change_profile(
                actor=request.member, first_name=context["first"], last_name=context["last"]
            )
        except Invalid as refusal:
            context[f"{refusal.details['field'].removesuffix('Name')}_error"] = refusal.sentence
            status = status_of(refusal)
        else:
            messages.success(request, "Your profile was saved.")
            return redirect("accounts:profile")
    return render(request, "accounts/profile.html", context, status=status)


@public
@require_POST
def theme(request: PageRequest) -> HttpResponse:
    """Keep the look with the user, and in a cookie so that the next page is drawn in it at once."""
    try:
        chosen = Theme(request.POST.get("theme", ""))
    except ValueError:
        raise Invalid("A look is light, dark or system.") from None
    if request.user.is_authenticated:
        actions.change_profile(theme=chosen, actor=request.member)
    if request.htmx:
        return _remember(HttpResponse(status=204), chosen)
    return _remember(redirect(_safe(request, request.headers.get("Referer", "")) or "home"), chosen)


def _form(
    request: PageRequest, wanted: str, *, email: str = "", error: CraftifyError | None = None
) -> HttpResponse:
    context = {
        "next": wanted,
        "email": email,
        "error": error,
        "demo": settings.CRAFTIFY.env == "development",
        "sign_up": settings.CRAFTIFY.sign_up,
    }
    response = render(request, "accounts/sign_in.html", context)
    if error:
        response.status_code = status_of(error)
        return _retry_after(response, error)
    return response


def _retry_after(response: HttpResponse, error: CraftifyError) -> HttpResponse:
    refusals.note(error)
    tell_when(response, error)
    return response


def _safe(request: PageRequest, url: str) -> str:
    """The address if it is one of ours, else nothing."""
    ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # `redirect` would take a bare word for the name of a view.
    return url if ours and url.startswith(("/", "http")) else ""


def _remember(response: HttpResponse, theme: Theme) -> HttpResponse:
    response.set_cookie(
        THEME_COOKIE, theme, max_age=_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response
