"""Wakes the threads of this process that wait for work of a kind."""

import threading

from craftify.outbox.entries import EVENT

_condition = threading.Condition()
_rung: dict[str, int] = {}


def nudge(kind: str = EVENT) -> None:
    """Wake this process's dispatcher; another process finds the entry at its next look."""
    with _condition:
        _rung[kind] = _rung.get(kind, 0) + 1
        _condition.notify_all()


def rung(kind: str) -> int:
    """How often there was a nudge; to be read before looking for work."""
    with _condition:
        return _rung.get(kind, 0)


def wait(kind: str, seen: int, seconds: float) -> None:
    """Return when there was a nudge since `seen` was read, or after so long."""
    with _condition:
        _condition.wait_for(lambda: _rung.get(kind, 0) != seen, seconds)
