"""Doing an operation: from a document to the next one, with the exact way back."""

from dataclasses import dataclass, field

from templates_app.rendering.compiler import MAX_SOURCE_BYTES
from templates_app.rendering.formats import Format

from .arranging import ARRANGING, Plan, plan
from .blocks import Document
from .dynamics import Declared, set_condition, set_loop
from .locks import OPEN, Level, Sizes, check_locks, locks, set_lock
from .operations import (
    Insert,
    Move,
    Operation,
    ReplaceSource,
    Restore,
    SetAttributes,
    SetCondition,
    SetContent,
    SetDefaults,
    SetHead,
    SetLock,
    SetLoop,
    Unwrap,
)
from .parse import parse
from .patches import Patch, Splice, applied, named, turned
from .reconcile import reconcile
from .refusals import Reason, Refused
from .rules import check_form, check_placement, loose_text
from .sentences import subject
from .setting import set_attributes, set_content, set_defaults, set_head


@dataclass(frozen=True, slots=True)
class Terms:
    """What the caller knows: whether locks may be passed by (a permission), which variables
    there are (None: any), the pixels of images, and a word that makes new ids new.
    """

    bypass: bool = False
    declared: Declared | None = None
    sizes: Sizes = field(default_factory=dict)
    salt: str = ""


ANYTHING = Terms()


@dataclass(frozen=True, slots=True)
class Done:
    """`inverse` restores bytes and ids; `touched` are the blocks that are not as they were."""

    document: Document
    inverse: Restore
    patch: Patch
    touched: frozenset[str]


def perform(document: Document, operation: Operation, terms: Terms = ANYTHING) -> Done:
    """Raises Refused, and then nothing has happened."""
    if isinstance(operation, ReplaceSource):
        patch = _replacing(document, operation.source)
        what = Plan(patch.splices, free=True)
    elif isinstance(operation, Restore):
        patch = operation.patch
        what = Plan(patch.splices, free=True)
    else:
        what = _plan(document, operation, terms)
        patch = Patch(what.splices)
    new = applied(document, patch, terms.salt)
    if len(new.source.encode()) > MAX_SOURCE_BYTES:
        raise Refused(Reason.BROKEN, "The email would have more than 1 MB. Take something out.")
    if not terms.bypass:
        _check_locks(document, new, operation, terms)
    check_form(document, new, closely=isinstance(operation, ReplaceSource | Insert | SetContent))
    if not what.free:
        _check_plan(document, new, what, operation)
    check_placement(document, new)
    return Done(new, Restore(turned(document, new, patch)), patch, touched(document, new, patch))


def _plan(document: Document, operation: Operation, terms: Terms) -> Plan:
    arranging = ARRANGING.get(type(operation))
    if arranging is not None:
        return arranging(document, operation)
    match operation:
        case SetAttributes():
            splices = set_attributes(document, operation)
        case SetContent():
            splices = set_content(document, operation)
        case SetHead():
            splices = set_head(document, operation)
            gone = {one.id for one in document.blocks if one.tag == f"mj-{operation.name}"}
            gone |= {one.id for one in document.blocks if one.tag == "title"}
            return plan(splices, gone=frozenset(gone if operation.value is None else ()))
        case SetDefaults():
            splices = set_defaults(document, operation)
        case SetCondition():
            splices = set_condition(document, operation, terms.declared)
        case SetLoop():
            splices = set_loop(document, operation, terms.declared)
        case SetLock():
            splices = set_lock(document, operation)
        case _:
            raise AssertionError(operation)
    return plan(splices)


def _replacing(document: Document, source: str) -> Patch:
    """The one splice from the first byte that differs to the last."""
    was = document.source
    most = min(len(was), len(source))
    start = _shared(was, source, most)
    end = _shared(was[start:][::-1], source[start:][::-1], most - start)
    splice = Splice(start, was[start : len(was) - end], source[start : len(source) - end])
    return named(document, reconcile(document, parse(source, document.format)), [splice])


def _shared(one: str, other: str, most: int) -> int:
    """How many characters at the start are the same, by halves."""
    low, high = 0, min(most, len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _check_locks(old: Document, new: Document, operation: Operation, terms: Terms) -> None:
    if isinstance(operation, SetLock):
        raise Refused(Reason.LOCKED, "Setting locks needs the permission for it.")
    if isinstance(operation, Move):
        lock = locks(old).get(operation.block, OPEN)
        if lock.level is not Level.FREE and old.source != new.source:
            block = old.by_id[operation.block]
            raise Refused(Reason.LOCKED, f"{subject(block)} is locked. It cannot be moved.")
    check_locks(old, new, terms.sizes)


def _check_plan(old: Document, new: Document, what: Plan, operation: Operation) -> None:
    """Blocks that the operation is not about must stand where they stood."""
    for block in old.blocks:
        now = new.by_id.get(block.id)
        if now is None and block.id not in what.gone:
            raise Refused(Reason.BROKEN, f"{subject(block)} would be lost in what is around it.")
        if now is not None and now.parent != block.parent and block.id not in what.moved:
            raise Refused(Reason.BROKEN, f"{subject(block)} would end up in another block.")
    added = new.by_id.keys() - old.by_id.keys()
    if added and old.format is Format.MJML and isinstance(operation, SetContent | SetAttributes):
        raise Refused(Reason.BROKEN, "A text cannot hold blocks of its own; insert them beside it.")
    if old.format is Format.MJML and isinstance(operation, Insert | Unwrap):
        around = {one.parent for name in added if (one := new.by_id[name]).parent}
        loose = loose_text(new, added | {name for name in around if name in new.by_id})
        if loose:
            raise Refused(Reason.PLACEMENT, loose)
        if isinstance(operation, Insert) and not added:
            raise Refused(Reason.BAD_VALUE, "What is inserted must be a block of its own.")


def touched(old: Document, new: Document, patch: Patch) -> frozenset[str]:
    """Blocks that came, went, moved, or whose own tag, text or condition changed."""
    found = {name for splice in patch.splices for _, name in splice.ids}
    found |= old.by_id.keys() ^ new.by_id.keys()
    for block in old.blocks:
        now = new.by_id.get(block.id)
        if now is not None and block.id not in found and not _same(old, block.id, new):
            found.add(block.id)
    return frozenset(found)


def _same(old: Document, name: str, new: Document) -> bool:
    was, now = old.by_id[name], new.by_id[name]
    if was.parent != now.parent or len(was.around) != len(now.around):
        return False
    if old.opening(was) != new.opening(now):
        return False
    if any(
        (one.name, one.expression) != (other.name, other.expression)
        for one, other in zip(was.around, now.around, strict=True)
    ):
        return False
    if was.children or now.children:
        return was.text == now.text
    return old.content(was) == new.content(now)
