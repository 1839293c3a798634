"""What a brand is made of. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from craftify.errors import Conflict, Invalid

MAX_COLORS, MAX_FONTS = 24, 8
MAX_NAME, MAX_STACK, MAX_ADDRESS, MAX_POSTAL = 40, 200, 500, 300
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_STACK = re.compile(r"""[\w '"-]+(,[\w '"-]+)*""")


class BrandChanged(Conflict):
    """Somebody else has saved the brand since it was read."""


@dataclass(frozen=True, slots=True)
class Color:
    """A colour of the palette; `hex` is "#rrggbb"."""

    name: str
    hex: str

    @property
    def on_white(self) -> float:
        """Its contrast with white, 1 to 21 (WCAG 2.2, “contrast ratio”)."""
        return 1.05 / (_luminance(self.hex) + 0.05)

    @property
    def is_for_text(self) -> bool:
        """Whether text of this colour can be read on white (WCAG 2.2, 1.4.3)."""
        return self.on_white >= 4.5


@dataclass(frozen=True, slots=True)
class Font:
    """A font: its CSS stack, and where mail programs that load fonts find its style sheet."""

    name: str
    stack: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Brand:
    """What an organization's emails look like. Revision 0: nobody has saved one."""

    colors: tuple[Color, ...] = ()
    fonts: tuple[Font, ...] = ()
    postal_address: str = ""
    revision: int = 0


def checked(
    colors: Iterable[tuple[str, str]],
    fonts: Iterable[tuple[str, str, str]],
    postal_address: str,
    *,
    revision: int,
) -> Brand:
    """The brand of what was given, each part in its normal form.

    Raises:
        Invalid: `field` names the part, like `colors.2.hex`, and the sentence says what is wrong.
    """
    palette = tuple(_color(f"colors.{i}", *one) for i, one in enumerate(colors))
    stacks = tuple(_font(f"fonts.{i}", *one) for i, one in enumerate(fonts))
    _refuse_many("colors", palette, MAX_COLORS)
    _refuse_many("fonts", stacks, MAX_FONTS)
    lines = "\n".join(" ".join(line.split()) for line in postal_address.strip().splitlines())
    if len(lines) > MAX_POSTAL or not lines.replace("\n", " ").isprintable():
        raise Invalid(
            f"The postal address has at most {MAX_POSTAL} characters.", field="postalAddress"
        )
    return Brand(palette, stacks, lines, revision)


def next_of(brand: Brand) -> Brand:
    """The brand at its next revision."""
    return replace(brand, revision=brand.revision + 1)


def told(brand: Brand) -> dict[str, Any]:
    """The brand for the audit trail."""
    return {
        "colors": [f"{one.name} {one.hex}" for one in brand.colors],
        "fonts": [" ".join(filter(None, (one.stack, one.address))) for one in brand.fonts],
        "postalAddress": brand.postal_address,
    }


def _color(place: str, name: str, code: str) -> Color:
    found = _HEX.fullmatch(code.strip())
    if not found:
        raise Invalid("A colour is written like #0a7c86.", field=f"{place}.hex")
    digits = found[1].lower()
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    return Color(_name(place, name), f"#{digits}")


def _font(place: str, name: str, stack: str, address: str) -> Font:
    words = " ".join(stack.split())
    if len(words) > MAX_STACK or not _STACK.fullmatch(words):
        raise Invalid(
            "A font is a list of names with commas between, like Inter, Arial, sans-serif.",
            field=f"{place}.stack",
        )
    sheet = address.strip()
    if sheet and not _is_https(sheet):
        raise Invalid(
            "The style sheet of a font has an address that begins with https://.",
            field=f"{place}.address",
        )
    return Font(_name(place, name), words, sheet)


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    clean = address.isprintable() and not re.search(r"""[\s"'<>\\]""", address)
    return (
        parts.scheme == "https" and bool(parts.hostname) and clean and len(address) <= MAX_ADDRESS
    )


def _name(place: str, name: str) -> str:
    words = " ".join(name.split())
    if not 1 <= len(words) <= MAX_NAME or not words.isprintable():
        raise Invalid(f"A name has 1 to {MAX_NAME} characters.", field=f"{place}.name")
    return words


def _refuse_many(field: str, found: tuple[Color, ...] | tuple[Font, ...], most: int) -> None:
    if len(found) > most:
        raise Invalid(f"A brand has at most {most} {field}.", field=field)
    names = [one.name.casefold() for one in found]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise Invalid("Two are called the same.", field=f"{field}.{index}.name")


def _luminance(code: str) -> float:
    parts = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
