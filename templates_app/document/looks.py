"""How a block looks, as names for people and values."""

import re
from collections.abc import Mapping

from .blocks import Block

# Names that would not speak for themselves. Others are said as they are, "font size" for
# "font-size". HTML's old attributes go by the name of the CSS property that replaced them.
_NAMES = {
    "align": "alignment",
    "background": "background",
    "background-color": "background colour",
    "background-url": "background image",
    "bgcolor": "background colour",
    "border-color": "border colour",
    "color": "text colour",
    "container-background-color": "background colour around it",
    "css-class": "CSS class",
    "class": "CSS class",
    "font-family": "font",
    "font-size": "text size",
    "font-style": "text style",
    "font-weight": "text weight",
    "full-width": "full width",
    "icon-color": "icon colour",
    "inner-background-color": "inner background colour",
    "inner-padding": "padding inside",
    "line-height": "line height",
    "mj-class": "style class",
    "rel": "relation of its link",
    "target": "target of its link",
    "text-align": "alignment",
    "valign": "vertical alignment",
    "vertical-align": "vertical alignment",
}
COLOUR = re.compile(r"colou?r$|^background$|^bgcolor$")
DECLARATION = re.compile(r"\s*([\w-]+)\s*:\s*((?:\{\{.*?\}\}|url\([^)]*\)|[^;])*)", re.DOTALL)
# Said in sentences of their own.
SPOKEN = frozenset({"href", "src", "alt"})


def name_of(attribute: str) -> str:
    """For use after "the"."""
    return _NAMES.get(attribute, attribute.replace("-", " ").replace(" color", " colour"))


def looks(block: Block) -> Mapping[str, str]:
    """Every attribute but those in SPOKEN; a `style` as its declarations, each on its own."""
    found: dict[str, str] = {}
    for attribute in block.attributes:
        if attribute.name == "style" and not block.tag.startswith("mj"):
            for match in DECLARATION.finditer(attribute.value):
                found[match[1].lower()] = " ".join(match[2].split())
        elif attribute.name not in SPOKEN:
            found[attribute.name] = attribute.value.strip()
    return found
