"""Pages of a query, and cursors that callers cannot make up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from django.core.signing import BadSignature, Signer
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


def part(
    walk_from: Callable[[dict[str, Any] | None], "ResultIterator[Any]"],
    page: int,
    limit: int,
    cursor: str | None,
    *,
    of: str,
) -> tuple[list[Any], str | None]:
    """The items of a page, or those behind a cursor, and the cursor that leads on.

    `walk_from` begins a query behind a key of the store, so a cursor costs no more than its page.

    Raises:
        Invalid: as `decode_cursor`.
    """
    results = walk_from(decode_cursor(cursor, of=of))
    start = 0 if cursor else (page - 1) * limit
    found = list(islice(results, start, start + limit))
    return found, encode_cursor(results.last_evaluated_key, of=of) if len(found) == limit else None


def page_of(
    found: Sequence[T],
    page: int,
    limit: int,
    cursor: str | None,
    *,
    of: str,
    key: Callable[[T], tuple[str, ...]],
    descending: bool = False,
) -> Page[T]:
    """The same of a list that is at hand, sorted by `key`, which no two entries share.

    Raises:
        Invalid: as `decode_cursor`.
    """
    place = decode_cursor(cursor, of=of)
    start = (page - 1) * limit
    if place:
        last = tuple(place["behind"])
        passed = (key(one) >= last if descending else key(one) <= last for one in found)
        start = sum(passed)
    items = tuple(found[start : start + limit])
    more = {"behind": key(items[-1])} if items and start + limit < len(found) else None
    return Page(items, len(found), page, limit, encode_cursor(more, of=of))


def encode_cursor(key: dict[str, Any] | None, *, of: str) -> str | None:
    """A text for `LastEvaluatedKey`, signed; `of` names the list, and only it takes the cursor."""
    return None if key is None else _signer(of).sign_object(key)


def decode_cursor(cursor: str | None, *, of: str) -> dict[str, Any] | None:
    """The inverse of `encode_cursor`.

    Raises:
        Invalid: it was not made by `encode_cursor`, or for another list.
    """
    if not cursor:
        return None
    try:
        key: dict[str, Any] = _signer(of).unsign_object(cursor)
    except BadSignature:
        sentence = "This cursor was not given by this list. Start again without one."
        raise Invalid(sentence, field="cursor") from None
    return key


def _signer(name: str) -> Signer:
    return Signer(sep=".", salt=f"cursor:{name}")
