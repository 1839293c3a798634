"""What clients send about members."""

from typing import Any

from rest_framework.request import Request

from accounts.people.domain import Status
from craftify.api.fields import body, query


def listing(request: Request) -> dict[str, Any]:
    """The arguments of `queries.members`."""
    fields = query(request, known=("q", "role", "status", "cursor", "page", "limit"))
    return {
        "q": fields.text("q") or "",
        "role": fields.text("role") or "",
        "status": fields.choice("status", Status),
        "cursor": fields.text("cursor"),
        **fields.page(),
    }


def role(request: Request) -> str:
    """The role that a member is to have: a word, or the id of one of the organization's own."""
    return body(request, known=("role",), required=("role",)).text("role") or ""
