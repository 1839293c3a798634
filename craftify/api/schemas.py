"""The types that schemas of several applications are made of.

`TypedDict` is typing_extensions', because pydantic, which makes JSON Schema of them, asks for it
below Python 3.12.
"""

from typing import Annotated, Any, NotRequired, Required

from pydantic import Field, StringConstraints, WithJsonSchema
from typing_extensions import TypedDict

__all__ = [
    "About", "Base64",
    "Instant",
    "Line",
    "NotRequired",
    "Nothing",
    "Object",
    "Required",
    "TypedDict",
    "Whole",
    "words",
]  # fmt: skip

_LINE = r"^[^\r\n\x00]*$"
Instant = Annotated[
    str,
    WithJsonSchema(
        {"type": "string", "format": "date-time", "examples": ["2026-11-23T04:29:32.123Z"]}
    ),
]
Base64 = Annotated[
    str,
    WithJsonSchema(
        {
            "type": "string",
            "contentEncoding": "base64",
            "pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
        }
    ),
]
Line = Annotated[str, StringConstraints(pattern=_LINE)]
Whole = Annotated[int, Field(ge=0)]
Object = dict[str, Any]


def words(longest: int, *, lines: bool = False, some: bool = False) -> Any:
    """A text of at most `longest` characters: one line or several, with something in it or not."""
    char = r"[^\x00]" if lines else r"[^\r\n\x00]"
    pattern = rf"^{char}*\S{char}*$" if some else rf"^{char}*$"
    return Field(max_length=longest, min_length=1 if some else 0, pattern=pattern)


class Nothing(TypedDict):
    """An empty object; no body is as good."""


class Links(TypedDict):
    """Where to go on."""

    self: str
    schema: str
    documentation: str
    health: str


class Limits(TypedDict):
    """What fits."""

    requestBytes: Whole
    pageEntries: Whole
    idempotencyKeyCharacters: Whole
    idempotencyKeyHours: Whole


class Address(TypedDict):
    """An address, and what can be done there."""

    path: str
    methods: list[str]


class About(TypedDict):
    """What this is."""

    name: str
    version: str
    authentication: str
    links: Links
    limits: Limits
    endpoints: list[Address]
