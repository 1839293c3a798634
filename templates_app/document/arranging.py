"""Operations that say where blocks stand, as splices."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from templates_app.rendering.formats import Format

from .blocks import Block, Document
from .operations import Delete, Duplicate, Insert, Move, SetColumns, Unwrap, Wrap
from .patches import Splice
from .refusals import Reason, Refused
from .setting import attribute_splices
from .units import Gap, cut, found, gap, ids_in, lock_comment, space_before, unit

_WRAPPERS = {
    Format.MJML: frozenset({"mj-wrapper", "mj-group", "mj-section", "mj-column"}),
    Format.HTML: frozenset({"div", "center", "article", "section", "header", "footer"}),
}
_UNWRAPPED = {
    Format.MJML: _WRAPPERS[Format.MJML] | {"mj-hero"},
    Format.HTML: _WRAPPERS[Format.HTML] | {"main", "nav", "blockquote", "a"},
}
MAX_COLUMNS = 12
_WIDTH = re.compile(r"(?:\d{1,3}(?:\.\d{1,4})?%|\d{1,4}px)?")


@dataclass(frozen=True, slots=True)
class Plan:
    """Splices in order; blocks that are meant to go, and blocks that may change their parent.

    `free` when what comes of it is not known beforehand.
    """

    splices: tuple[Splice, ...]
    gone: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()
    free: bool = False


def plan(
    splices: Sequence[Splice],
    gone: frozenset[str] = frozenset(),
    moved: frozenset[str] = frozenset(),
) -> Plan:
    """Splices in the order of the source; an insertion comes before what it stands before."""
    return Plan(tuple(sorted(splices, key=lambda one: (one.start, one.end))), gone, moved)


def insert(document: Document, operation: Insert) -> Plan:
    markup = operation.markup.strip()
    if not markup.startswith(("<", "{%")):
        raise Refused(Reason.BAD_VALUE, "What is inserted must be a block: it starts with a tag.")
    place = gap(document, found(document, operation.parent), operation.before)
    return plan([place.put(markup)])


def move(document: Document, operation: Move) -> Plan:
    block, parent = found(document, operation.block), found(document, operation.parent)
    fixed(block)
    if any(one.id == block.id for one in (parent, *document.ancestors(parent))):
        raise Refused(Reason.PLACEMENT, "A block cannot stand inside itself.")
    if operation.before == block.id:
        return Plan(())
    whole = unit(document, block)
    removed, place = cut(document, whole), gap(document, parent, operation.before)
    if removed.start <= place.at <= removed.end:
        return Plan(())
    text = document.source[whole.start : whole.end]
    put = place.put(text, ids_in(document, whole))
    return plan([removed, put], moved=frozenset({block.id}))


def duplicate(document: Document, operation: Duplicate) -> Plan:
    block = found(document, operation.block)
    fixed(block)
    whole = unit(document, block)
    text = document.source[whole.start : whole.end]
    lead = space_before(document.source, whole.start)
    return plan([Gap(whole.end, lead).put(text)])


def delete(document: Document, operation: Delete) -> Plan:
    block = found(document, operation.block)
    fixed(block)
    gone = frozenset(one.id for one in document.within(block))
    return plan([cut(document, unit(document, block))], gone=gone)


def fixed(block: Block) -> None:
    """Raises Refused for what holds the whole email together."""
    if block.tag in {"mjml", "mj-body", "html", "body", "head"} or block.parent is None:
        raise Refused(Reason.NOT_HERE, f"The {block.kind} itself stays where it is.")


def wrap(document: Document, operation: Wrap) -> Plan:
    blocks = [found(document, one) for one in operation.blocks]
    if operation.tag not in _WRAPPERS[document.format]:
        known = ", ".join(sorted(_WRAPPERS[document.format]))
        raise Refused(Reason.BAD_VALUE, f"Blocks can be wrapped in {known}.")
    if not blocks:
        raise Refused(Reason.BAD_VALUE, "Say which blocks to wrap.")
    for block in blocks:
        fixed(block)
    _neighbours(document, blocks)
    start, end = unit(document, blocks[0]).start, unit(document, blocks[-1]).end
    moved = frozenset(block.id for block in blocks)
    opening = Splice(start, "", f"<{operation.tag}>")
    return plan([opening, Splice(end, "", f"</{operation.tag}>")], moved=moved)


def _neighbours(document: Document, blocks: list[Block]) -> None:
    parent = document.parent(blocks[0])
    row = list(parent.children) if parent else []
    places = [row.index(block.id) if block.id in row else -9 for block in blocks]
    if any(after != before + 1 for before, after in pairwise(places)):
        raise Refused(Reason.NOT_HERE, "Only blocks that follow one another can be wrapped.")


def unwrap(document: Document, operation: Unwrap) -> Plan:
    block = found(document, operation.block)
    fixed(block)
    if block.tag not in _UNWRAPPED[document.format]:
        raise Refused(Reason.NOT_HERE, f"A {block.kind} does not wrap other blocks.")
    comment = lock_comment(document, block)
    start = comment.start() if comment else block.start
    source = document.source
    splices = [Splice(start, source[start : block.content_start], "")]
    if block.end > block.content_end:
        splices.append(Splice(block.content_end, source[block.content_end : block.end], ""))
    return plan(splices, gone=frozenset({block.id}), moved=frozenset(block.children))


def set_columns(document: Document, operation: SetColumns) -> Plan:
    section = found(document, operation.block)
    if section.tag not in {"mj-section", "mj-group"}:
        raise Refused(Reason.NOT_HERE, f"A {section.kind} has no columns; choose a section.")
    widths = operation.widths
    _check_widths(widths)
    columns = [one for one in document.children(section) if one.tag == "mj-column"]
    splices: list[Splice] = []
    for column, width in zip(columns, widths, strict=False):
        splices += attribute_splices(document, column, {"width": width or None})
    if len(columns) < len(widths):
        new = "".join(_column(width) for width in widths[len(columns) :])
        return plan([*splices, gap(document, section, None).put(new)])
    gone = columns[len(widths) :]
    moved = frozenset(child for column in gone for child in column.children)
    splices += _merged(document, columns[len(widths) - 1], gone)
    return plan(splices, gone=frozenset(column.id for column in gone), moved=moved)


def _check_widths(widths: tuple[str, ...]) -> None:
    if not 1 <= len(widths) <= MAX_COLUMNS:
        raise Refused(Reason.BAD_VALUE, f"A section has 1 to {MAX_COLUMNS} columns.")
    if not all(_WIDTH.fullmatch(width) for width in widths):
        raise Refused(Reason.BAD_VALUE, "A width is a percentage such as 33.33%, or pixels.")
    shares = [float(width.removesuffix("%")) for width in widths if width.endswith("%")]
    most = 100.1  # three times 33.34%
    if sum(shares) > most:
        raise Refused(Reason.BAD_VALUE, "The widths of the columns are more than 100% together.")


def _column(width: str) -> str:
    given = f' width="{width}"' if width else ""
    return f"<mj-column{given}></mj-column>"


def _merged(document: Document, last: Block, gone: list[Block]) -> list[Splice]:
    """What stands in columns that go, behind what stands in the last that stays."""
    if not gone:
        return []
    splices = [cut(document, unit(document, column)) for column in gone]
    texts: list[str] = []
    ids: list[tuple[int, str]] = []
    for column in gone:
        if column.around:
            raise Refused(
                Reason.NOT_HERE, f"The {column.label} has a condition; take that off first."
            )
        if not column.children:
            continue
        content = document.content(column)
        skipped = column.content_start + len(content) - len(content.lstrip())
        before = sum(map(len, texts)) - skipped
        inside = (one for one in document.within(column) if one.id != column.id)
        ids += ((before + one.start, one.id) for one in inside)
        texts.append(content.strip())
    if texts:
        splices.append(gap(document, last, None).put("".join(texts), tuple(ids)))
    return splices


Planner = Callable[..., Plan]
ARRANGING: dict[type, Planner] = {
    Insert: insert,
    Move: move,
    Duplicate: duplicate,
    Delete: delete,
    Wrap: wrap,
    Unwrap: unwrap,
    SetColumns: set_columns,
}
