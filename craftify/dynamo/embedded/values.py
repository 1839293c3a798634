"""Attribute values as PynamoDB sends them: `{"S": "text"}`, `{"N": "12"}`, `{"L": […]}` …

Inside the engine every value is *canonical*: numbers are written in one way and sets are sorted,
so that equality is `==`. Canonical values are never changed in place.
"""

import base64
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

import orjson

from craftify.dynamo.embedded import numbers
from craftify.dynamo.embedded.errors import ValidationError

Value: TypeAlias = dict[str, Any]
Item: TypeAlias = dict[str, Value]
MAX_DEPTH = 32  # levels, the attribute itself and a text in the innermost list included
SET_ELEMENT = {"SS": "S", "NS": "N", "BS": "B"}
TYPES = frozenset(["S", "N", "B", "SS", "NS", "BS", "M", "L", "BOOL", "NULL"])


def canonical_item(item: Mapping[str, Any]) -> Item:
    """A canonical copy of the attributes of a request; raises ValidationError."""
    return {name: canonical(value) for name, value in item.items()}


def canonical(value: Any, depth: int = 0) -> Value:
    """A canonical copy of one value; raises ValidationError."""
    if not isinstance(value, Mapping) or len(value) != 1:
        if isinstance(value, Mapping) and len(value) > 1:
            raise ValidationError(
                "Supplied AttributeValue has more than one datatypes set, must contain exactly "
                "one of the supported datatypes"
            )
        raise ValidationError(
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
        )
    ((kind, content),) = value.items()
    try:
        read = _READERS[kind]
    except KeyError:
        raise ValidationError(
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
        ) from None
    return {kind: read(content, depth)}


def _string(content: Any, _depth: int) -> str:
    if not isinstance(content, str):
        raise ValidationError("The value of a string attribute must be a string")
    return content


def _number(content: Any, _depth: int) -> str:
    if not isinstance(content, str):
        raise ValidationError("The value of a number attribute must be sent as a string")
    return numbers.canonical(content)


def _binary(content: Any, _depth: int) -> bytes:
    if not isinstance(content, bytes | bytearray):
        raise ValidationError("The value of a binary attribute must be bytes")
    return bytes(content)


def _boolean(content: Any, _depth: int) -> bool:
    if not isinstance(content, bool):
        raise ValidationError("The value of a BOOL attribute must be true or false")
    return content


def _null(content: Any, _depth: int) -> bool:
    if content is not True:
        raise ValidationError(
            "One or more parameter values were invalid: Null attribute value types must have "
            "the value of true"
        )
    return True


def _list(content: Any, depth: int) -> list[Value]:
    if not isinstance(content, list | tuple):
        raise ValidationError("The value of a list attribute must be a list")
    _check_depth(depth)
    return [canonical(element, depth + 1) for element in content]


def _map(content: Any, depth: int) -> Item:
    if not isinstance(content, Mapping):
        raise ValidationError("The value of a map attribute must be a map")
    _check_depth(depth)
    return {name: canonical(element, depth + 1) for name, element in content.items()}


def _check_depth(depth: int) -> None:
    if depth >= MAX_DEPTH - 1:
        raise ValidationError(
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested "
            "levels beyond supported limit"
        )


def _set_of(
    read: Callable[[Any, int], Any],
    empty: str,
    order: Callable[[Any], Any] | None = None,
) -> Callable[[Any, int], list[Any]]:
    def read_set(content: Any, depth: int) -> list[Any]:
        if not content:
            raise ValidationError(f"One or more parameter values were invalid: {empty}")
        elements = [read(element, depth) for element in content]
        if len(set(elements)) != len(elements):
            raise ValidationError(
                "One or more parameter values were invalid: Input collection "
                f"[{', '.join(map(str, elements))}] contains duplicates."
            )
        return sorted(elements, key=order)

    return read_set


_READERS: dict[str, Callable[[Any, int], Any]] = {
    "S": _string,
    "N": _number,
    "B": _binary,
    "BOOL": _boolean,
    "NULL": _null,
    "L": _list,
    "M": _map,
    # DynamoDB's own wording, odd spaces included.
    "SS": _set_of(_string, "An string set  may not be empty"),
    "NS": _set_of(_number, "An number set  may not be empty", Decimal),
    "BS": _set_of(_binary, "Binary sets should not be empty"),
}


def sorted_set(kind: str, elements: set[Any]) -> Value:
    """The canonical value of a set of strings, canonical numbers or bytes."""
    return {kind: sorted(elements, key=Decimal if kind == "NS" else None)}


def type_of(value: Value) -> str:
    """`"S"`, `"N"`, …"""
    return next(iter(value))


def comparable(value: Value) -> tuple[str, Any] | None:
    """The type and something that sorts, or None for a type that has no order."""
    ((kind, content),) = value.items()
    if kind == "N":
        return kind, Decimal(content)
    return (kind, content) if kind in {"S", "B"} else None


def item_size(item: Item) -> int:
    """Bytes as DynamoDB counts them ("DynamoDB item sizes and formats" in its guide)."""
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def value_size(value: Value) -> int:
    """Bytes of one value without its name."""
    ((kind, content),) = value.items()
    return _SIZES[kind](content)


_SIZES: dict[str, Callable[[Any], int]] = {
    "S": lambda text: len(text) if text.isascii() else len(text.encode()),
    "N": numbers.size,
    "B": len,
    "BOOL": lambda _: 1,
    "NULL": lambda _: 1,
    "SS": lambda texts: sum(len(text.encode()) for text in texts),
    "NS": lambda texts: sum(map(numbers.size, texts)),
    "BS": lambda blobs: sum(map(len, blobs)),
    "L": lambda elements: 3 + sum(1 + value_size(element) for element in elements),
    "M": lambda content: 3 + len(content) + item_size(content),
}


def pack(item: Item) -> bytes:
    """The bytes of a canonical item as they are stored: JSON, binaries in base64."""
    return orjson.dumps(item, default=_base64)


def unpack(data: bytes) -> Item:
    """The item of stored bytes."""
    item: Item = orjson.loads(data)
    return _item_with_bytes(item) if _may_have_bytes(data) else item


def unpack_all(data: bytes) -> list[Item]:
    """The items of a JSON array of stored bytes."""
    items: list[Item] = orjson.loads(data)
    return list(map(_item_with_bytes, items)) if _may_have_bytes(data) else items


def _may_have_bytes(data: bytes) -> bool:
    """A text that happens to hold these characters only costs a needless walk."""
    return b'{"B":"' in data or b'{"BS":[' in data


def _item_with_bytes(item: Item) -> Item:
    return {name: _with_bytes(value) for name, value in item.items()}


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _with_bytes(value: Value) -> Value:
    ((kind, content),) = value.items()
    match kind:
        case "B":
            return {"B": base64.b64decode(content)}
        case "BS":
            return {"BS": [base64.b64decode(element) for element in content]}
        case "L":
            return {"L": [_with_bytes(element) for element in content]}
        case "M":
            return {"M": {name: _with_bytes(element) for name, element in content.items()}}
        case _:
            return value
