"""A template's own page: the email, and everything that is known about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts import queries as accounts
from accounts.domain import Member, Permission, User
from accounts.web.request import PageRequest
from craftify.errors import Invalid
from templates_app import actions, queries
from templates_app.domain import Changes, Status, Template, VersionInfo
from templates_app.preview import Preview, preview_template
from templates_app.rendering.problems import Problem, Severity
from templates_app.web.images import has_remote_images
from templates_app.web.samples import Filled, filled
from templates_app.web.tags import tags_of

PAGE = "templates_app/template.html"


class View(StrEnum):
    """How the email is shown."""

    DESKTOP = "desktop"
    PHONE = "phone"
    TEXT = "text"


VIEWS = ((View.DESKTOP, "desktop"), (View.PHONE, "phone"), (View.TEXT, "text"))


@dataclass(frozen=True, kw_only=True)
class TemplatePage:
    """One template as `member` sees it."""

    member: Member
    template: Template
    shown: Preview
    view: View
    loads_images: bool
    versions: tuple[VersionInfo, ...]
    people: Mapping[str, User]
    categories: tuple[str, ...]

    @property
    def author(self) -> User | None:
        """Who created it."""
        return self.people.get(self.template.created_by)

    @property
    def editor(self) -> User | None:
        """Who changed it last."""
        return self.people.get(self.template.updated_by)

    @property
    def approver(self) -> User | None:
        """Who approved the version that may leave."""
        return self.people.get(self.template.approved_by or "")

    @property
    def approved(self) -> VersionInfo | None:
        """The version that may leave."""
        number = self.template.approved_version
        return next((one for one in self.versions if one.number == number), None)

    @property
    def is_released(self) -> bool:
        """Whether the draft is exactly what was approved."""
        return self.template.status in (Status.APPROVED, Status.PUBLISHED)

    @property
    def writes(self) -> bool:
        """Whether the member may change it."""
        return self.member.may(Permission.TEMPLATES_EDIT)

    @property
    def deletes(self) -> bool:
        """Whether the member may delete it now."""
        may = self.member.may(Permission.TEMPLATES_DELETE)
        return may and self.template.status != Status.IN_REVIEW

    @property
    def submits(self) -> bool:
        """Whether the member may ask for a review of it now."""
        may = self.member.may(Permission.APPROVALS_SUBMIT)
        return may and self.template.status in (Status.DRAFT, Status.CHANGES_REQUESTED)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What must be mended before a review."""
        return tuple(one for one in self.shown.problems if one.severity == Severity.ERROR)

    @property
    def has_remote_images(self) -> bool:
        """Whether the frame leaves out images of other hosts unless it is asked for them."""
        return has_remote_images(self.shown.html)

    @property
    def variables(self) -> tuple[Filled, ...]:
        """What the source uses, with the sample data for it."""
        return filled(self.shown.variables, self.template.sample)

    @property
    def missing(self) -> int:
        """How many variables have no sample data."""
        return sum(one.is_missing for one in self.variables)


@dataclass(frozen=True, kw_only=True, slots=True)
class DetailsForm:
    """The fields that need no review; `errors` are by field."""

    template_id: str
    values: Mapping[str, str]
    categories: tuple[str, ...]
    errors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@require_safe
def template(request: PageRequest, template_id: str) -> HttpResponse:
    """The page; what changes by itself takes its parts from it again."""
    page = _page(request, template_id)
    form = _form_of(page.template, page.categories)
    return render(request, PAGE, {"page": page, "form": form, "views": VIEWS})


@require_POST
def details(request: PageRequest, template_id: str) -> HttpResponse:
    """Save name, description, category and tags in place."""
    given = {
        name: request.POST.get(name, "") for name in ("name", "description", "category", "tags")
    }
    given["description"] = given["description"].replace("\r\n", "\n")
    changes = Changes(**{**given, "tags": tags_of(given["tags"])})  # type: ignore[arg-type]  # all text but the tags
    try:
        saved = actions.save_template(
            template_id, actor=request.member, revision=None, changes=changes
        )
    except Invalid as refusal:
        at = refusal.details.get("field", "name")
        errors = {"tags" if at == "tag" else at: refusal.sentence}
        form = DetailsForm(template_id=template_id, values=given, categories=(), errors=errors)
        return _details(request, form, status=422)
    response = _details(request, _form_of(saved, ()))
    response.headers["HX-Trigger"] = '{"templateSaved": {}, "toast": {"text": "Saved"}}'
    return response


def _details(request: PageRequest, form: DetailsForm, *, status: int = 200) -> HttpResponse:
    if request.htmx:
        return render(request, f"{PAGE}#details", {"form": form}, status=status)
    page = _page(request, form.template_id)
    return render(request, PAGE, {"page": page, "form": form, "views": VIEWS}, status=status)


def _form_of(template: Template, categories: tuple[str, ...]) -> DetailsForm:
    values = {
        "name": template.name,
        "description": template.description,
        "category": template.category,
        "tags": ", ".join(template.tags),
    }
    return DetailsForm(template_id=template.id, values=values, categories=categories)


def _page(request: PageRequest, template_id: str) -> TemplatePage:
    actor = request.member
    found = queries.template(actor, template_id)
    return TemplatePage(
        member=actor,
        template=found,
        shown=preview_template(found),
        view=_view(request),
        loads_images=request.GET.get("images") == "remote",
        versions=queries.versions(actor, template_id),
        people=accounts.people(actor.organization_id),
        categories=tuple(queries.library_facets(actor).categories),
    )


def _view(request: PageRequest) -> View:
    wanted = request.GET.get("view", "")
    if wanted in list(View):
        return View(wanted)
    return View.PHONE if "Mobi" in request.headers.get("User-Agent", "") else View.DESKTOP
