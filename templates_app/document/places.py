"""Where a block may be put: legal drop places, by MJML's rules and by the locks."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from templates_app.rendering.formats import Format

from .blocks import Block, Document
from .kinds import CELL_PARENT, PLACES, ROW_PARENT
from .locks import OPEN, Level, locks

_BOXES = frozenset(
    {"article", "body", "center", "div", "footer", "header", "main", "section", "td", "th"}
)
_HTML_PARENTS = {"tr": ROW_PARENT, "td": CELL_PARENT, "th": CELL_PARENT}


@dataclass(frozen=True, slots=True)
class Place:
    """In `parent`, in front of its child `before`, or at its end: as Insert and Move have it."""

    parent: str
    before: str | None


def places(document: Document, block: Block, *, bypass: bool = False) -> tuple[Place, ...]:
    """Where a block of the document may be moved; where it stands now is not among them."""
    counted = {} if bypass else locks(document)
    if block.parent is None or counted.get(block.id, OPEN).level is not Level.FREE:
        return ()
    if counted.get(block.parent, OPEN).level is not Level.FREE:
        return ()
    inside = {one.id for one in document.within(block)}
    row = document.by_id[block.parent].children
    at = row.index(block.id)
    here = {Place(block.parent, block.id), Place(block.parent, (*row, None)[at + 1])}
    found = places_for(document, {block.tag}, bypass=bypass)
    return tuple(one for one in found if one.parent not in inside and one not in here)


def places_for(
    document: Document, tags: Collection[str], *, bypass: bool = False
) -> Iterator[Place]:
    """Where new blocks with these tags may be put, side by side; in the order of the source."""
    counted = {} if bypass else locks(document)
    for block in document.blocks:
        if counted.get(block.id, OPEN).level is Level.FREE and all(
            _holds(document.format, block.tag, tag) for tag in tags
        ):
            for child in block.children:
                yield Place(block.id, child)
            yield Place(block.id, None)


def _holds(format: Format, parent: str, tag: str) -> bool:
    if format is Format.MJML:
        return tag in PLACES.get(parent, frozenset())
    return parent in _HTML_PARENTS.get(tag, _BOXES)
