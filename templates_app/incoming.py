"""A source as it comes from outside: what it is written in, and what it says of itself. Pure."""

import re
from dataclasses import dataclass
from html import unescape
from pathlib import PurePath

from craftify.errors import Invalid, TooLarge, UnsupportedType
from templates_app.domain import MAX_SOURCE_BYTES
from templates_app.rendering.formats import Format

_ENDINGS = (".mjml", ".html", ".htm")
_BEFORE_ROOT = re.compile(
    r"(?:\s|\ufeff|<!--.*?-->|<\?xml.*?\?>|\{%.*?%\}|\{\{.*?\}\})*", re.DOTALL
)
# An opening and a closing tag: one pattern for both would look from each opening to the far end.
_TITLE = (
    re.compile(r"<(?:mj-)?title\b[^<>]*>", re.IGNORECASE),
    re.compile(r"</(?:mj-)?title\b", re.IGNORECASE),
)
_PREVIEW = (
    re.compile(r"<mj-preview\b[^<>]*>", re.IGNORECASE),
    re.compile(r"</mj-preview\b", re.IGNORECASE),
)
_MARKUP = re.compile(r"<[a-zA-Z!]")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A source with the title and the preheader that stand in it, if any."""

    source: str
    format: Format
    title: str
    preheader: str


def read(source: str, format: Format | None = None) -> Incoming:
    """What a source says of itself; `format` when somebody knows better than its first tag."""
    found = format or detected(source)
    preview = _line(_PREVIEW, source) if found is Format.MJML else ""
    return Incoming(source, found, _line(_TITLE, source), preview)


def detected(source: str) -> Format:
    """MJML if the first tag says so, else HTML."""
    before = _BEFORE_ROOT.match(source)
    root = source[before.end() if before else 0 :][:6].lower()
    return Format.MJML if root.startswith("<mjml") else Format.HTML


def text_of(name: str, data: bytes) -> str:
    """The text of an uploaded file.

    Raises:
        UnsupportedType: it is no MJML or HTML file, by its name or by what is in it.
        TooLarge: it is over 1 MB.
        Invalid: it is empty or not UTF-8.
    """
    if not name.lower().endswith(_ENDINGS):
        raise UnsupportedType(
            f"“{name[:80]}” is no .mjml or .html file. Choose one of these.", field="file"
        )
    if len(data) > MAX_SOURCE_BYTES:
        raise TooLarge(
            f"“{name[:80]}” has {len(data) / 2**20:.1f} MB; at most 1 MB fits. Take out embedded "
            "images and link to them instead.",
            field="file",
        )
    if not data.strip():
        raise Invalid(f"“{name[:80]}” is empty.", field="file")
    if b"\0" in data:
        raise UnsupportedType(f"“{name[:80]}” holds no text, whatever its name says.", field="file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Invalid(
            f"Line {line} of “{name[:80]}” is not UTF-8 text. Save the file as UTF-8, then upload "
            "it again.",
            field="file",
        ) from None
    if not _MARKUP.search(text):
        raise UnsupportedType(f"“{name[:80]}” has no tag in it, so it is no email.", field="file")
    return text


def name_of(filename: str) -> str:
    """A template's name from a file's: `spring-sale_2.mjml` becomes “Spring sale 2”."""
    words = re.sub(r"[-_\s]+", " ", PurePath(filename).stem).strip()
    return words[:1].upper() + words[1:120]


def _line(element: tuple[re.Pattern[str], re.Pattern[str]], source: str) -> str:
    opening = element[0].search(source)
    closing = opening and element[1].search(source, opening.end())
    if not opening or not closing:
        return ""
    return " ".join(unescape(source[opening.end() : closing.start()]).split())
