"""What a table is: its key, its indexes, and how items turn into rows of the file.

The bytes of a row's key sort as DynamoDB orders items: a hash of the partition key first (scan
order and segments), then the partition key, then the sort key; an index adds the key of the
item, which keeps items with equal index keys apart. Each part ends itself, so every condition on
a sort key is one range of bytes.
"""

import dataclasses
import functools
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from craftify.dynamo.embedded import numbers
from craftify.dynamo.embedded.errors import ValidationError
from craftify.dynamo.embedded.values import Item, Value, type_of, value_size

MAX_HASH_KEY_BYTES = 2048
MAX_SORT_KEY_BYTES = 1024


@dataclass(frozen=True)
class KeyAttribute:
    """An attribute that is part of a key; `type` is S, N or B."""

    name: str
    type: str


@dataclass(frozen=True)
class Index:
    """A secondary index. `projection` is ALL, KEYS_ONLY or INCLUDE; `id` names its rows."""

    id: int
    name: str
    hash: KeyAttribute
    sort: KeyAttribute | None
    is_global: bool
    projection: str
    include: tuple[str, ...] = ()

    @functools.cached_property
    def key(self) -> tuple[KeyAttribute, ...]:
        """The attributes of the index's key."""
        return (self.hash,) if self.sort is None else (self.hash, self.sort)

    @property
    def keeps_copy(self) -> bool:
        """Whether rows hold what they project; otherwise they point at the item.

        A list of cards must not read the big attributes of its items; a full projection need
        not be stored twice.
        """
        return self.is_global and self.projection != "ALL"

    def fits(self, item: Item) -> bool:
        """Whether the key attributes that the item has are of the right types and sizes."""
        try:
            for place, part in enumerate(self.key):
                if part.name in item:
                    _check_index_key(self, part, item[part.name], is_sort=place == 1)
        except ValidationError:
            return False
        return True

    def holds(self, item: Item) -> bool:
        """Whether the item has every key attribute of this sparse index."""
        return all(part.name in item for part in self.key)


@dataclass(frozen=True)
class Table:
    """A table as CreateTable described it; `definition` is what DescribeTable gives back."""

    id: int
    name: str
    hash: KeyAttribute
    sort: KeyAttribute | None
    indexes: tuple[Index, ...]
    ttl: str | None
    definition: dict[str, Any] = dataclasses.field(hash=False)

    @functools.cached_property
    def key(self) -> tuple[KeyAttribute, ...]:
        """The attributes of the primary key."""
        return (self.hash,) if self.sort is None else (self.hash, self.sort)

    @functools.cached_property
    def key_names(self) -> frozenset[str]:
        """The names of the primary key's attributes."""
        return frozenset(part.name for part in self.key)

    def index(self, name: str) -> Index:
        """The index of that name; raises ValidationError."""
        for index in self.indexes:
            if index.name == name:
                return index
        raise ValidationError(f"The table does not have the specified index: {name}")

    def row_key(self, key: Item) -> bytes:
        """The row of an item, from its key or the whole item; the types were checked."""
        return key_bytes(self.key, key)

    def index_row_key(self, index: Index, item: Item) -> bytes:
        """The index row of an item that the index holds."""
        return key_bytes(index.key, item) + self.row_key(item)

    def projected(self, index: Index, item: Item) -> Item:
        """What the index shows of an item."""
        if index.projection == "ALL":
            return item
        shown = self.key_names.union(index.include, (part.name for part in index.key))
        return {name: value for name, value in item.items() if name in shown}

    def checked_key(self, key: Item) -> Item:
        """The canonical key of a request; raises ValidationError when it is not the schema's."""
        if len(key) != len(self.key):
            raise ValidationError("The provided key element does not match the schema")
        for part in self.key:
            value = key.get(part.name)
            if value is None or type_of(value) != part.type:
                raise ValidationError("The provided key element does not match the schema")
        self._check_key_values(key)
        return key

    def check_item(self, item: Item) -> None:
        """Raises ValidationError when the item lacks its key or has a wrong index key."""
        for part in self.key:
            value = item.get(part.name)
            if value is None:
                raise ValidationError(
                    "One or more parameter values were invalid: "
                    f"Missing the key {part.name} in the item"
                )
            if type_of(value) != part.type:
                raise ValidationError(
                    f"One or more parameter values were invalid: Type mismatch for key {part.name}"
                    f" expected: {part.type} actual: {type_of(value)}"
                )
        self._check_key_values(item)
        self.check_index_keys(item)

    def check_index_keys(self, item: Item) -> None:
        """Raises ValidationError when an attribute does not fit the key of an index."""
        for index in self.indexes:
            for place, part in enumerate(index.key):
                value = item.get(part.name)
                if value is not None:
                    _check_index_key(index, part, value, is_sort=place == 1)

    def _check_key_values(self, key: Item) -> None:
        for place, part in enumerate(self.key):
            value = key[part.name]
            if is_empty(value):
                raise ValidationError(
                    "One or more parameter values are not valid. The AttributeValue for a key "
                    f"attribute cannot contain an empty {_word(part)} value. Key: {part.name}"
                )
            check_key_size(value, is_sort=place == 1)


def is_empty(value: Value) -> bool:
    """Whether a key's value is an empty text or empty bytes."""
    return not next(iter(value.values()))


def _word(part: KeyAttribute) -> str:
    return "string" if part.type == "S" else "binary"


def check_key_size(value: Value, *, is_sort: bool) -> None:
    """Raises ValidationError when a key is longer than DynamoDB allows."""
    if is_sort and value_size(value) > MAX_SORT_KEY_BYTES:
        raise ValidationError(
            "One or more parameter values were invalid: Aggregated size of all range keys has "
            "exceeded the size limit of 1024 bytes"
        )
    if not is_sort and value_size(value) > MAX_HASH_KEY_BYTES:
        raise ValidationError(
            "One or more parameter values were invalid: Size of hashkey has exceeded the "
            "maximum size limit of2048 bytes"
        )


def _check_index_key(index: Index, part: KeyAttribute, value: Value, *, is_sort: bool) -> None:
    if type_of(value) != part.type:
        raise ValidationError(
            "One or more parameter values were invalid: Type mismatch for Index Key "
            f"{part.name} Expected: {part.type} Actual: {type_of(value)} IndexName: {index.name}"
        )
    if is_empty(value):
        raise ValidationError(
            "One or more parameter values are not valid. A value specified for a secondary index "
            "key is not supported. The AttributeValue for a key attribute cannot contain an "
            f"empty {_word(part)} value. IndexName: {index.name}, IndexKey: {part.name}"
        )
    check_key_size(value, is_sort=is_sort)


def partition_bytes(value: Value) -> bytes:
    """The beginning of every row with this partition key."""
    encoded = sort_bytes(value)
    return zlib.crc32(encoded).to_bytes(4) + encoded


def sort_bytes(value: Value) -> bytes:
    """Bytes of one S, N or B value that sort as the value does and end themselves."""
    ((kind, content),) = value.items()
    if kind == "N":
        return numbers.sortable(content)
    return escaped(content) + b"\x00\x00"


def escaped(content: str | bytes) -> bytes:
    """A text or bytes without the end mark: the beginning of all that begin with it."""
    raw = content.encode() if isinstance(content, str) else content
    return raw.replace(b"\x00", b"\x00\xff")


def key_bytes(key: tuple[KeyAttribute, ...], item: Item) -> bytes:
    """The bytes of all parts of a key."""
    start = partition_bytes(item[key[0].name])
    return start if len(key) == 1 else start + sort_bytes(item[key[1].name])


def after(prefix: bytes) -> bytes:
    """The first bytes after everything that begins with `prefix` (never only 255s)."""
    stripped = prefix.rstrip(b"\xff")
    return stripped[:-1] + bytes((stripped[-1] + 1,))


def key_of(parts: Iterable[KeyAttribute], item: Item) -> Item:
    """The attributes of an item that these parts of a key name."""
    return {part.name: item[part.name] for part in parts}


def table_from(table_id: int, name: str, definition: dict[str, Any], ttl: str | None) -> Table:
    """The table of a stored definition (the body of a valid CreateTable, with index ids)."""
    types = {
        each["AttributeName"]: each["AttributeType"] for each in definition["AttributeDefinitions"]
    }
    hash_key, sort_key = _parts(definition["KeySchema"], types)
    indexes = [
        _index(each, types, is_global=kind == "GlobalSecondaryIndexes")
        for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
        for each in definition.get(kind, [])
    ]
    return Table(table_id, name, hash_key, sort_key, tuple(indexes), ttl, definition)


def _parts(
    schema: list[dict[str, str]], types: dict[str, str]
) -> tuple[KeyAttribute, KeyAttribute | None]:
    names = [each["AttributeName"] for each in schema]
    first, *rest = (KeyAttribute(name, types[name]) for name in names)
    return first, rest[0] if rest else None


def _index(described: dict[str, Any], types: dict[str, str], *, is_global: bool) -> Index:
    hash_key, sort_key = _parts(described["KeySchema"], types)
    projection = described["Projection"]
    return Index(
        id=described["Id"],
        name=described["IndexName"],
        hash=hash_key,
        sort=sort_key,
        is_global=is_global,
        projection=projection["ProjectionType"],
        include=tuple(projection.get("NonKeyAttributes", ())),
    )
