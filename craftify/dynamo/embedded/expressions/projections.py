"""Parts of items: what a ProjectionExpression or `UPDATED_NEW` shows."""

from collections.abc import Iterable
from itertools import combinations
from typing import Any

from craftify.dynamo.embedded.errors import ValidationError
from craftify.dynamo.embedded.expressions.scope import RealPath
from craftify.dynamo.embedded.values import Item, Value


def check_apart(kind: str, paths: Iterable[RealPath]) -> None:
    """Raises ValidationError when one path contains another, or takes a list for a map."""
    for one, two in combinations(paths, 2):
        for first, second in zip(one, two, strict=False):
            if first != second:
                if isinstance(first, str) != isinstance(second, str):
                    raise _clash(kind, "conflict", one, two)
                break
        else:
            raise _clash(kind, "overlap", one, two)


def _clash(kind: str, verb: str, one: RealPath, two: RealPath) -> ValidationError:
    return ValidationError(
        f"Invalid {kind}: Two document paths {verb} with each other; must remove or rewrite one "
        f"of these paths; path one: {_shown(one)}, path two: {_shown(two)}"
    )


def _shown(path: RealPath) -> str:
    return f"[{', '.join(f'[{part}]' if isinstance(part, int) else part for part in path)}]"


def project(item: Item, paths: Iterable[RealPath]) -> Item:
    """The parts of the item at these paths, in the maps and lists that lead to them."""
    wanted: dict[Any, Any] = {}
    for path in paths:
        branch = wanted
        for part in path[:-1]:
            branch = branch.setdefault(part, {})
        branch[path[-1]] = None
    return _of_map(item, wanted)


def _of_map(content: Item, wanted: dict[Any, Any]) -> Item:
    shown = {}
    for name, deeper in wanted.items():
        part = _of_value(content.get(name), deeper)
        if part is not None:
            shown[name] = part
    return shown


def _of_value(value: Value | None, wanted: dict[Any, Any] | None) -> Value | None:
    if value is None or wanted is None:
        return value
    if "M" in value:
        inner = _of_map(value["M"], wanted)
        return {"M": inner} if inner else None
    elements = value.get("L", [])
    parts = [
        _of_value(elements[at], wanted[at])
        for at in sorted(at for at in wanted if isinstance(at, int) and at < len(elements))
    ]
    found = [part for part in parts if part is not None]
    return {"L": found} if found else None
