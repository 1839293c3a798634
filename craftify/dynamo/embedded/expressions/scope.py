"""The names and values that come with a request's expressions."""

from collections.abc import Mapping
from typing import Any

from craftify.dynamo.embedded.errors import ValidationError
from craftify.dynamo.embedded.expressions.nodes import Literal, Path
from craftify.dynamo.embedded.expressions.parser import Parsed
from craftify.dynamo.embedded.values import Item, Value, canonical

RealPath = tuple[str | int, ...]


class Scope:
    """ExpressionAttributeNames and ExpressionAttributeValues, and which of them were used."""

    def __init__(self, request: Mapping[str, Any]) -> None:
        self._names: Mapping[str, str] = request.get("ExpressionAttributeNames") or {}
        given: Mapping[str, Any] = request.get("ExpressionAttributeValues") or {}
        self.values: dict[str, Value] = {name: _value(name, value) for name, value in given.items()}
        self._used: set[str] = set()

    def admit(self, parsed: Parsed[Any]) -> None:
        """Raises ValidationError when the expression uses what was not given."""
        for name in parsed.names:
            if name not in self._names:
                raise ValidationError(
                    f"Invalid {parsed.kind}: An expression attribute name used in the document "
                    f"path is not defined; attribute name: {name}"
                )
        for name in parsed.values:
            if name not in self.values:
                raise ValidationError(
                    f"Invalid {parsed.kind}: An expression attribute value used in expression is "
                    f"not defined; attribute value: {name}"
                )
        self._used |= parsed.names | parsed.values

    def check_all_used(self) -> None:
        """Raises ValidationError when something was given that no expression uses."""
        for kind, given in (("Names", self._names), ("Values", self.values)):
            unused = [name for name in given if name not in self._used]
            if unused:
                raise ValidationError(
                    f"Value provided in ExpressionAttribute{kind} unused in expressions: keys: "
                    f"{{{', '.join(unused)}}}"
                )

    def real(self, path: Path) -> RealPath:
        """The path with its names put in."""
        names = self._names
        return tuple(
            names[part] if isinstance(part, str) and part[0] == "#" else part for part in path.parts
        )

    def look_up(self, item: Item, path: Path) -> Value | None:
        """What stands at the path, or None."""
        return at(item, self.real(path))

    def literal(self, literal: Literal) -> Value:
        """The value of a `:v`."""
        return self.values[literal.name]


def at(item: Item, path: RealPath) -> Value | None:
    """What stands at a path of an item, or None."""
    found = item.get(path[0])  # type: ignore[arg-type]  # a path begins with a name
    for part in path[1:]:
        if found is None:
            return None
        if isinstance(part, str):
            found = found["M"].get(part) if "M" in found else None
        else:
            elements = found.get("L", ())
            found = elements[part] if part < len(elements) else None
    return found


def _value(name: str, value: Any) -> Value:
    try:
        return canonical(value)
    except ValidationError as error:
        raise ValidationError(
            f"ExpressionAttributeValues contains invalid value: {error.message} for key {name}"
        ) from error
