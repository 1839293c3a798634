"""What can be done to a document, as plain values that go to JSON and come back checked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from .patches import Patch, Splice
from .refusals import Reason, Refused

Values = Mapping[str, str | None]  # None takes a value out


@dataclass(frozen=True, slots=True)
class Insert:
    """New blocks into `parent`, in front of its child `before`, or at its end."""

    parent: str
    before: str | None
    markup: str


@dataclass(frozen=True, slots=True)
class Move:
    """A block with its conditions and its lock to another place."""

    block: str
    parent: str
    before: str | None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A copy right behind the block; everything in it gets new ids."""

    block: str


@dataclass(frozen=True, slots=True)
class Delete:
    """A block with everything in it, and the conditions around nothing else."""

    block: str


@dataclass(frozen=True, slots=True)
class SetAttributes:
    """Values without their escaping, by attribute; in HTML also of single CSS properties.

    A name such as "style.color" is one declaration of the `style` attribute.
    """

    block: str
    values: Values


@dataclass(frozen=True, slots=True)
class SetContent:
    """The markup inside a block that holds no other blocks."""

    block: str
    content: str


@dataclass(frozen=True, slots=True)
class Wrap:
    """Neighbours, in their order, into a new "mj-wrapper", "mj-group", "mj-section" … or "div"."""

    blocks: tuple[str, ...]
    tag: str


@dataclass(frozen=True, slots=True)
class Unwrap:
    """A block gives way to what it holds."""

    block: str


@dataclass(frozen=True, slots=True)
class SetColumns:
    """A section (or group) with so many columns, each with its width; "" shares evenly.

    What stands in columns that go moves into the last that stays.
    """

    block: str
    widths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetHead:
    """`name` is "title", "preview" or "breakpoint"; `value` plain text; None takes it out."""

    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class SetDefaults:
    """The defaults of a component ("mj-text", "mj-all") or of a style class (".name")."""

    of: str
    values: Values


@dataclass(frozen=True, slots=True)
class SetCondition:
    """ "Show only if" around a block; an expression of Liquid, None takes it off."""

    block: str
    expression: str | None


@dataclass(frozen=True, slots=True)
class SetLoop:
    """ "Repeat for each" around a block: `item` names one of `items`; None takes it off."""

    block: str
    item: str
    items: str | None


@dataclass(frozen=True, slots=True)
class SetLock:
    """What may be done to a block, as `locks.Lock` writes it; None takes the lock off."""

    block: str
    lock: str | None


@dataclass(frozen=True, slots=True)
class ReplaceSource:
    """An edit in the code; ids are carried over."""

    source: str


@dataclass(frozen=True, slots=True)
class Restore:
    """What every operation's inverse is: exact splices."""

    patch: Patch


Operation = (
    Insert | Move | Duplicate | Delete | SetAttributes | SetContent | Wrap | Unwrap | SetColumns
    | SetHead | SetDefaults | SetCondition | SetLoop | SetLock | ReplaceSource | Restore
)  # fmt: skip

NAMES: Mapping[str, type[Operation]] = {
    "insert": Insert,
    "move": Move,
    "duplicate": Duplicate,
    "delete": Delete,
    "setAttributes": SetAttributes,
    "setContent": SetContent,
    "wrap": Wrap,
    "unwrap": Unwrap,
    "setColumns": SetColumns,
    "setHead": SetHead,
    "setDefaults": SetDefaults,
    "setCondition": SetCondition,
    "setLoop": SetLoop,
    "setLock": SetLock,
    "replaceSource": ReplaceSource,
    "restore": Restore,
}
_WORDS = {kind: name for name, kind in NAMES.items()}


def to_json(operation: Operation) -> dict[str, Any]:
    """An object of plain values, with the operation's name as `do`."""
    found = {field.name: _plain(getattr(operation, field.name)) for field in fields(operation)}
    return {"do": _WORDS[type(operation)], **found}


def _plain(value: object) -> object:
    if isinstance(value, Patch):
        splices = [[one.start, one.was, one.text, _pairs(one.ids)] for one in value.splices]
        return {"splices": splices, "kept": _pairs(value.kept)}
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def _pairs(pairs: tuple[tuple[int, str], ...]) -> list[list[object]]:
    return [list(pair) for pair in pairs]


def from_json(value: object) -> Operation:
    """The reverse of `to_json`. Raises Refused for anything else, saying what is wrong."""
    if not isinstance(value, dict):
        raise _bad("An operation is an object with its name as “do”.")
    kind = NAMES.get(str(value.get("do")))
    if kind is None:
        raise _bad(f"There is no operation “{str(value.get('do'))[:40]}”; use {_either(NAMES)}.")
    hints = get_type_hints(kind)
    unknown = [str(name)[:40] for name in value if name != "do" and name not in hints]
    if unknown:
        raise _bad(f"“{value['do']}” has no “{unknown[0]}”; it has {_either(hints)}.")
    made: dict[str, Any] = {}
    for name, hint in hints.items():
        says, check = _CHECKS[hint]
        if name not in value or not check(value[name]):
            raise _bad(f"“{name}” of “{value['do']}” must be {says}.")
        made[name] = _read(value[name], hint)
    return kind(**made)


def _either(names: Mapping[str, object]) -> str:
    return ", ".join(names)


def _bad(sentence: str) -> Refused:
    return Refused(Reason.BAD_VALUE, sentence)


def _text(value: object) -> bool:
    """Text that can be stored: no half of a character."""
    return isinstance(value, str) and not any("\ud800" <= sign <= "\udfff" for sign in value)


def _optional(value: object) -> bool:
    return value is None or _text(value)


def _texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(_text(one) for one in value)


def _values(value: object) -> bool:
    return isinstance(value, dict) and all(
        _text(name) and _optional(one) for name, one in value.items()
    )


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _named(value: object) -> bool:
    return isinstance(value, list | tuple) and all(
        isinstance(pair, list | tuple) and len(pair) == 2 and _number(pair[0]) and _text(pair[1])
        for pair in value
    )


def _splice(value: object) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) == 4
        and _number(value[0])
        and _text(value[1])
        and _text(value[2])
        and _named(value[3])
    )


def _patch(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"splices", "kept"}
        and isinstance(value["splices"], list | tuple)
        and all(_splice(one) for one in value["splices"])
        and _named(value["kept"])
    )


_CHECKS: Mapping[object, tuple[str, Callable[[object], bool]]] = {
    str: ("text", _text),
    str | None: ("text or null", _optional),
    tuple[str, ...]: ("a list of texts", _texts),
    Values: ("an object of texts or nulls", _values),
    Patch: ("splices as an inverse has them", _patch),
}


def _read(value: Any, hint: object) -> object:
    if hint is Patch:
        splices = (Splice(a, b, c, _tuples(ids)) for a, b, c, ids in value["splices"])
        return Patch(tuple(splices), _tuples(value["kept"]))
    return tuple(value) if isinstance(value, list) else value


def _tuples(pairs: Any) -> tuple[tuple[int, str], ...]:
    return tuple((offset, name) for offset, name in pairs)
