"""A whole message: subject, text and HTML."""

from templates_app.domain import Version
from templates_app.rendering.email import eml


def write(version: Version) -> bytes:
    """An RFC 5322 message, the same bytes for the same version."""
    return eml(subject=version.subject, html=version.html, text=version.text)
