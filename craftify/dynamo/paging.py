"""Pages of a query, and cursors that callers cannot read into."""

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

import orjson
from pynamodb.pagination import ResultIterator

from craftify.errors import Invalid

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page: `total` counts all pages; `cursor` leads to the next one, None at the end."""

    items: tuple[T, ...]
    total: int
    page: int
    limit: int
    cursor: str | None = None

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.limit))

    def map(self, change: Callable[[T], U]) -> "Page[U]":
        """The same page of other things."""
        return Page(
            tuple(change(item) for item in self.items),
            self.total,
            self.page,
            self.limit,
            self.cursor,
        )


def cut(results: Iterable[T], page: int, limit: int) -> list[T]:
    """The items of page `page` (from 1) of an iterator that is walked only so far."""
    return list(islice(results, (page - 1) * limit, page * limit))


def walk(results: "ResultIterator[Any]") -> Iterator[Any]:
    """The results, typed as a plain iterator."""
    yield from results


def encode_cursor(key: dict[str, Any] | None) -> str | None:
    """An opaque text for `LastEvaluatedKey`."""
    if key is None:
        return None
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> dict[str, Any] | None:
    """The inverse of `encode_cursor`.

    Raises:
        Invalid: it was not made by `encode_cursor`.
    """
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = orjson.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, binascii.Error):
        key = None
    if not isinstance(key, dict) or not all(isinstance(part, dict) for part in key.values()):
        raise Invalid("This cursor was not given by this list. Start again without one.")
    return key
