"""Getting MJML with Liquid through the genuine compiler.

The compiler sees the author's source, except where it would lose or break Liquid. Measured
with mjml 4.18, and mended here without moving a line:

- Liquid between components (`{% if %}` around a section) is dropped as stray text: it goes
  into an mj-raw of its own, or to the start of the file when it stands outside mj-body.
- A `"` in Liquid ends a `"…"` attribute, `<b` in Liquid opens a tag: those pieces become words.
- With `mj-style inline` or `mj-html-attributes` the whole HTML passes through another parser:
  Liquid between or inside the attributes of HTML tags becomes words as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .markup import Attribute, Tag
from .pieces import BLOCKS, FILLER, Kind
from .problems import Problem, Severity
from .reading import Edit, Reading, apply, blank, is_inside
from .structure import Region, Structure
from .tokens import Spot, Tokens

# Components in which mj-raw may stand (the validator's table of dependencies).
_TAKES_RAW = frozenset(
    {
        "mj-accordion", "mj-accordion-element", "mj-body", "mj-column", "mj-group", "mj-head",
        "mj-hero", "mj-navbar", "mj-section", "mj-social", "mj-wrapper",
    }
)  # fmt: skip
_OPENS_TAG = re.compile(r"<[a-zA-Z/!?]")
_REPARSED = re.compile(r"<mj-style\b[^>]*\binline\b|<mj-html-attributes\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the compiler gets, the words in it, and what was noticed on the way."""

    text: str
    words: Tokens
    problems: tuple[Problem, ...]


def prepare(reading: Reading, *, drop_preview: bool) -> Prepared:
    """Mend the source for the compiler; without Liquid in odd places nothing changes."""
    preparation = _Preparation(reading)
    preparation.run(drop_preview=drop_preview)
    return Prepared(
        apply(reading.source, preparation.edits), preparation.words, tuple(preparation.problems)
    )


class _Preparation:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.structure = Structure(reading)
        self.words = Tokens(reading.source)
        self.reparsed = _REPARSED.search(reading.masked) is not None
        self.edits: list[Edit] = []
        self.reported: set[int] = set()  # tags already complained about
        self.problems = list(self.structure.problems)

    def run(self, *, drop_preview: bool) -> None:
        dropped = list(self.previews()) if drop_preview else []
        start = self.move_to_start()
        edited: set[int] = set()  # style attributes replaced as a whole
        for spot in self.reading.spots:
            at = spot.piece.start
            if at < start or is_inside(at, dropped):
                continue
            region = self.structure.at(spot.tag.start if spot.tag else at)
            if spot.tag is not None and not region.free and spot.tag.name.startswith("mj"):
                self.component_attribute(spot, spot.tag)
            elif region.free or spot.place != "text":
                self.content(spot, edited)
            else:
                self.between_components(spot, region)
        self.edits.extend(dropped)

    def replace(self, spot: Spot, text: str) -> None:
        self.edits.append(Edit(spot.piece.start, spot.piece.end, text))

    def warn(self, message: str, spot: Spot, severity: Severity = Severity.WARNING) -> None:
        self.problems.append(
            self.reading.lines.problem(message, spot.piece.start, code="liquid", severity=severity)
        )

    def component_attribute(self, spot: Spot, tag: Tag) -> None:
        text = self.reading.text(spot.piece)
        attribute = spot.attribute
        if attribute is None or FILLER in attribute.name:
            if tag.start in self.reported:
                return
            self.reported.add(tag.start)
            self.warn(
                f"Liquid cannot stand between the attributes of <{tag.name}>; "
                "put it inside an attribute's value.",
                spot,
                Severity.ERROR,
            )
            return
        breaks = "<\"'>" if self.reparsed else f"<{attribute.quote}"
        if not attribute.quote or any(sign in text for sign in breaks):
            self.replace(spot, self.words.word(text))

    def content(self, spot: Spot, edited: set[int]) -> None:
        """Inside mj-text and its like, in comments and in CSS."""
        text = self.reading.text(spot.piece)
        if spot.tag is None or not self.reparsed:
            if _OPENS_TAG.search(text):
                self.replace(spot, self.words.word(text))
            return
        style = spot.attribute
        if style is not None and style.name == "style" and style.quote:
            self.whole_style(style, edited)
        elif spot.place == "tag" or any(sign in text for sign in "<\"'>"):
            self.replace(spot, self.words.word(text))

    def whole_style(self, style: Attribute, edited: set[int]) -> None:
        if style.value_start not in edited:
            edited.add(style.value_start)
            value = self.reading.source[style.value_start : style.value_end]
            word = self.words.declaration(value.rstrip().removesuffix(";") + ";")
            self.edits.append(Edit(style.value_start, style.value_end, word))

    def between_components(self, spot: Spot, region: Region) -> None:
        text = self.reading.text(spot.piece)
        if spot.piece.kind is Kind.COMMENT:
            self.replace(spot, blank(text))
        elif region.parent in {"mjml", *_TAKES_RAW}:
            if region.parent == "mj-head" and spot.piece.name in BLOCKS:
                self.warn(
                    "MJML collects what is in mj-head, so this has no effect on the components "
                    "it stands around.",
                    spot,
                )
            position = ' position="file-start"' if region.parent == "mjml" else ""
            shown = self.words.word(text) if _OPENS_TAG.search(text) else text
            self.replace(spot, f"<mj-raw{position}>{shown}</mj-raw>")
        else:
            where = f"directly inside <{region.parent}>" if region.parent else "after </mjml>"
            self.warn(f"MJML leaves out Liquid that stands {where}.", spot)

    def move_to_start(self) -> int:
        """Liquid before `<mjml>` goes to the start of the file; where `<mjml>` begins."""
        root = self.structure.root
        if root is None:
            return 0
        before = self.reading.source[: root.start]
        if any(piece.start < root.start for piece in self.reading.pieces):
            word = self.words.word(before.strip())
            self.edits.append(Edit(0, root.start, blank(before)))
            self.edits.append(
                Edit(root.end, root.end, f'<mj-raw position="file-start">{word}</mj-raw>')
            )
        return root.start

    def previews(self) -> Iterator[Edit]:
        """The preheader field replaces mj-preview."""
        opened: Tag | None = None
        for token in self.reading.tokens:
            if not isinstance(token, Tag) or token.name != "mj-preview":
                continue
            if not token.closing and not token.self_closing:
                opened = opened or token
            else:
                start = opened.start if opened else token.start
                text = self.reading.source[start : token.end]
                yield Edit(start, token.end, blank(text))
                opened = None
