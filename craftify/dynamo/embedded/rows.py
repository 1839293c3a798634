"""Items and index rows inside one SQLite transaction.

Table 7 of the catalogue has its items in `items_7 (k, v, s, e)`: key, packed item, size, second
of expiry. An index that keeps copies has rows of the same shape in `index_<id>`; any other index
has `index_<id> (k, b)`, where `b` is the key of the item.
"""

# ruff: noqa: S608 (the only parts of statements that vary are numbers of ours)
import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from craftify.dynamo.embedded.errors import NoSuchTableError
from craftify.dynamo.embedded.schema import Index, Table, table_from
from craftify.dynamo.embedded.values import Item, item_size, pack, unpack, unpack_all

LAST_SECOND = 2**62
CHUNK = 32  # rows read at once; a page rarely has more
_ITEMS = (
    "(k BLOB PRIMARY KEY, v BLOB NOT NULL, s INTEGER NOT NULL, e INTEGER) STRICT, WITHOUT ROWID"
)
_POINTERS = "(k BLOB PRIMARY KEY, b BLOB NOT NULL) STRICT, WITHOUT ROWID"
_NO_INDEXES: dict[str, Any] = {"GlobalSecondaryIndexes": [], "LocalSecondaryIndexes": []}


@dataclass(frozen=True)
class Catalogue:
    """The tables of the file as of a version."""

    version: int
    tables: dict[str, Table]


@dataclass(frozen=True)
class Range:
    """Rows from `lower` up to but not including `upper`, in one of two directions."""

    lower: bytes
    upper: bytes
    forward: bool = True

    def beyond(self, row: bytes) -> "Range":
        """What is left after `row`."""
        if self.forward:
            return Range(max(self.lower, row + b"\x00"), self.upper)
        return Range(self.lower, min(self.upper, row), forward=False)


class Rows:
    """What one transaction sees and changes."""

    def __init__(self, connection: sqlite3.Connection, known: Catalogue) -> None:
        self.connection = connection
        self.now = int(time.time())
        self.catalogue = known
        (version,) = connection.execute("SELECT version FROM state").fetchone()
        if version != known.version:
            self.load_catalogue()

    def load_catalogue(self) -> None:
        """Read the descriptions of all tables."""
        (version,) = self.connection.execute("SELECT version FROM state").fetchone()
        rows = self.connection.execute("SELECT id, name, definition, ttl FROM tables")
        tables = {
            name: table_from(table_id, name, json.loads(definition), ttl)
            for table_id, name, definition, ttl in rows
        }
        self.catalogue = Catalogue(version, tables)

    def table(self, name: str) -> Table:
        """The table of that name; raises NoSuchTableError."""
        try:
            return self.catalogue.tables[name]
        except KeyError:
            raise NoSuchTableError from None

    def get(self, table: Table, row: bytes) -> Item | None:
        """The item in a row, unless it has expired."""
        found = self.connection.execute(
            f"SELECT v FROM items_{table.id} WHERE k = ? AND (e IS NULL OR e > ?)",
            (row, self.now),
        ).fetchone()
        return None if found is None else unpack(found[0])

    def put(self, table: Table, row: bytes, old: Item | None, new: Item) -> None:
        """Write an item, and the index rows that differ from those of `old`."""
        expiry = expiry_of(table, new)
        self.connection.execute(
            f"REPLACE INTO items_{table.id} VALUES (?, ?, ?, ?)",
            (row, pack(new), item_size(new), expiry),
        )
        for index in table.indexes:
            self.reindex(table, index, row, old, new)

    def delete(self, table: Table, row: bytes, old: Item) -> None:
        """Delete an item and its index rows."""
        self.connection.execute(f"DELETE FROM items_{table.id} WHERE k = ?", (row,))
        for index in table.indexes:
            self.reindex(table, index, row, old, None)

    def drop_expired(self, table: Table, row: bytes) -> None:
        """Really delete what `get` hides, so that a write finds no old index rows."""
        if table.ttl is None:
            return
        found = self.connection.execute(
            f"SELECT v FROM items_{table.id} WHERE k = ? AND e <= ?", (row, self.now)
        ).fetchone()
        if found is not None:
            self.delete(table, row, unpack(found[0]))

    def reindex(
        self, table: Table, index: Index, row: bytes, old: Item | None, new: Item | None
    ) -> None:
        """Bring one index from what it has for `old` to what it must have for `new`."""
        before = None if old is None else self._index_row(table, index, row, old)
        now = None if new is None else self._index_row(table, index, row, new)
        if before == now:
            return
        if before is not None and (now is None or before[0] != now[0]):
            self.connection.execute(f"DELETE FROM index_{index.id} WHERE k = ?", before[:1])
        if now is not None:
            marks = ", ".join("?" * len(now))
            self.connection.execute(f"REPLACE INTO index_{index.id} VALUES ({marks})", now)

    def _index_row(
        self, table: Table, index: Index, row: bytes, item: Item
    ) -> tuple[bytes | int | None, ...] | None:
        if not index.holds(item):
            return None
        key = table.index_row_key(index, item)
        if not index.keeps_copy:
            return key, row
        shown = table.projected(index, item)
        return key, pack(shown), item_size(shown), expiry_of(table, item)

    def scan(
        self, table: Table, index: Index | None, part: Range, limit: int
    ) -> Iterator[tuple[Item, int]]:
        """Items and their sizes in the order of the range, up to `limit`."""
        while limit > 0:
            chunk, last = self._chunk(table, index, part, min(limit, CHUNK))
            yield from chunk
            if len(chunk) < CHUNK:
                return
            limit -= len(chunk)
            part = part.beyond(last)

    def _chunk(
        self, table: Table, index: Index | None, part: Range, count: int
    ) -> tuple[list[tuple[Item, int]], bytes]:
        """Up to `count` items, and the last row of them.

        One step of SQLite and one piece of JSON: each step gives up Python's lock, and with many
        threads getting it back is what takes the time.
        """
        source, value = _source(table, index)
        direction, last = ("ASC", "max") if part.forward else ("DESC", "min")
        items, sizes, row = self.connection.execute(
            "SELECT CAST('[' || group_concat(v, ',') || ']' AS BLOB), group_concat(s),"
            f" {last}(k) FROM (SELECT x.k AS k, {value}.v AS v, {value}.s AS s FROM {source}"
            f" WHERE x.k >= ? AND x.k < ? AND ({value}.e IS NULL OR {value}.e > ?)"
            f" ORDER BY x.k {direction} LIMIT ?)",
            (part.lower, part.upper, self.now, count),
        ).fetchone()
        if row is None:
            return [], b""
        found = list(zip(unpack_all(items), map(int, sizes.split(",")), strict=True))
        return found, row

    def create_table(self, name: str, definition: dict[str, Any]) -> Table:
        """Add a table; its definition was checked."""
        (table_id,) = self.connection.execute(
            "INSERT INTO tables (name, definition) VALUES (?, '{}') RETURNING id", (name,)
        ).fetchone()
        self.connection.execute(f"CREATE TABLE items_{table_id} {_ITEMS}")
        self.connection.execute(
            f"CREATE INDEX expiry_{table_id} ON items_{table_id} (e) WHERE e IS NOT NULL"
        )
        empty = table_from(table_id, name, {**definition, **_NO_INDEXES}, None)
        return self.redefine(empty, definition)

    def redefine(self, table: Table, definition: dict[str, Any]) -> Table:
        """Give a table another definition: indexes that are new in it are filled, others go."""
        definition = {**definition, **self._numbered(definition)}
        new = table_from(table.id, table.name, definition, table.ttl)
        kept = {index.id for index in new.indexes}
        for index in table.indexes:
            if index.id not in kept:
                self.connection.execute(f"DROP TABLE index_{index.id}")
        known = {index.id for index in table.indexes}
        added = [index for index in new.indexes if index.id not in known]
        for index in added:
            shape = _ITEMS if index.keeps_copy else _POINTERS
            self.connection.execute(f"CREATE TABLE index_{index.id} {shape}")
        if added:
            self._fill(new, added)
        self.connection.execute(
            "UPDATE tables SET definition = ? WHERE id = ?", (json.dumps(definition), table.id)
        )
        self._changed()
        return self.catalogue.tables[table.name]

    def _numbered(self, definition: dict[str, Any]) -> dict[str, Any]:
        """The lists of indexes, each with an id that no other index ever had."""
        numbered = {}
        for kind in _NO_INDEXES:
            numbered[kind] = [
                index if "Id" in index else {**index, "Id": self._next_id()}
                for index in definition.get(kind) or ()
            ]
        return numbered

    def _next_id(self) -> int:
        (number,) = self.connection.execute(
            "UPDATE state SET last_index = last_index + 1 RETURNING last_index"
        ).fetchone()
        return int(number)

    def _fill(self, table: Table, indexes: list[Index]) -> None:
        """Index the items there are; like DynamoDB, leave out those with a wrong key."""
        rows = self.connection.execute(f"SELECT k, v FROM items_{table.id}")
        for row, data in rows:
            item = unpack(data)
            for index in indexes:
                if index.fits(item):
                    self.reindex(table, index, row, None, item)

    def drop_table(self, table: Table) -> None:
        """Delete a table with all it holds."""
        self.connection.execute(f"DROP TABLE items_{table.id}")
        for index in table.indexes:
            self.connection.execute(f"DROP TABLE index_{index.id}")
        self.connection.execute("DELETE FROM tables WHERE id = ?", (table.id,))
        self._changed()

    def set_ttl(self, table: Table, attribute: str | None) -> None:
        """Let items expire by an attribute, or not at all; applies to those there are."""
        self.connection.execute("UPDATE tables SET ttl = ? WHERE id = ?", (attribute, table.id))
        self._changed()
        new = self.catalogue.tables[table.name]
        rows = self.connection.execute(f"SELECT k, v, e FROM items_{table.id}").fetchall()
        for row, data, before in rows:
            item = unpack(data)
            expiry = expiry_of(new, item)
            if expiry != before:
                self._set_expiry(new, row, item, expiry)

    def _set_expiry(self, table: Table, row: bytes, item: Item, expiry: int | None) -> None:
        copies = [index for index in table.indexes if index.keeps_copy and index.holds(item)]
        places = {f"index_{index.id}": table.index_row_key(index, item) for index in copies}
        for place, key in (places | {f"items_{table.id}": row}).items():
            self.connection.execute(f"UPDATE {place} SET e = ? WHERE k = ?", (expiry, key))

    def _changed(self) -> None:
        """Tell every process that the catalogue is another."""
        self.connection.execute("UPDATE state SET version = version + 1")
        self.load_catalogue()

    def drop_all_expired(self, table: Table, at_most: int) -> int:
        """Delete expired items; gives how many."""
        rows = self.connection.execute(
            f"SELECT k, v FROM items_{table.id} WHERE e <= ? LIMIT ?", (self.now, at_most)
        ).fetchall()
        for row, data in rows:
            self.delete(table, row, unpack(data))
        return len(rows)

    def totals(self, table: Table) -> tuple[int, int]:
        """The number of items and their size in bytes."""
        count, size = self.connection.execute(
            f"SELECT count(*), total(s) FROM items_{table.id}"
        ).fetchone()
        return count, int(size)

    def count(self, index: Index) -> int:
        """The number of items in an index."""
        (count,) = self.connection.execute(f"SELECT count(*) FROM index_{index.id}").fetchone()
        return int(count)


def _source(table: Table, index: Index | None) -> tuple[str, str]:
    """What a scan selects from, and which part of it holds items."""
    if index is None:
        return f"items_{table.id} AS x", "x"
    if index.keeps_copy:
        return f"index_{index.id} AS x", "x"
    return f"index_{index.id} AS x CROSS JOIN items_{table.id} AS i ON i.k = x.b", "i"


def expiry_of(table: Table, item: Item) -> int | None:
    """The second in which the item expires, if the table says so and the attribute is a number."""
    value = None if table.ttl is None else item.get(table.ttl)
    if value is None or "N" not in value:
        return None
    return min(int(Decimal(value["N"])), LAST_SECOND)
