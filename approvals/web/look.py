"""How a reviewer looks at the email: on what, with which data, with which images. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from craftify.web.frames import Images
from templates_app.looks import Data


class View(StrEnum):
    """On what the email is seen, or what is seen in its place."""

    DESKTOP = "desktop"
    TABLET = "tablet"
    PHONE = "phone"
    DARK = "dark"
    INVERTED = "inverted"
    COMPARE = "compare"
    TEXT = "text"
    SOURCE = "source"


_VIEWS = {
    View.DESKTOP: ("desktop", "Desktop"),
    View.TABLET: ("tablet", "Tablet"),
    View.PHONE: ("phone", "Phone"),
    View.DARK: ("moon", "Dark"),
    View.COMPARE: ("compare", "Compare"),
    View.TEXT: ("text", "Text"),
    View.SOURCE: ("code", "Source"),
}
_DARK = {
    View.DARK: "As the email asks (its own dark style)",
    View.INVERTED: "As clients that invert colours show it",
}
_DATA = {
    Data.SAMPLE: "Sample data",
    Data.RAW: "Merge tags, exactly as it is signed",
    Data.MISSING: "No values: nothing known of the recipient",
}
_IMAGES = {
    Images.OWN: "Without those of other hosts",
    Images.REMOTE: "With those of other hosts",
    Images.NONE: "Off, as many clients begin",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to look; `id` names its link, `symbol` its icon."""

    id: str
    words: str
    href: str
    is_current: bool
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What the page is asked for; its defaults are left out of addresses."""

    view: View = View.DESKTOP
    data: Data = Data.SAMPLE
    images: Images = Images.OWN

    @classmethod
    def asked(cls, given: Mapping[str, Any], *, phone: bool = False) -> "Look":
        """From the parameters of an address; whoever holds a phone sees one unless they say."""
        view, data, images = (given.get(name, "") for name in ("view", "data", "images"))
        return cls(
            View(view) if view in list(View) else View.PHONE if phone else View.DESKTOP,
            Data(data) if data in list(Data) else Data.SAMPLE,
            Images(images) if images in list(Images) else Images.OWN,
        )

    @property
    def is_framed(self) -> bool:
        """Whether the email itself is shown, and not its text or its source."""
        return self.view not in {View.TEXT, View.SOURCE}

    @property
    def href(self) -> str:
        """The page's address for this look, without its path."""
        return f"?{urlencode({'view': self.view.value, **self._others})}"

    @property
    def frame(self) -> str:
        """What the frame's address is asked for, after its path."""
        return f"?{urlencode({'read': '1', **self._others})}"

    @property
    def marks(self) -> str:
        """The same for the copy with the blocks named."""
        return f"?{urlencode({'data': self.data.value})}"

    @property
    def _others(self) -> dict[str, str]:
        given = {"data": self.data.value, "images": self.images.value}
        defaults = {"data": Data.SAMPLE.value, "images": Images.OWN.value}
        return {name: value for name, value in given.items() if value != defaults[name]}

    def views(self, *, compares: bool) -> Iterator[Choice]:
        """What the bar above the email offers."""
        now = View.DARK if self.view == View.INVERTED else self.view
        for view, (symbol, words) in _VIEWS.items():
            if view != View.COMPARE or compares:
                href = replace(self, view=view).href
                yield Choice(f"view-{view}", words, href, view == now, symbol)

    @property
    def dark(self) -> Iterator[Choice]:
        """In which of its ways it is dark."""
        for view, words in _DARK.items():
            href = replace(self, view=view).href
            yield Choice(f"dark-{view}", words, href, view == self.view)

    @property
    def fillings(self) -> Iterator[Choice]:
        """What may stand in the place of merge tags."""
        for data, words in _DATA.items():
            yield Choice(f"data-{data}", words, replace(self, data=data).href, data == self.data)

    @property
    def pictures(self) -> Iterator[Choice]:
        """Which images may be loaded."""
        for one, words in _IMAGES.items():
            href = replace(self, images=one).href
            yield Choice(f"images-{one}", words, href, one == self.images)

    @property
    def says(self) -> tuple[str, ...]:
        """What is not as usual, for whoever forgets what was chosen."""
        unusual = (
            (self.data == Data.RAW, "Merge tags"),
            (self.data == Data.MISSING, "No values"),
            (self.images == Images.NONE, "Images off"),
            (self.view == View.INVERTED, "Inverted"),
        )
        return tuple(words for is_so, words in unusual if is_so)
