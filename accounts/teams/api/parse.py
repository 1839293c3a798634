"""What clients send about teams."""

from rest_framework.request import Request

from craftify.api.fields import body


def name(request: Request) -> str:
    """The name of a team."""
    return body(request, known=("name",), required=("name",)).text("name") or ""


def user_id(request: Request) -> str:
    """Whom to put in."""
    return body(request, known=("userId",), required=("userId",)).text("userId") or ""
