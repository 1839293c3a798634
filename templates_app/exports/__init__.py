"""The files that a version can leave as: one module a format, all alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.text import slugify

from templates_app.domain import Version
from templates_app.exports import eml, html, mjml, text


class ExportFormat(StrEnum):
    """A format's name in addresses and file names."""

    HTML = "html"
    MJML = "mjml"
    TEXT = "text"
    EML = "eml"


@dataclass(frozen=True, slots=True)
class Export:
    """A file: its name, media type and bytes, and the digest of the version that it is of."""

    filename: str
    media_type: str
    body: bytes
    digest: str


_WRITERS: Mapping[ExportFormat, tuple[str, str, Callable[[Version], bytes]]] = MappingProxyType(
    {
        ExportFormat.HTML: ("html", "text/html; charset=utf-8", html.write),
        ExportFormat.MJML: ("mjml", "text/mjml; charset=utf-8", mjml.write),
        ExportFormat.TEXT: ("txt", "text/plain; charset=utf-8", text.write),
        ExportFormat.EML: ("eml", "message/rfc822", eml.write),
    }
)


def export(format: ExportFormat, version: Version, name: str) -> Export:
    """The version as a file, named after the template and its version.

    Raises:
        Unprocessable: the version has no such form (MJML of a plain-HTML template).
    """
    ending, media_type, write = _WRITERS[format]
    filename = f"{slugify(name) or 'template'}-v{version.number}.{ending}"
    return Export(filename, media_type, write(version), version.digest)
