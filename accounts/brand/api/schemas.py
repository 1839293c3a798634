"""The brand as clients send and see it."""

from typing import Annotated

from pydantic import Field

from accounts.brand.domain import (
    MAX_ADDRESS,
    MAX_COLORS,
    MAX_FONTS,
    MAX_NAME,
    MAX_POSTAL,
    MAX_STACK,
)
from craftify.api.schemas import NotRequired, TypedDict, Whole, words


class Color(TypedDict):
    """A colour of the palette; `hex` like #0a7c86."""

    name: Annotated[str, words(MAX_NAME, some=True)]
    hex: Annotated[str, Field(pattern=r"^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]


class Font(TypedDict):
    """A font: its CSS stack, and where its style sheet is (https)."""

    name: Annotated[str, words(MAX_NAME, some=True)]
    stack: Annotated[str, words(MAX_STACK, some=True)]
    address: NotRequired[Annotated[str, words(MAX_ADDRESS)]]


class BrandPut(TypedDict):
    """All of a brand; what is left out is empty."""

    colors: NotRequired[Annotated[list[Color], Field(max_length=MAX_COLORS)]]
    fonts: NotRequired[Annotated[list[Font], Field(max_length=MAX_FONTS)]]
    postalAddress: NotRequired[Annotated[str, words(MAX_POSTAL, lines=True)]]


class Brand(TypedDict):
    """What the organization's emails look like."""

    colors: list[Color]
    fonts: list[Font]
    postalAddress: str
    revision: Whole
