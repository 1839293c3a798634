"""The plain-text part, merge tags in place."""

from templates_app.domain import Version


def write(version: Version) -> bytes:
    """UTF-8 text."""
    return version.text.encode()
