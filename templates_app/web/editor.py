"""The editor's page, and what its script sends: drafts to keep, sources to show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries as accounts
from accounts.brand import queries as brands
from accounts.brand.domain import Brand
from accounts.domain import Member, Permission
from accounts.web.request import PageRequest
from craftify import clock
from craftify.api.fields import Fields
from craftify.errors import Invalid, UnsupportedType
from craftify.security import jsons
from craftify.security.patterns.watching import look_at_json
from templates_app import actions, queries
from templates_app import preview as previewing
from templates_app.domain import Changes, Status, Template
from templates_app.rendering.problems import Problem
from templates_app.web import previews
from templates_app.web.images import has_remote_images

_DRAFT = ("revision", "subject", "preheader", "source", "sample")
_PREVIEW = ("subject", "preheader", "source", "data")


@dataclass(frozen=True, slots=True)
class EditorPage:
    """The editor as `member` may use it."""

    member: Member
    template: Template
    brand: Brand

    @property
    def writes(self) -> bool:
        """Whether the role writes templates at all."""
        return self.member.may(Permission.TEMPLATES_EDIT)

    @property
    def is_editable(self) -> bool:
        """Whether the content may change now."""
        return self.writes and self.template.status not in (Status.IN_REVIEW, Status.ARCHIVED)

    @property
    def submits(self) -> bool:
        """Whether a review may be asked for now."""
        may = self.member.may(Permission.APPROVALS_SUBMIT)
        return may and self.template.status in (Status.DRAFT, Status.CHANGES_REQUESTED)

    @property
    def script_data(self) -> dict[str, Any]:
        """What the script starts from."""
        template_id = self.template.id
        return {
            **_draft(self.template, self.member),
            "id": template_id,
            "me": self.member.id,
            "sender": self.member.organization.name,
            "draft": reverse("templates:draft", args=[template_id]),
            "preview": reverse("templates:preview", args=[template_id]),
            "brand": {
                "colors": [[one.name, one.hex] for one in self.brand.colors],
                "fonts": [[one.name, one.stack] for one in self.brand.fonts],
            },
        }


@require_safe
def edit(request: PageRequest, template_id: str) -> HttpResponse:
    """The page; while it is open, `#standing` of it is fetched again."""
    template = queries.template(request.member, template_id)
    page = EditorPage(request.member, template, brands.brand(request.member))
    part = "#standing" if request.htmx else ""
    return render(request, f"templates_app/editor.html{part}", {"page": page})


@require_http_methods(["GET", "POST"])
def draft(request: PageRequest, template_id: str) -> HttpResponse:
    """The draft as it is stored now; or a save of what changed, on the `revision` it began from."""
    actor = request.member
    if request.method == "GET":
        return JsonResponse(_draft(queries.template(actor, template_id), actor))
    given = _object(request, _DRAFT, required=("revision",))
    saved = actions.save_template(
        template_id,
        actor=actor,
        revision=given.whole("revision"),
        changes=Changes(
            subject=given.text("subject"),
            preheader=given.text("preheader"),
            source=given.text("source"),
            sample=given.object("sample"),
        ),
    )
    return JsonResponse(
        {
            "revision": saved.revision,
            "status": saved.status,
            "savedAt": clock.stamp(saved.updated_at),
        }
    )


@require_POST
def preview(request: PageRequest, template_id: str) -> HttpResponse:
    """What is being typed, merged with the sample data; `frame` is null when nothing compiles."""
    actor = request.member
    template = queries.template(actor, template_id)
    given = _object(request, _PREVIEW, required=("source",))
    shown = previewing.preview(
        source=given.text("source") or "",
        format=template.format,
        subject=given.text("subject") or "",
        preheader=given.text("preheader") or "",
        data=given.object("data") or {},
    )
    key = previews.keep(actor, template_id, shown.html) if shown.html else ""
    return JsonResponse(
        {
            "frame": reverse("templates:preview-frame", args=[template_id, key]) if key else None,
            "subject": shown.subject,
            "preheader": shown.preheader,
            "problems": [_problem(one) for one in shown.problems],
            "variables": [
                {"name": one.name, "kind": one.kind, "lines": one.lines} for one in shown.variables
            ],
            "missing": shown.missing,
            "size": shown.size,
            "remoteImages": has_remote_images(shown.html),
        }
    )


def _draft(template: Template, actor: Member) -> Mapping[str, Any]:
    person = accounts.people(actor.organization_id).get(template.updated_by)
    return {
        "revision": template.revision,
        "status": template.status,
        "format": template.format,
        "subject": template.subject,
        "preheader": template.preheader,
        "source": template.source,
        "sample": template.sample,
        "updatedAt": clock.stamp(template.updated_at),
        "updatedBy": person.name if person else "Somebody who left",
        "updatedById": template.updated_by,
    }


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "severity": problem.severity,
        "code": problem.code,
    }


def _object(request: PageRequest, known: tuple[str, ...], required: tuple[str, ...]) -> Fields:
    """The JSON object of a request.

    Raises:
        UnsupportedType: it does not say that it is JSON.
        Invalid: it is none, or its fields are not those.
    """
    if request.content_type != "application/json":
        raise UnsupportedType("Send JSON, with “Content-Type: application/json”.")
    try:
        given = jsons.loads(request.body)
    except orjson.JSONDecodeError:
        raise Invalid("The body is no JSON.") from None
    if not isinstance(given, dict):
        raise Invalid("The body must be a JSON object.")
    look_at_json(given)
    return Fields(given, known, required)
