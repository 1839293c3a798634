"""The compiled HTML, merge tags in place."""

from templates_app.domain import Version


def write(version: Version) -> bytes:
    """UTF-8 HTML."""
    return version.html.encode()
