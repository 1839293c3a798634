"""What must hold for every document that an operation makes."""

from collections import Counter
from collections.abc import Iterator, Set

from templates_app.rendering.formats import Format
from templates_app.rendering.mjml import prepare
from templates_app.rendering.problems import Problem, Severity
from templates_app.rendering.reading import Reading
from templates_app.rendering.syntax import check

from .blocks import Block, Document
from .contents import own_source
from .kinds import CELL_PARENT, CONTAINERS, MJML_KINDS, PLACES, ROW_PARENT
from .refusals import Reason, Refused
from .sentences import subject, the
from .units import LOCK

_ANYWHERE = frozenset({"mj-attributes", "mj-class"})  # these hold any component
_ONCE = frozenset({"mj-body", "mj-head", "body", "head", "mjml", "html"})
_HTML_PLACES = {"tr": ROW_PARENT, "td": CELL_PARENT, "th": CELL_PARENT}


def misplaced(document: Document) -> dict[str, str]:
    """Blocks that stand where they may not, each with a sentence."""
    found = _misplaced_mjml if document.format is Format.MJML else _misplaced_html
    said = dict(found(document))
    seen: set[str] = set()
    for block in document.blocks:
        if block.tag in _ONCE and block.tag in seen:
            said[block.id] = f"An email has one {block.kind}; this would be the second."
        seen.add(block.tag)
    if document.format is Format.MJML and "mj-body" not in seen:
        said[""] = "An MJML email needs an <mj-body> in an <mjml>."
    return said


def may_stand(tag: str, parent: str | None) -> bool:
    """By the table of MJML's validator; what a default sets may be any component."""
    if parent is None:
        return tag == "mjml"
    if parent in _ANYWHERE:
        return tag in MJML_KINDS
    return tag in PLACES.get(parent, frozenset())


def _misplaced_mjml(document: Document) -> Iterator[tuple[str, str]]:
    for block in document.blocks:
        parent = document.by_id[block.parent] if block.parent else None
        if not may_stand(block.tag, parent.tag if parent else None):
            yield block.id, _sentence(block, parent)


def _sentence(block: Block, parent: Block | None) -> str:
    holders = sorted(MJML_KINDS[name] for name, held in PLACES.items() if block.tag in held)
    where = f"directly in {the(parent)}" if parent else "outside of the email"
    then = f" It goes into a {' or '.join(holders)}." if holders else ""
    return f"{subject(block)} cannot stand {where}.{then}"


def _misplaced_html(document: Document) -> Iterator[tuple[str, str]]:
    for block in document.blocks:
        parent = document.by_id[block.parent] if block.parent else None
        tag = parent.tag if parent else ""
        wanted = _HTML_PLACES.get(block.tag)
        if wanted is not None and tag not in wanted:
            then = f"It goes into a {'row' if block.tag != 'tr' else 'table'}."
            yield block.id, f"{subject(block)} cannot stand {_in(parent)}. {then}"
        elif (tag == "tr" and block.tag not in {"td", "th"}) or (
            tag == "table" and block.tag != "tr"
        ):
            yield block.id, f"{subject(block)} cannot stand {_in(parent)}. It goes into a cell."


def _in(parent: Block | None) -> str:
    return f"directly in {the(parent)}" if parent else "by itself"


def loose_text(document: Document, names: Set[str]) -> str | None:
    """The first of some blocks that arranges others and yet holds text, said in a sentence."""
    for name in names:
        block = document.by_id[name]
        if block.tag in CONTAINERS and block.tag.startswith("mj"):
            own = own_source(document, block)
            if _outside_of_liquid(own):
                return f"{subject(block)} holds text outside of its blocks; put it in a text."
    return None


def _outside_of_liquid(own: str) -> bool:
    reading = Reading.of(LOCK.sub("", own))
    at, parts = 0, []
    for piece in reading.pieces:
        parts.append(reading.source[at : piece.start])
        at = piece.end
    parts.append(reading.source[at:])
    text = "".join(parts)
    for raw in ("<mj-raw>", "</mj-raw>"):
        text = text.replace(raw, "")
    while "<!--" in text:
        before, _, rest = text.partition("<!--")
        text = before + rest.partition("-->")[2]
    return text.strip() != ""


def check_placement(old: Document, new: Document) -> None:
    """Raises Refused for a block that stands where it may not and did not before."""
    now = misplaced(new)
    if not now:
        return
    before = misplaced(old)
    for name, sentence in now.items():
        moved = name in old.by_id and name in new.by_id and _above(old, name) != _above(new, name)
        if name not in before or moved:
            raise Refused(Reason.PLACEMENT, sentence)


def _above(document: Document, name: str) -> str | None:
    return document.by_id[name].parent


def check_form(old: Document, new: Document, *, closely: bool) -> None:
    """Raises Refused for anything broken that was not broken before.

    `closely` where an author's own markup came in.
    """
    worse = _new_problems(old.problems, new.problems)
    if not worse and "{" in new.source:
        worse = check(new.source)
        worse = _new_problems(check(old.source), worse) if worse else ()
    if not worse and closely and new.format is Format.MJML:
        worse = _errors(new)
        worse = _new_problems(_errors(old), worse) if worse else ()
    if worse:
        raise Refused(Reason.BROKEN, worse[0].message)


def _errors(document: Document) -> tuple[Problem, ...]:
    prepared = prepare(Reading.of(document.source), drop_preview=False)
    return tuple(one for one in prepared.problems if one.severity is Severity.ERROR)


def _new_problems(before: tuple[Problem, ...], after: tuple[Problem, ...]) -> tuple[Problem, ...]:
    known = Counter(one.message for one in before)
    worse = []
    for one in after:
        known[one.message] -= 1
        if known[one.message] < 0:
            worse.append(one)
    return tuple(worse)
