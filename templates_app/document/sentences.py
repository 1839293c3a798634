"""What changed in one block, in sentences for people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .blocks import Around, Block, Document
from .contents import Content, Part, content_of, own_source
from .labels import file_name, quoted, shortened
from .looks import COLOUR, looks, name_of
from .words import Mark, Words, words

_WHOLE = 80  # characters of a text that is said whole
_SHOWN = 200  # characters of an address or a value in a sentence


class What(StrEnum):
    """Which side of a block changed."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    TEXT = "text"
    LINK = "link"
    IMAGE = "image"
    DESCRIPTION = "description"
    COLOUR = "colour"
    LOOK = "look"
    CONDITION = "condition"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `block_id` is a block of the later document, unless it was removed.

    `words` are both texts in one, for a changed text; else ().
    """

    what: What
    block_id: str
    label: str
    sentence: str
    words: tuple[Words, ...] = ()


def the(block: Block) -> str:
    """The block inside a sentence: a number is a name, so it goes without an article."""
    return block.label if block.label[-1].isdigit() else f"the {block.label}"


def subject(block: Block) -> str:
    """The block at the start of a sentence."""
    name = the(block)
    return f"{name[0].upper()}{name[1:]}"


def changed(old: Document, before: Block, new: Document, block: Block) -> Iterator[Change]:
    """What is different about a block that both documents have, but for its place."""
    if before.around != block.around:
        yield from _condition(before, block)
    if old.opening(before) != new.opening(block):
        yield from _attributes(before, block)
    if own_source(old, before) != own_source(new, block):
        yield from _content(before, block, content_of(old, before), content_of(new, block))


def _condition(before: Block, block: Block) -> Iterator[Change]:
    was, now = described(before.around), described(block.around)
    if was == now:  # only their places in the source differ
        return
    if not was:
        sentence = f"{subject(block)} is now {now}."
    elif not now:
        sentence = f"{subject(block)} is no longer {was}."
    else:
        sentence = f"{subject(block)} is {now} instead of {was}."
    yield Change(What.CONDITION, block.id, block.label, sentence)


_CONDITIONS = {
    "if": "shown only if {}",
    "unless": "shown unless {}",
    "elsif": "shown otherwise, if {}",
    "else": "shown in the other case",
    "case": "shown by {}",
    "when": "shown when it is {}",
    "for": "repeated for each {}",
    "tablerow": "repeated in a table for each {}",
}


def described(around: Sequence[Around]) -> str:
    return " and ".join(_CONDITIONS[one.name].format(one.expression) for one in around)


def _attributes(before: Block, block: Block) -> Iterator[Change]:
    yield from _link(block, before.value("href") or "", block.value("href") or "")
    yield from _image(block, before.value("src") or "", block.value("src") or "")
    yield from _description(block, before.value("alt"), block.value("alt"))
    was, now = looks(before), looks(block)
    for name in (*now, *(name for name in was if name not in now)):
        if was.get(name) != now.get(name):
            what = What.COLOUR if COLOUR.search(name) else What.LOOK
            had = (f"has the {name_of(name)}", f"no longer has the {name_of(name)}")
            sentence = _instead(subject(block), had, was.get(name), now.get(name))
            yield Change(what, block.id, block.label, sentence)


def _instead(who: str, verbs: tuple[str, str], was: str | None, now: str | None) -> str:
    """`verbs` say that it is so, and that it is no longer so."""
    verb, no_longer = verbs
    if now is None:
        return f"{who} {no_longer} {shortened(was or '', _SHOWN)}".rstrip() + "."
    value = shortened(now, _SHOWN)
    if was is None:
        return f"{who} now {verb} {value}".rstrip() + "."
    return f"{who} {verb} {value or 'nothing'} instead of {shortened(was, _SHOWN) or 'nothing'}."


def _link(block: Block, was: str, now: str, who: str = "") -> Iterator[Change]:
    if was != now:
        verbs = ("links to", "no longer links to")
        sentence = _instead(who or subject(block), verbs, was or None, now or None)
        yield Change(What.LINK, block.id, block.label, sentence)


def _image(block: Block, was: str, now: str, who: str = "") -> Iterator[Change]:
    if was == now:
        return
    names = file_name(was), file_name(now)
    if names[0] == names[1]:  # the same file elsewhere
        names = was, now
    verbs = ("shows", "no longer shows")
    sentence = _instead(
        who or subject(block), verbs, names[0] if was else None, names[1] if now else None
    )
    yield Change(What.IMAGE, block.id, block.label, sentence)


def _description(block: Block, was: str | None, now: str | None) -> Iterator[Change]:
    if (was or "") == (now or ""):
        return
    source = block.value("src") or ""
    who = f"The {block.kind} {file_name(source)}" if source else subject(block)
    if not now:
        sentence = f"{who} is no longer described as {quoted(was or '')}."
    elif not was:
        sentence = f"{who} is now described as {quoted(now)}."
    else:
        sentence = f"{who} is described as {quoted(now)} instead of {quoted(was)}."
    yield Change(What.DESCRIPTION, block.id, block.label, sentence)


def _content(before: Block, block: Block, was: Content, now: Content) -> Iterator[Change]:
    said = False
    if before.text != block.text:
        said = True
        runs = words(before.text, block.text)
        yield Change(What.TEXT, block.id, block.label, _text(before, block, runs), runs)
    for old, new in _paired(was.links, now.links):
        name = (new or old or Part("", "")).words
        who = f"The link {quoted(name)} in {the(block)}" if name else ""
        for change in _link(block, old.address if old else "", new.address if new else "", who):
            said = True
            yield change
    for old, new in _paired(was.images, now.images):
        who = f"The image {quoted((new or old or Part('', '')).words)} in {the(block)}"
        address = old.address if old else "", new.address if new else ""
        for change in _image(block, *address, who):
            said = True
            yield change
    if not said and was.markup != now.markup:
        yield _markup(block)


def _markup(block: Block) -> Change:
    if block.children:
        sentence = f"Something between the blocks of {the(block)} changed, such as a comment."
        return Change(What.OTHER, block.id, block.label, sentence)
    if block.kind in {"HTML", "style sheet"}:
        sentence = f"{subject(block)} changed."
    else:
        sentence = f"The formatting of {the(block)} changed."
    return Change(What.LOOK, block.id, block.label, sentence)


def _text(before: Block, block: Block, runs: tuple[Words, ...]) -> str:
    if block.kind == "style sheet":
        return "A style sheet changed."
    if not block.text:
        return f"{subject(before)} is now empty."
    if not before.text:
        return f"The {block.kind} now reads “{shortened(block.text, _WHOLE)}”."
    if max(len(before.text), len(block.text)) <= _WHOLE:
        return f"The {block.kind} reads “{block.text}” instead of “{before.text}”."
    return _part_of_text(block, runs)


def _part_of_text(block: Block, runs: tuple[Words, ...]) -> str:
    gone = " ".join(run.text.strip() for run in runs if run.mark is Mark.REMOVED)
    came = " ".join(run.text.strip() for run in runs if run.mark is Mark.ADDED)
    places = _places(runs)
    if places > 1 or max(len(gone), len(came)) > _WHOLE:
        where = "in one place" if places == 1 else f"in {places} places"
        return f"{subject(block)} reads differently {where}."
    if not came:
        return f"“{gone}” was taken out of {the(block)}."
    if not gone:
        return f"“{came}” was added to {the(block)}."
    return f"In {the(block)}, “{gone}” became “{came}”."


def _places(runs: tuple[Words, ...]) -> int:
    count, changing = 0, False
    for run in runs:
        count += run.mark is not Mark.SAME and not changing
        changing = run.mark is not Mark.SAME
    return count


def _paired(old: Sequence[Part], new: Sequence[Part]) -> Iterator[tuple[Part | None, Part | None]]:
    """Parts with the same words belong together; then those that are left, in order."""
    left = list(old)
    alone: list[Part] = []
    for part in new:
        match = next((one for one in left if one == part), None) or next(
            (one for one in left if one.words == part.words), None
        )
        if match is None:
            alone.append(part)
        else:
            left.remove(match)
            yield match, part
    for number in range(max(len(left), len(alone))):
        yield (
            left[number] if number < len(left) else None,
            alone[number] if number < len(alone) else None,
        )
