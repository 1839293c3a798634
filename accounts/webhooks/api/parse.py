"""What clients send about webhooks."""

from typing import Any

from rest_framework.request import Request

from accounts.webhooks.domain import MAX_OVERLAP_HOURS, DeliveryState, Format
from craftify.api.fields import Fields, body, query

_SETTABLE = ("url", "events", "description", "format")


def creation(request: Request) -> dict[str, Any]:
    """The arguments of `actions.create`."""
    return _given(body(request, known=_SETTABLE, required=("url", "events")))


def change(request: Request) -> dict[str, Any]:
    """The arguments of `actions.change`."""
    fields = body(request, known=(*_SETTABLE, "active"))
    return {**_given(fields), "active": fields.flag("active")}


def rotation(request: Request) -> dict[str, Any]:
    """The arguments of `actions.rotate_secret`."""
    fields = body(request, known=("overlapHours",))
    hours = fields.whole("overlapHours", low=0, high=MAX_OVERLAP_HOURS)
    return {} if hours is None else {"overlap_hours": hours}


def listing(request: Request) -> dict[str, Any]:
    """The arguments of `queries.deliveries`."""
    fields = query(request, known=("state", "cursor", "page", "limit"))
    state = fields.choice("state", DeliveryState)
    return {"state": state, "cursor": fields.text("cursor"), **fields.page()}


def _given(fields: Fields) -> dict[str, Any]:
    given = {
        "url": fields.text("url"),
        "events": fields.texts("events"),
        "description": fields.text("description"),
        "format": fields.choice("format", Format),
    }
    return {name: value for name, value in given.items() if value is not None}
