"""A bounded memory of recent results, safe between threads."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """The most recently used values whose weights, in bytes, sum up to at most `limit`."""

    def __init__(self, limit: int, weigh: Callable[[Value], int]) -> None:
        self._limit, self._weigh = limit, weigh
        self._weight = 0
        self._values: OrderedDict[str, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Value | None:
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: str, value: Value) -> None:
        weight = self._weigh(value) + len(key)
        with self._lock:
            self._forget(key)
            self._values[key] = value, weight
            self._weight += weight
            while self._weight > self._limit:
                self._forget(next(iter(self._values)))

    def _forget(self, key: str) -> None:
        if key in self._values:
            self._weight -= self._values.pop(key)[1]

    def __len__(self) -> int:
        return len(self._values)
