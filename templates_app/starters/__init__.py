"""The starter emails: eight templates of our own, each one folder. Pure, no Django."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent

# As the gallery shows them: along a customer's way, and no two alike side by side.
_ORDER = (
    "welcome",
    "sale",
    "receipt",
    "shipping",
    "newsletter",
    "password-reset",
    "event",
    "feedback",
)


@dataclass(frozen=True, slots=True)
class Starter:
    """An email to begin with.

    `source` is MJML with Liquid, `subject` one line of Liquid, `sample` a JSON object that fills
    every variable of both. The source leaves the preheader to the field, so it has no mj-preview.
    """

    slug: str
    name: str
    description: str
    subject: str
    preheader: str
    category: str
    tags: tuple[str, ...]
    source: str
    sample: Mapping[str, Any]


@cache
def all_starters() -> tuple[Starter, ...]:
    """Every starter, in the order of the gallery. Read from disk once."""
    return tuple(_read(slug) for slug in _ORDER)


def _read(slug: str) -> Starter:
    folder = _FOLDER / slug
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    return Starter(
        slug=slug,
        source=(folder / "source.mjml").read_text(encoding="utf-8"),
        sample=json.loads((folder / "sample.json").read_text(encoding="utf-8")),
        **{**about, "tags": tuple(about["tags"])},
    )
