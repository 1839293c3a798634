"""What clients send about roles."""

from typing import Any

from rest_framework.request import Request

from craftify.api.fields import body

_SETTABLE = ("name", "permissions")


def creation(request: Request) -> dict[str, Any]:
    """The arguments of `actions.create`."""
    fields = body(request, known=_SETTABLE, required=_SETTABLE)
    return {"name": fields.text("name"), "permissions": fields.texts("permissions")}


def change(request: Request) -> dict[str, Any]:
    """The arguments of `actions.change`."""
    fields = body(request, known=_SETTABLE)
    return {"name": fields.text("name"), "permissions": fields.texts("permissions")}
