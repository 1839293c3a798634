"""The catalogue of blocks that can be dropped into an MJML email.

Each is drawn with what the email already says: what its mj-attributes give is not written
again, and its own colour is that of its buttons.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from templates_app.rendering.formats import Format

from .blocks import Document
from .operations import Insert
from .places import Place, places_for
from .refusals import Reason, Refused
from .setting import escaped
from .units import found

_ACCENT, _INK, _MUTED, _PALE, _LINE = "#1f5eff", "#1f2933", "#616e7c", "#f4f6f8", "#d9dee5"
# One grey pixel, drawn to any size until a picture is chosen.
PLACEHOLDER = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mO4"
    "ee/pfwAIzAOcpbXSngAAAABJRU5ErkJggg=="
)
_ROWS = frozenset({"mj-body", "mj-wrapper"})  # what holds sections


@dataclass(frozen=True)
class Look:
    """What a document gives its blocks without their saying so."""

    document: Document

    @cached_property
    def defaults(self) -> Mapping[str, Mapping[str, str]]:
        """Component ("mj-all" too) → attributes."""
        given: dict[str, dict[str, str]] = {}
        for block in self.document.blocks:
            parent = self.document.parent(block)
            if parent is not None and parent.tag == "mj-attributes":
                own = given.setdefault(block.tag, {})
                own.update((one.name, one.value) for one in block.attributes)
        return given

    def default(self, tag: str, name: str) -> str | None:
        own = self.defaults.get(tag, {}).get(name)
        return own if own is not None else self.defaults.get("mj-all", {}).get(name)

    @cached_property
    def accent(self) -> str:
        """The buttons' colour: the default, or that of the first."""
        default = self.default("mj-button", "background-color")
        buttons = (block for block in self.document.blocks if block.tag == "mj-button")
        colours = (block.value("background-color") for block in buttons)
        return default or next((one for one in colours if one), None) or _ACCENT

    def block(
        self, tag: str, content: str | None = None, *, soft: Mapping[str, str], **must: str
    ) -> str:
        """`soft` values give way to the document's defaults; `must` values do not."""
        values = {name: value for name, value in soft.items() if self.default(tag, name) is None}
        values.update((name.replace("_", "-"), value) for name, value in must.items())
        given = "".join(f' {name}="{escaped(value)}"' for name, value in values.items())
        return f"<{tag}{given} />" if content is None else f"<{tag}{given}>{content}</{tag}>"

    def text(self, content: str, **must: str) -> str:
        soft = {"color": _INK, "font-size": "16px", "line-height": "1.5"}
        soft = {name: value for name, value in soft.items() if name.replace("-", "_") not in must}
        return self.block("mj-text", content, soft=soft, **must)

    def button(self, words: str) -> str:
        soft = {"background-color": self.accent, "color": "#ffffff", "border-radius": "6px"}
        soft |= {"font-size": "16px", "inner-padding": "12px 24px"}
        return self.block("mj-button", words, soft=soft, href="https://example.com/")

    def image(self, alt: str, height: str) -> str:
        return self.block("mj-image", soft={}, src=PLACEHOLDER, alt=alt, height=height)

    def section(self, content: str) -> str:
        column = f"<mj-column>{content}</mj-column>"
        return self.block("mj-section", column, soft={"padding": "20px 0"})


_CONTENT = "Content"
Draw = Callable[[Look], str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A block of the palette; `key` is for programs, `name` and `group` are for people."""

    key: str
    name: str
    group: str
    draw: Draw

    @property
    def row(self) -> bool:
        """Whether it is a section; else it stands in a column or hero."""
        return self.group != _CONTENT


def _columns(*widths: str) -> Draw:
    def draw(look: Look) -> str:
        text = look.text("Write something here.")
        columns = "".join(f'<mj-column width="{width}">{text}</mj-column>' for width in widths)
        return look.block("mj-section", columns, soft={"padding": "20px 0"})

    return draw


def _heading(look: Look) -> str:
    return look.text(
        '<h2 style="margin:0;font-size:28px;line-height:1.25">A clear heading</h2>',
        font_size="28px",
        line_height="1.25",
    )


def _social(look: Look) -> str:
    elements = "".join(
        f'<mj-social-element name="{name}" href="https://example.com/{name}">'
        f"{words}</mj-social-element>"
        for name, words in (("facebook", "Facebook"), ("instagram", "Instagram"), ("x", "X"))
    )
    soft = {"font-size": "13px", "icon-size": "24px", "color": _MUTED}
    return look.block("mj-social", elements, soft=soft, mode="horizontal")


def _navigation(look: Look) -> str:
    soft = {"color": _INK, "font-size": "15px", "padding": "10px 14px"}
    links = (
        look.block("mj-navbar-link", words, soft=soft, href=f"https://example.com/{words.lower()}")
        for words in ("Shop", "Stories", "Contact")
    )
    return look.block("mj-navbar", "".join(links), soft={})


def _hero(look: Look) -> str:
    white = {"color": "#ffffff", "align": "center"}
    content = look.text(
        '<h1 style="margin:0;font-size:36px;line-height:1.2">Something new</h1>',
        font_size="36px",
        line_height="1.2",
        **white,
    )
    content += look.text("Say in one sentence why it matters.", **white)
    button = look.block(
        "mj-button",
        "Find out more",
        soft={"border-radius": "6px", "font-size": "16px", "inner-padding": "12px 24px"},
        href="https://example.com/",
        background_color="#ffffff",
        color=_INK,
    )
    return look.block(
        "mj-hero", content + button, soft={}, background_color=look.accent, padding="48px 24px"
    )


def _table(look: Look) -> str:
    rows = [("Item", "Price"), ("First thing", "€ 20.00"), ("Second thing", "€ 35.00")]
    said = []
    for number, (left, right) in enumerate(rows):
        cell, style = ("td", "") if number else ("th", "font-weight:bold;")
        line = f"padding:10px 0;border-bottom:1px solid {_LINE};{style}"
        said.append(
            f'<tr><{cell} style="{line}text-align:left">{left}</{cell}>'
            f'<{cell} style="{line}text-align:right">{right}</{cell}></tr>'
        )
    soft = {"color": _INK, "font-size": "16px", "line-height": "1.5"}
    return look.block("mj-table", "".join(said), soft=soft)


def _quote(look: Look) -> str:
    return look.text(
        f'<blockquote style="margin:0;padding-left:16px;border-left:4px solid '
        f'{escaped(look.accent)}"><em>“It does what it says, and it does it well.”</em><br>'
        "Name, Company</blockquote>"
    )


def _list(look: Look) -> str:
    items = "".join(f"<li>{words}</li>" for words in ("First point", "Second point", "Third point"))
    return look.text(f'<ul style="margin:0;padding-left:20px">{items}</ul>')


def _product(look: Look) -> str:
    name = look.text("<strong>Product name</strong><br>One line about it.")
    price = look.text("€ 49.00", font_size="20px")
    return look.image("Product", "200px") + name + price + look.button("Buy now")


def _header(look: Look) -> str:
    logo = look.block(
        "mj-image", soft={}, src=PLACEHOLDER, alt="Logo", width="120px", height="40px", align="left"
    )
    link = look.text('<a href="https://example.com/">Open in browser</a>', align="right")
    left = f'<mj-column width="50%" vertical-align="middle">{logo}</mj-column>'
    right = f'<mj-column width="50%" vertical-align="middle">{link}</mj-column>'
    return look.block("mj-section", left + right, soft={"padding": "20px 0"})


def _footer(look: Look) -> str:
    words = look.text(
        "You get this email because you signed up for it.<br>"
        'Company, Street 1, City<br><a href="{{ unsubscribe_url }}">Unsubscribe</a>',
        font_size="13px",
        color=_MUTED,
        align="center",
    )
    return look.section(words)


def _html(_: Look) -> str:
    """A column is a table, so HTML in it is a row."""
    return (
        '<mj-raw><tr><td style="padding:10px 25px;font-family:Arial,sans-serif">'
        "Your own <strong>HTML</strong></td></tr></mj-raw>"
    )


def _code(look: Look) -> str:
    style = f"margin:0;padding:16px;background:{_PALE};border-radius:6px;white-space:pre-wrap;"
    style += "font-family:Menlo,Consolas,monospace;font-size:14px"
    return look.text(f'<pre style="{style}">code --goes here</pre>')


def _entries() -> Iterator[Entry]:
    yield Entry("text", "Text", _CONTENT, lambda look: look.text("Write something here."))
    yield Entry("heading", "Heading", _CONTENT, _heading)
    yield Entry("button", "Button", _CONTENT, lambda look: look.button("Find out more"))
    yield Entry("image", "Image", _CONTENT, lambda look: look.image("Image", "220px"))
    yield Entry("list", "List", _CONTENT, _list)
    yield Entry("quote", "Quote", _CONTENT, _quote)
    yield Entry("table", "Table", _CONTENT, _table)
    yield Entry("product", "Product card", _CONTENT, _product)
    yield Entry("social", "Social links", _CONTENT, _social)
    yield Entry("navigation", "Navigation", _CONTENT, _navigation)
    line = {"border-color": _LINE, "border-width": "1px"}
    yield Entry("divider", "Divider", _CONTENT, lambda x: x.block("mj-divider", soft=line))
    yield Entry("spacer", "Spacer", _CONTENT, lambda _: '<mj-spacer height="24px" />')
    yield Entry("html", "HTML", _CONTENT, _html)
    yield Entry("code", "Code", _CONTENT, _code)
    yield Entry("columns-1", "1 column", "Layout", _columns("100%"))
    yield Entry("columns-2", "2 columns", "Layout", _columns("50%", "50%"))
    thirds = ("33.33%", "33.33%", "33.33%")
    yield Entry("columns-3", "3 columns", "Layout", _columns(*thirds))
    yield Entry("columns-4", "4 columns", "Layout", _columns(*("25%",) * 4))
    yield Entry("columns-1-2", "1/3 and 2/3", "Layout", _columns("33.33%", "66.67%"))
    yield Entry("columns-2-1", "2/3 and 1/3", "Layout", _columns("66.67%", "33.33%"))
    yield Entry("columns-1-3", "1/4 and 3/4", "Layout", _columns("25%", "75%"))
    yield Entry("columns-3-1", "3/4 and 1/4", "Layout", _columns("75%", "25%"))
    yield Entry("hero", "Hero", "Sections", _hero)
    yield Entry("header", "Header", "Sections", _header)
    yield Entry("footer", "Footer with unsubscribe", "Sections", _footer)


PALETTE: Mapping[str, Entry] = {entry.key: entry for entry in _entries()}


def palette_places(document: Document, entry: Entry, *, bypass: bool = False) -> tuple[Place, ...]:
    """Where an entry may be dropped; between sections it gets a section of its own."""
    if document.format is not Format.MJML:
        return ()
    rows = places_for(document, {"mj-section"}, bypass=bypass)
    stacks = () if entry.row else places_for(document, {"mj-text"}, bypass=bypass)
    return (*rows, *stacks)


def drop(document: Document, entry: Entry, place: Place) -> Insert:
    """The operation that puts an entry there. Raises Refused when the place is gone."""
    parent = found(document, place.parent)
    if document.format is not Format.MJML:
        raise Refused(Reason.NOT_HERE, "The palette's blocks go into an MJML email.")
    look = Look(document)
    markup = entry.draw(look)
    if not entry.row and parent.tag in _ROWS:
        markup = look.section(markup)
    return Insert(place.parent, place.before, markup)
