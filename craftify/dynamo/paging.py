"""Pages of a query, and cursors that callers cannot make up."""

from collections.abc import Callable, Iterable, Iterator
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


def cut(results: Iterable[T], page: int, limit: int) -> list[T]:
    """The items of page `page` (from 1) of an iterator that is walked only so far."""
    return list(islice(results, (page - 1) * limit, page * limit))


def walk(results: "ResultIterator[Any]") -> Iterator[Any]:
    """The results, typed as a plain iterator."""
    yield from results


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
