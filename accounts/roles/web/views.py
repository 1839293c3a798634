"""The permission matrix, drawn from the code, and the form of a role of one's own."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain import Permission, Role
from accounts.people.access import refuse_others
from accounts.roles import actions, queries
from accounts.roles.actions.writing import Done
from accounts.roles.domain import ABOUT, MAX_NAME, MAX_ROLES, SENTENCES
from accounts.roles.queries import Counted
from accounts.web.going import go
from accounts.web.request import PageRequest
from craftify.errors import Conflict, CraftifyError, Forbidden, Invalid
from craftify.web.statuses import status_of


@dataclass(frozen=True, slots=True)
class Form:
    """What was given, and what refused it."""

    name: str = ""
    permissions: frozenset[str] = frozenset()
    refusal: CraftifyError | None = None

    @property
    def error(self) -> dict[str, str]:
        """The sentence at its field."""
        if not self.refusal:
            return {}
        return {self.refusal.details.get("field", "name"): self.refusal.sentence}


@require_safe
def matrix(request: PageRequest) -> HttpResponse:
    """Every role and every permission, with a sentence for each."""
    columns = queries.roles(request.member)
    groups = [
        (
            title,
            [
                (permission, words, [(permission in one.role.permissions, one) for one in columns])
                for permission, words in sentences.items()
            ],
        )
        for title, sentences in SENTENCES.items()
    ]
    own = [one for one in columns if not isinstance(one.role, Role)]
    context = {
        "columns": columns,
        "groups": groups,
        "about": [(one, ABOUT[one.role]) for one in columns if isinstance(one.role, Role)],
        "own": own,
        "is_full": len(own) >= MAX_ROLES,
        "limit": MAX_ROLES,
    }
    return render(request, "accounts/roles/matrix.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """The form of a new role (`name`, `permissions`), and its answer: the matrix."""
    refuse_others(request.member)
    if request.method != "POST":
        return _form(request, Form())
    given = tuple(request.POST.getlist("permissions"))
    name = request.POST.get("name", "")
    try:
        done = actions.create(name, given, actor=request.member)
    except (Invalid, Conflict, Forbidden) as refusal:
        return _form(request, Form(name, frozenset(given), refusal))
    return _done(request, done, f"The role “{done.role.name}” was made.")


@require_http_methods(["GET", "HEAD", "POST"])
def role(request: PageRequest, role_id: str) -> HttpResponse:
    """The form of a role, and its answer: the matrix."""
    found = queries.role(request.member, role_id)
    if request.method != "POST":
        form = Form(str(found.role), frozenset(found.role.permissions))
        return _form(request, form, found)
    given = tuple(request.POST.getlist("permissions"))
    name = request.POST.get("name", "")
    try:
        done = actions.change(role_id, actor=request.member, name=name, permissions=given)
    except (Invalid, Conflict, Forbidden) as refusal:
        return _form(request, Form(name, frozenset(given), refusal), found)
    return _done(request, done, f"The role “{done.role.name}” was saved.")


@require_POST
def delete(request: PageRequest, role_id: str) -> HttpResponse:
    """Delete it."""
    actions.delete(role_id, actor=request.member)
    messages.success(request, "The role was deleted.")
    return go(request, reverse("roles:matrix"))


def _form(request: PageRequest, form: Form, found: Counted | None = None) -> HttpResponse:
    mine = request.member.role.permissions
    groups = [
        (
            title,
            [
                (one, words, one in form.permissions, _locked(one, form, mine))
                for one, words in sentences.items()
            ],
        )
        for title, sentences in SENTENCES.items()
    ]
    context = {"form": form, "groups": groups, "found": found, "longest": MAX_NAME}
    status = status_of(form.refusal) if form.refusal else 200
    return render(request, "accounts/roles/role.html", context, status=status)


def _locked(one: Permission, form: Form, mine: frozenset[Permission]) -> bool:
    """What one lacks can be taken out of what was given by mistake, and not be put in."""
    return one not in mine and one not in form.permissions


def _done(request: PageRequest, done: Done, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    for warning in done.warnings:
        messages.warning(request, f"The approval rules have to be changed: {warning}")
    return go(request, reverse("roles:matrix"))
