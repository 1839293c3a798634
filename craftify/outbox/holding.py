"""A handler with much to do keeps its lease while it goes on, and loses it when it hangs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from craftify import clock
from craftify.errors import Unavailable
from craftify.outbox import store
from craftify.outbox.entries import Held


@dataclass
class _InHand:
    """What this thread delivers, until when it is ours, and who wants to know that it goes on."""

    held: Held
    until: datetime
    noted: Callable[[], None]


_in_hand: ContextVar[_InHand | None] = ContextVar("in_hand", default=None)


@contextmanager
def holding(held: Held, until: datetime, noted: Callable[[], None]) -> Iterator[None]:
    """While a handler runs: what `progress` is about."""
    token = _in_hand.set(_InHand(held, until, noted))
    try:
        yield
    finally:
        _in_hand.reset(token)


def progress() -> None:
    """Say, between two pieces of work, that a handler goes on: its lease begins anew when half of
    it is over. Outside a delivery this does nothing.

    Raises:
        Unavailable: the lease ended before, so another worker has the entry; stop.
    """
    mine, lasts = _in_hand.get(), timedelta(seconds=settings.CRAFTIFY.delivery_lease_seconds)
    now = clock.now()
    if not mine or mine.until - now > lasts / 2:
        return
    if not store.renew(mine.held, now + lasts):
        raise Unavailable("Another worker delivers this now, because it took too long.")
    mine.until = now + lasts
    mine.noted()
