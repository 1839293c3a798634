"""What clients send about templates."""

from enum import StrEnum
from typing import Any

from rest_framework.request import Request

from craftify.api.fields import Fields, body, query
from craftify.errors import Invalid
from templates_app import incoming
from templates_app.actions.bulk import MAX_TEMPLATES, Bulk
from templates_app.domain import Changes, Status, checked
from templates_app.rendering.formats import Format

_FIELDS = (
    "name", "subject", "preheader", "source", "format", "description", "category", "tags", "sample",
)  # fmt: skip
_LIST = (
    "page", "limit", "sortBy", "sortOrder", "status", "category", "tag", "owner", "q", "cursor",
)  # fmt: skip


class SortBy(StrEnum):
    """What a list of templates may be in order of."""

    UPDATED_AT = "updatedAt"
    NAME = "name"


class SortOrder(StrEnum):
    """Which end of a list comes first."""

    ASC = "asc"
    DESC = "desc"


def listing(request: Request) -> dict[str, Any]:
    """The arguments of `queries.library`."""
    fields = query(request, known=_LIST)
    sort = fields.choice("sortBy", SortBy) or SortBy.UPDATED_AT
    first = SortOrder.ASC if sort == SortBy.NAME else SortOrder.DESC
    order = fields.choice("sortOrder", SortOrder) or first
    return {
        "sort": sort.value,
        "descending": order == SortOrder.DESC,
        "status": fields.choice("status", Status),
        # Longer than any category, and short enough for a key.
        "category": (fields.text("category") or "")[:100] or None,
        "tag": fields.text("tag"),
        "owner": fields.text("owner"),
        "q": fields.text("q") or "",
        "cursor": fields.text("cursor"),
        **fields.page(),
    }


def creation(request: Request) -> dict[str, Any]:
    """The arguments of `actions.create_template`; without `format` the first tag decides."""
    given = _changes(body(request, known=_FIELDS, required=("name", "source"))).given()
    return {"format": incoming.detected(given["source"]), **given}


def upload(request: Request) -> dict[str, Any]:
    """The arguments of `actions.create_template`, from a file.

    Raises:
        Invalid, TooLarge, UnsupportedType: as `incoming.text_of`.
    """
    fields = body(
        request,
        known=("filename", "data", "name", "category", "tags"),
        required=("filename", "data"),
    )
    filename = fields.text("filename") or ""
    found = incoming.read(incoming.text_of(filename, fields.base64("data")))
    return {
        "name": fields.text("name") or found.title[:120] or incoming.name_of(filename),
        "source": found.source,
        "format": found.format,
        "preheader": found.preheader,
        "category": fields.text("category") or "",
        "tags": fields.texts("tags") or (),
    }


def unsaved(request: Request) -> dict[str, Any]:
    """The arguments of `preview.preview`."""
    fields = body(
        request,
        known=("source", "format", "subject", "preheader", "data"),
        required=("source",),
    )
    source = fields.text("source") or ""
    checked(Changes(source=source))
    return {
        "source": source,
        "format": fields.choice("format", Format) or incoming.detected(source),
        "subject": fields.text("subject") or "",
        "preheader": fields.text("preheader") or "",
        "data": fields.object("data") or {},
    }


def bulk(request: Request) -> dict[str, Any]:
    """The arguments of `actions.change_many`.

    Raises:
        Invalid: also when there are no ids or too many, or tags where they are of no use.
    """
    fields = body(request, known=("action", "ids", "tags"), required=("action", "ids"))
    found, act, tags = (
        fields.texts("ids") or (),
        fields.choice("action", Bulk),
        fields.texts("tags"),
    )
    if not 1 <= len(found) <= MAX_TEMPLATES:
        raise Invalid(f"“ids” must have 1 to {MAX_TEMPLATES} entries.", field="ids")
    if act in {Bulk.TAG, Bulk.UNTAG} and not tags:
        raise Invalid("“tags” must say which.", field="tags")
    return {"ids": found, "act": act, "tags": tags or ()}


def changes(request: Request) -> tuple[int | None, Changes]:
    """The revision that the client started from, and what it changes."""
    fields = body(request, known=(*_FIELDS, "revision"))
    return fields.whole("revision"), _changes(fields)


def data(request: Request) -> dict[str, Any] | None:
    """The data to merge, or None for the sample data."""
    return body(request, known=("data",)).object("data")


def _changes(fields: Fields) -> Changes:
    return Changes(
        name=fields.text("name"),
        subject=fields.text("subject"),
        preheader=fields.text("preheader"),
        source=fields.text("source"),
        format=fields.choice("format", Format),
        description=fields.text("description"),
        category=fields.text("category"),
        tags=fields.texts("tags"),
        sample=fields.object("sample"),
    )
