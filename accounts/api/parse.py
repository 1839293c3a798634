"""What clients send about signing in."""

from typing import Any

from rest_framework.request import Request

from accounts.domain import Theme
from craftify.api.fields import body


def credentials(request: Request) -> dict[str, Any]:
    """The arguments of `accounts.actions.authenticate`."""
    fields = body(
        request,
        known=("email", "password", "organizationId", "code"),
        required=("email", "password"),
    )
    return {
        "email": fields.text("email"),
        "password": fields.text("password"),
        "organization_id": fields.text("organizationId"),
        "code": fields.text("code"),
        "address": request.META["REMOTE_ADDR"],
    }


def profile(request: Request) -> dict[str, Any]:
    """The arguments of `accounts.actions.change_profile`."""
    fields = body(request, known=("firstName", "lastName", "theme"))
    return {
        "first_name": fields.text("firstName"),
        "last_name": fields.text("lastName"),
        "theme": fields.choice("theme", Theme),
    }


def refresh(request: Request) -> str:
    """The refresh token."""
    fields = body(request, known=("refresh",), required=("refresh",))
    return fields.text("refresh") or ""
