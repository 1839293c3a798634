"""What clients send about templates."""

from enum import StrEnum
from typing import Any

from rest_framework.request import Request

from craftify.api.fields import Fields, body, query
from templates_app.domain import Changes, Status
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
    """The arguments of `actions.create_template`."""
    fields = body(request, known=_FIELDS, required=("name", "source", "format"))
    return _changes(fields).given()


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
