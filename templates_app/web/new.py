"""A new template: from a starter, from pasted source, or from a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.domain import Permission
from accounts.web.request import PageRequest
from craftify.errors import CraftifyError, Invalid, TooLarge
from craftify.web.statuses import status_of
from templates_app import access, actions, queries
from templates_app.domain import MAX_SOURCE_BYTES, Template
from templates_app.incoming import Incoming, name_of, read, text_of
from templates_app.rendering.formats import Format
from templates_app.starters import Starter, all_starters
from templates_app.web.tags import tags_of

_FIELDS = ("name", "subject", "preheader", "category", "tags", "source")


class Way(StrEnum):
    """Where the source comes from."""

    STARTER = "starter"
    PASTE = "paste"
    FILE = "file"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPage:
    """The form: what was given so far, and the sentence that refused it, by field."""

    way: Way = Way.STARTER
    starter: str = ""
    format: str = ""
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    errors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    categories: tuple[str, ...] = ()

    @property
    def starters(self) -> tuple[Starter, ...]:
        """The gallery."""
        return all_starters()

    @property
    def chosen(self) -> Starter:
        """The starter that is marked in the gallery."""
        return next((one for one in self.starters if one.slug == self.starter), self.starters[0])

    @property
    def formats(self) -> tuple[tuple[str, str], ...]:
        """The choices of the language, and their words."""
        return (("", "As its first tag says"), (Format.MJML, "MJML"), (Format.HTML, "HTML"))


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """The form, and its answer: the editor with the new draft."""
    access.permitted(request.member, Permission.TEMPLATES_EDIT)
    if request.method != "POST":
        return _form(request, way=_way(request.GET.get("way", "")))
    way = _way(request.POST.get("way", ""))
    try:
        template = _created(request, way)
    except CraftifyError as refusal:
        at = {"format": "source", "tag": "tags"}.get(field := _field(refusal, way), field)
        return _form(request, way=way, errors={at: refusal.sentence}, status=status_of(refusal))
    messages.success(request, f"“{template.name}” was created.")
    return redirect("templates:edit", template.id)


def _created(request: PageRequest, way: Way) -> Template:
    given = {name: request.POST.get(name, "").strip() for name in _FIELDS}
    starter = _starter(request.POST.get("starter", "")) if way == Way.STARTER else None
    source = Incoming(starter.source, Format.MJML, "", "") if starter else _source(request, way)
    return actions.create_template(
        actor=request.member,
        name=given["name"] or (starter.name if starter else source.title[:120]),
        source=source.source,
        format=source.format,
        subject=given["subject"] or (starter.subject if starter else ""),
        preheader=given["preheader"] or (starter.preheader if starter else source.preheader),
        category=given["category"] or (starter.category if starter else ""),
        tags=tags_of(given["tags"]) or (starter.tags if starter else ()),
        description=starter.description if starter else "",
        sample=starter.sample if starter else None,
    )


def _source(request: PageRequest, way: Way) -> Incoming:
    word = request.POST.get("format", "")
    if word and word not in list(Format):
        raise Invalid("A source is MJML or HTML.", field="source")
    chosen = Format(word) if word else None
    if way == Way.FILE:
        name, text = _uploaded(request.FILES.get("file"))
        found = read(text, chosen)
        return replace(found, title=found.title or name_of(name))
    # Browsers send the lines of a text field with CR LF, whatever was pasted.
    pasted = request.POST.get("source", "").replace("\r\n", "\n")
    if not pasted.strip():
        raise Invalid("Paste MJML or HTML here.", field="source")
    return read(pasted, chosen)


def _uploaded(file: "UploadedFile[bytes] | None") -> tuple[str, str]:
    if not file:
        raise Invalid("Choose a .mjml or .html file.", field="file")
    name = file.name or "The file"
    if (file.size or 0) > 10 * MAX_SOURCE_BYTES:
        raise TooLarge(f"“{name[:80]}” is over 10 MB; at most 1 MB fits.", field="file")
    return name, text_of(name, file.read())


def _starter(slug: str) -> Starter:
    found = next((one for one in all_starters() if one.slug == slug), None)
    if not found:
        raise Invalid("Choose one of the starters.", field="starter")
    return found


def _way(word: str) -> Way:
    return Way(word) if word in list(Way) else Way.STARTER


def _field(refusal: CraftifyError, way: Way) -> str:
    field = refusal.details.get("field", "")
    is_source = field == "source" and way == Way.FILE
    return "file" if is_source else field or "form"


def _form(
    request: PageRequest, *, way: Way, errors: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    page = NewPage(
        way=way,
        starter=request.POST.get("starter", "") or request.GET.get("starter", ""),
        format=request.POST.get("format", ""),
        values={name: request.POST.get(name, "") for name in _FIELDS},
        errors=errors or {},
        categories=tuple(queries.library_facets(request.member).categories),
    )
    return render(request, "templates_app/new.html", {"page": page}, status=status)
