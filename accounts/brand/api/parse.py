"""What clients send about the brand."""

from typing import Any

from rest_framework.request import Request

from craftify.api.fields import Fields, body


def brand(request: Request) -> dict[str, Any]:
    """The arguments of `actions.save` but the actor and the revision."""
    fields = body(request, known=("colors", "fonts", "postalAddress"))
    return {
        "colors": [
            _texts(one, ("name", "hex"), required=("name", "hex"))
            for one in fields.objects("colors")
        ],
        "fonts": [
            _texts(one, ("name", "stack", "address"), required=("name", "stack"))
            for one in fields.objects("fonts")
        ],
        "postal_address": fields.text("postalAddress") or "",
    }


def _texts(
    given: dict[str, Any], known: tuple[str, ...], required: tuple[str, ...]
) -> tuple[str, ...]:
    fields = Fields(given, known, required)
    return tuple(fields.text(name) or "" for name in known)
