"""What clients send about signing in."""

from rest_framework.request import Request

from craftify.api.fields import body


def texts(request: Request, *names: str) -> tuple[str, ...]:
    """Texts that are all required."""
    fields = body(request, known=names, required=names)
    return tuple(fields.text(name) or "" for name in names)
