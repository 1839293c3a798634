"""The submitted source, byte for byte."""

from craftify.errors import Unprocessable
from templates_app.domain import Version
from templates_app.rendering.formats import Format


def write(version: Version) -> bytes:
    """UTF-8 MJML.

    Raises:
        Unprocessable: the template was written in HTML.
    """
    if version.format != Format.MJML:
        raise Unprocessable("This template was written in HTML, so there is no MJML of it.")
    return version.source.encode()
