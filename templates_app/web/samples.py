"""What the sample data holds for a variable. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from templates_app.rendering.variables import Variable

_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Filled:
    """A variable with its value in the sample data, as text."""

    variable: Variable
    value: str
    is_missing: bool


def filled(variables: tuple[Variable, ...], sample: Mapping[str, Any]) -> tuple[Filled, ...]:
    """Each variable with its value; of a list's items the first one's."""
    return tuple(_filled(variable, sample) for variable in variables)


def _filled(variable: Variable, sample: Mapping[str, Any]) -> Filled:
    found: Any = sample
    for part in variable.name.replace("[]", ".[]").split("."):
        if part == "[]" and isinstance(found, list) and found:
            found = found[0]
        elif isinstance(found, Mapping) and part in found:
            found = found[part]
        else:
            found = _NOTHING
            break
    return Filled(variable, "" if found is _NOTHING else _words(found), found is _NOTHING)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return f"{len(value)} item{'' if len(value) == 1 else 's'}"
    return "" if value is None else str(value)
