"""What clients send about invitations."""

from typing import Any

from rest_framework.request import Request

from craftify.api.fields import body


def creation(request: Request) -> dict[str, Any]:
    """The arguments of `actions.invite`."""
    fields = body(request, known=("email", "role"), required=("email", "role"))
    return {"email": fields.text("email"), "role": fields.text("role")}


def acceptance(request: Request) -> dict[str, Any]:
    """The arguments of `actions.accept`."""
    known = ("token", "password", "firstName", "lastName")
    fields = body(request, known=known, required=("token",))
    return {
        "token": fields.text("token"),
        "password": fields.text("password") or "",
        "first_name": fields.text("firstName") or "",
        "last_name": fields.text("lastName") or "",
    }
