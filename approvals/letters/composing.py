"""From a folder and what is known to subject, HTML and text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from templates_app.preview import compiled
from templates_app.rendering.compile import Compiled
from templates_app.rendering.formats import Format
from templates_app.rendering.merge import JSON, merge

_HERE = Path(__file__).parent
_PART = re.compile(r"^[ ]*<!-- part (\w+) -->\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Composed:
    """The words of one letter."""

    subject: str
    html: str
    text: str


def composed(folder: str, known: Mapping[str, JSON]) -> Composed:
    """The letter of a folder, filled in.

    Raises:
        Unavailable: the compiler is busy.
        MergeError: the letter itself has a mistake, which the tests find.
    """
    tame = _one_line(known)
    return Composed(
        subject=merge(_read(folder, "subject.txt"), tame, html=False).text.strip(),
        html=merge(source(folder).html, tame).text,
        text=merge(_whole(folder, "txt"), tame, html=False).text,
    )


def source(folder: str) -> Compiled:
    """The compiled letter, not filled in; compiled once, then kept."""
    preheader = _read(folder, "preheader.txt").strip()
    return compiled(_whole(folder, "mjml"), Format.MJML, preheader)


def _one_line(value: Any) -> Any:
    """No name forges a line of the text or turns its direction around."""
    if isinstance(value, str):
        return " ".join("".join(c if c.isprintable() else " " for c in value).split())
    if isinstance(value, Mapping):
        return {key: _one_line(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [_one_line(one) for one in value]
    return value


@cache
def _whole(folder: str, ending: str) -> str:
    """The letter in its layout, with every part in its place."""

    def part(found: re.Match[str]) -> str:
        name = found[1]
        text = _read(*(folder, "letter") if name == "letter" else ("parts", name), ending)
        return _PART.sub(part, text)

    return _PART.sub(part, _read("parts", "layout", ending))


@cache
def _read(folder: str, name: str, ending: str = "") -> str:
    return (_HERE / folder / (f"{name}.{ending}" if ending else name)).read_text(encoding="utf-8")
