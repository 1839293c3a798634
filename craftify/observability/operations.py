"""What the store did for the request in hand: which operations, how many, how long."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from prometheus_client import Histogram

from craftify.observability import metrics

MOST_NAMED = 10  # operations in one line of the log


@dataclass(slots=True)
class Spent:
    """By operation and table: how often, and seconds in all.

    Shared by a request's threads, one of which may still add when the others are done: what is
    read is a copy.
    """

    by_place: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)

    def add(self, operation: str, table: str, seconds: float) -> None:
        """One more operation."""
        count, before = self.by_place.get((operation, table), (0, 0.0))
        self.by_place[operation, table] = count + 1, before + seconds

    @property
    def count(self) -> int:
        """How many operations."""
        return sum(count for count, _ in list(self.by_place.values()))

    @property
    def milliseconds(self) -> float:
        """How long they took together; more than the request where they ran side by side."""
        return round(sum(seconds for _, seconds in list(self.by_place.values())) * 1000, 1)

    def worst(self) -> list[dict[str, str | int | float]]:
        """Where the time went, the longest first: operation, table, count, milliseconds."""
        places = sorted(self.by_place.items(), key=lambda one: -one[1][1])
        return [
            {
                "operation": operation,
                "table": table,
                "count": count,
                "milliseconds": round(seconds * 1000, 1),
            }
            for (operation, table), (count, seconds) in places[:MOST_NAMED]
        ]


_spent: ContextVar[Spent | None] = ContextVar("spent", default=None)


@contextmanager
def spending() -> Iterator[Spent]:
    """While a request is answered: what its store operations are added to."""
    spent = Spent()
    token = _spent.set(spent)
    try:
        yield spent
    finally:
        _spent.reset(token)


@functools.cache  # `labels` costs as much as all the rest
def _seconds(operation: str, table: str) -> Histogram:
    return metrics.STORE_SECONDS.labels(operation, table)


def note(operation: str, table: str, seconds: float, outcome: str) -> None:
    """One operation of the store ended; `outcome` is `ok`, `refused` (a condition) or `failed`."""
    _seconds(operation, table).observe(seconds)
    if outcome != "ok":
        metrics.STORE_TROUBLES.labels(operation, table, outcome).inc()
    if spent := _spent.get():
        spent.add(operation, table, seconds)
