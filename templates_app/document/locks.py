"""Locks on blocks: what an edit may change, checked by comparing before and after.

A lock stands in the source as a Liquid comment in front of its block,

    {% comment %}lock: content max=80 image=600x300{% endcomment %}

which the compiler takes out of MJML and merging out of HTML. What is in a block has its lock,
unless it has one of its own ("free" opens a part of what is locked).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import unescape

from templates_app.rendering.markup import Tag, tokens
from templates_app.rendering.pieces import mask, scan

from .blocks import Block, Document
from .contents import own_source
from .operations import SetLock
from .patches import Splice
from .refusals import Reason, Refused
from .sentences import subject
from .units import LOCK_OPENING, found, lock_comment

Sizes = Mapping[str, tuple[int, int]]  # an image's address → its width and height in pixels


class Level(StrEnum):
    """What may be done: everything; text and image; nothing."""

    FREE = "free"
    CONTENT = "content"
    FIXED = "fixed"


_VALUE = re.compile(
    r"\s*(?P<level>free|content|fixed)"
    r"(?:\s+max=(?P<most>[1-9]\d{0,4}))?(?:\s+image=(?P<w>[1-9]\d{0,3})x(?P<h>[1-9]\d{0,3}))?\s*"
)
# What a text that is open for its content may gain; all of the rest is style.
_PLAIN_TAGS = frozenset(
    {"a", "b", "br", "em", "i", "li", "ol", "p", "s", "strong", "sub", "sup", "u", "ul"}
)
_CONTENT_NAMES = frozenset({"alt", "href", "src", "title"})
_TAGS = re.compile(r"<[a-zA-Z/!][^>]*>")


@dataclass(frozen=True, slots=True)
class Lock:
    """`most` characters of text; `image` is the least size in pixels, and its proportions."""

    level: Level
    most: int | None = None
    image: tuple[int, int] | None = None

    def __str__(self) -> str:
        most = f" max={self.most}" if self.most else ""
        image = f" image={self.image[0]}x{self.image[1]}" if self.image else ""
        return f"{self.level}{most}{image}"

    @classmethod
    def parse(cls, text: str) -> "Lock | None":
        """None for what is no lock."""
        match = _VALUE.fullmatch(text)
        if match is None:
            return None
        image = (int(match["w"]), int(match["h"])) if match["w"] else None
        return cls(Level(match["level"]), int(match["most"]) if match["most"] else None, image)


OPEN = Lock(Level.FREE)
_STRICTEST = Lock(Level.FIXED)


def own_locks(document: Document) -> dict[str, Lock]:
    """The locks that stand in front of blocks, by block id. What cannot be read is fixed."""
    if LOCK_OPENING not in document.source:
        return {}
    found = ((block.id, lock_comment(document, block)) for block in document.blocks)
    return {one: Lock.parse(match["value"]) or _STRICTEST for one, match in found if match}


def locks(document: Document) -> dict[str, Lock]:
    """The lock that counts for each block, its own or that of what it stands in.

    Limits of an outer lock do not go to the blocks in it.
    """
    own = own_locks(document)
    counted: dict[str, Lock] = {}
    if not own:
        return counted
    for block in document.blocks:
        above = counted.get(block.parent or "", OPEN)
        counted[block.id] = own.get(block.id) or Lock(above.level)
    return counted


def set_lock(document: Document, operation: SetLock) -> list[Splice]:
    block = found(document, operation.block)
    if block.parent is None:
        raise Refused(Reason.NOT_HERE, "Lock the parts of the email, not the whole of it.")
    comment = lock_comment(document, block)
    text = ""
    if operation.lock is not None:
        lock = Lock.parse(operation.lock)
        if lock is None:
            raise Refused(
                Reason.BAD_VALUE,
                "A lock is free, content or fixed, and may say max=80 and image=600x300.",
            )
        text = f"{LOCK_OPENING} {lock}{{% endcomment %}}"
    start = comment.start() if comment else block.start
    was = document.source[start : block.start]
    return [] if was == text else [Splice(start, was, text)]


def check_locks(old: Document, new: Document, sizes: Sizes) -> None:
    """Raises Refused when an edit changed what a lock holds."""
    before = locks(old)
    after = own_locks(new)
    own = own_locks(old)
    if not before and not after:
        return
    for name, lock in after.items():
        if own.get(name) != lock:
            raise _held(new.by_id[name], "gets a lock", "Setting locks needs the permission for it")
    for block in old.blocks:
        lock = before.get(block.id, OPEN)
        if block.id in own and block.id in new.by_id and own[block.id] != after.get(block.id):
            raise _held(block, "is locked", "Its lock cannot be taken off here")
        above = before.get(block.parent or "", OPEN)
        if lock.level is not Level.FREE or above.level is not Level.FREE:
            _check_place(old, new, block)
        if lock.level is not Level.FREE:
            _check_block(old, new, block, lock)
        if block.id in new.by_id and block.id in own:
            _check_limits(old, new, block, lock, sizes)
    _check_order(old, new, own)


def _held(block: Block, what: str, then: str) -> Refused:
    return Refused(Reason.LOCKED, f"{subject(block)} {what}. {then}.")


def _check_place(old: Document, new: Document, block: Block) -> None:
    now = new.by_id.get(block.id)
    if now is None:
        raise _held(block, "is locked", "It cannot be taken out")
    if now.parent != block.parent:
        raise _held(block, "is locked", "It cannot be moved")
    if _arounds(block) != _arounds(now):
        raise _held(block, "is locked", "Its conditions cannot be changed")


def _arounds(block: Block) -> list[tuple[str, str]]:
    return [(one.name, one.expression) for one in block.around]


def _check_block(old: Document, new: Document, block: Block, lock: Lock) -> None:
    now = new.by_id[block.id]
    if block.children != now.children:
        raise _held(block, "is locked", "Nothing in it can be added, moved or taken out")
    was, own = _words(old, block), _words(new, now)
    if lock.level is Level.FIXED:
        if was != own or old.opening(block) != new.opening(now):
            raise _held(block, "is fixed", "It cannot be changed")
        return
    if _style(block) != _style(now):
        raise _held(block, "is open for its content only", "Its look cannot be changed")
    if block.tag == "mj-raw" and was != own:
        raise _held(block, "is HTML in a locked place", "It cannot be changed")
    if not _marks(own) <= _marks(was) | {(tag, ()) for tag in _PLAIN_TAGS}:
        raise _held(
            block,
            "is open for its content only",
            "Its text takes no styles; paste it as plain text",
        )


def _words(document: Document, block: Block) -> str:
    return " ".join(own_source(document, block).split())


def _style(block: Block) -> list[tuple[str, str]]:
    """The attributes apart from what counts as content."""
    return [(one.name, one.value) for one in block.attributes if one.name not in _CONTENT_NAMES]


def _marks(markup: str) -> set[tuple[str, tuple[tuple[str, str], ...]]]:
    """The tags of a text with their styling."""
    masked = mask(markup, scan(markup).pieces)
    return {
        (tag.name, _styling(markup, tag))
        for tag in tokens(masked)
        if isinstance(tag, Tag) and not tag.closing
    }


def _styling(markup: str, tag: Tag) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.name, markup[one.value_start : one.value_end])
        for one in tag.attributes
        if one.name not in _CONTENT_NAMES
    )


def _check_limits(old: Document, new: Document, block: Block, lock: Lock, sizes: Sizes) -> None:
    now = new.by_id[block.id]
    inside = list(new.within(now))
    if lock.most is not None:
        text = " ".join(_read(one.text) for one in inside if one.text)
        before = " ".join(_read(one.text) for one in old.within(block) if one.text)
        if len(text) > lock.most and text != before:
            raise Refused(
                Reason.TOO_LONG,
                f"{subject(now)} has {len(text)} characters; the most is {lock.most}.",
            )
    if lock.image is not None:
        known = {one.value("src") for one in old.within(block)}
        new_ones = {one.value("src") for one in inside} - known
        _check_images(now, lock.image, new_ones, sizes)


def _check_images(
    block: Block, least: tuple[int, int], addresses: Iterable[str | None], sizes: Sizes
) -> None:
    width, height = least
    for address in addresses:
        if address is None:
            continue
        size = sizes.get(address)
        # Half a pixel of rounding on each side; larger ones may be scaled down.
        fits = size is not None and size[0] >= width and _alike(size, least)
        if not fits:
            is_now = f"this one has {size[0]} × {size[1]}" if size else "its size is not known here"
            raise Refused(
                Reason.IMAGE_SIZE,
                f"{subject(block)} takes an image of {width} × {height} pixels, or "
                f"larger in the same shape; {is_now}.",
            )


def _alike(size: tuple[int, int], least: tuple[int, int]) -> bool:
    """Whether scaled down to the width it has the height, to the pixel."""
    return abs(size[1] * least[0] / size[0] - least[1]) <= 1


def _read(text: str) -> str:
    return unescape(_TAGS.sub("", text))


def _check_order(old: Document, new: Document, own: Mapping[str, Lock]) -> None:
    """Locked blocks keep their order among one another."""
    for block in old.blocks:
        locked = [one for one in block.children if own.get(one, OPEN).level is not Level.FREE]
        if locked and block.id in new.by_id:
            now = [one for one in new.by_id[block.id].children if one in locked]
            if now != locked:
                raise _held(old.by_id[locked[0]], "is locked", "It cannot be moved")
