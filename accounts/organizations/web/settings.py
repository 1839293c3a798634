"""The page of what the organization is called and what it demands."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.domain import Permission
from accounts.organizations import actions, queries
from accounts.organizations.domain import LockedOut, SettingsChanged
from accounts.web.request import PageRequest
from craftify.errors import CraftifyError, Invalid
from craftify.origin import origin
from craftify.web.statuses import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def organization(request: PageRequest) -> HttpResponse:
    """The form (`name`, `second-factor`, `networks`, `revision`), and its answer."""
    require(request.member, Permission.ORGANIZATION_MANAGE, "change the organization")
    if request.method != "POST":
        return _page(request)
    form = request.POST
    revision = form.get("revision", "")
    try:
        actions.change(
            actor=request.member,
            revision=int(revision) if revision.isascii() and revision.isdigit() else -1,
            name=form.get("name", ""),
            requires_second_factor="second-factor" in form,
            networks=form.get("networks", "").split(),
        )
    except (Invalid, LockedOut, SettingsChanged) as refusal:
        return _page(request, refusal)
    messages.success(request, "The organization was saved.")
    return redirect("organizations:settings")


def _page(request: PageRequest, refusal: CraftifyError | None = None) -> HttpResponse:
    found, form = queries.organization(request.member), request.POST
    field = str(refusal.details.get("field", "")) if refusal else ""
    context = {
        "name": form.get("name", found.name),
        "networks": form.get("networks", "\n".join(map(str, found.networks))),
        "second_factor": "second-factor" in form if form else found.requires_second_factor,
        "revision": form.get("revision", found.revision),
        "errors": {field: refusal.sentence} if refusal and field else {},
        "refusal": None if field else refusal,
        "here": origin.get().address,
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "accounts/organizations/settings.html", context, status=status)
