"""One look at what is due, and what becomes of each entry."""

import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from craftify import clock
from craftify.errors import CraftifyError
from craftify.observability import metrics
from craftify.observability.hiding import hidden
from craftify.origin import Origin, origin
from craftify.outbox import store
from craftify.outbox.entries import Entry, Held, Undeliverable
from craftify.outbox.holding import holding

log = logging.getLogger(__name__)
Handler = Callable[[Entry], None]
SHARE = 20  # entries of one organization before the next has its turn
LONGEST_PAUSE = 3600.0  # seconds
REASON_CHARACTERS = 500
_ABANDONED = "Every worker that tried died or took too long."


@dataclass
class Tally:
    """What was done with entries; `lost` counts leases that ended before the handlers did.

    `since` is when the entry in hand was begun, or last went on (`time.monotonic`), None when there
    is none.
    """

    delivered: int = 0
    postponed: int = 0
    dead: int = 0
    lost: int = 0
    since: float | None = None

    @property
    def total(self) -> int:
        """How many entries were in hand."""
        return self.delivered + self.postponed + self.dead + self.lost

    def begin(self) -> None:
        """An entry is begun, or goes on."""
        self.since = time.monotonic()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.delivered + other.delivered,
            self.postponed + other.postponed,
            self.dead + other.dead,
            self.lost + other.lost,
        )


def never() -> bool:
    """The answer to `until` of who does not stop."""
    return False


def handlers_of(kind: str) -> dict[str, Handler]:
    """The configured handlers by their dotted paths, in order."""
    return {path: import_string(path) for path in settings.OUTBOX_HANDLERS[kind]}


def deliver_pending(
    organization_id: str | None = None,
    *,
    kinds: Sequence[str] = (),
    until: Callable[[], bool] = never,
) -> Tally:
    """Deliver here and now whatever is due, with what comes of it; for commands and tests.

    Of every organization unless one is named, of every kind unless `kinds` are.
    """
    tally = Tally()
    before = -1
    while before != tally.total and not until():
        before = tally.total
        for kind in kinds or settings.OUTBOX_HANDLERS:
            look(kind, handlers_of(kind), tally, until=until, organization_id=organization_id)
    return tally


def look(
    kind: str,
    handlers: Mapping[str, Handler],
    tally: Tally,
    *,
    until: Callable[[], bool],
    organization_id: str | None = None,
) -> None:
    """Give each organization that has work of a kind its turn; begin nothing once `until`."""
    for work in store.work(kind, clock.now(), organization_id):
        _take_turn(work, kind, handlers, tally, until)


def _take_turn(
    work: store.Work,
    kind: str,
    handlers: Mapping[str, Handler],
    tally: Tally,
    until: Callable[[], bool],
) -> None:
    end = tally.total + SHARE

    def enough() -> bool:
        return until() or tally.total >= end

    for lane in work.lanes:
        before = tally.total
        _deliver_lane(lane, handlers, tally, enough)
        if enough():
            return
        if work.crowded and before == tally.total:
            store.clear(lane, kind, work.organization_id, clock.now())


def _deliver_lane(
    lane: str, handlers: Mapping[str, Handler], tally: Tally, until: Callable[[], bool]
) -> None:
    lasts = timedelta(seconds=settings.CRAFTIFY.delivery_lease_seconds)
    while not until():
        now = clock.now()
        held = store.lease(lane, now, now + lasts)
        if not held:
            return
        with holding(held, now + lasts, tally.begin):
            _deliver(held, handlers, tally)
    store.show(lane, clock.now())


def _deliver(held: Held, handlers: Mapping[str, Handler], tally: Tally) -> None:
    """Hand a leased entry to those handlers that are not done with it; write what came of it."""
    entry, limit = held.entry, settings.CRAFTIFY.delivery_attempts
    handled = set(held.handled)
    troubles: list[Exception] = [Undeliverable(_ABANDONED)]
    if entry.attempts <= limit:
        tally.begin()
        troubles = _handle(entry, handlers, handled)
        tally.since = None
    now = clock.now()
    if not troubles:
        outcome, kept = "delivered", store.done(held, now)
        tally.delivered += kept
    elif entry.attempts >= limit or all(isinstance(one, Undeliverable) for one in troubles):
        outcome = "dead"
        kept = store.bury(held, now, _reason(troubles), handled)
        tally.dead += kept
    else:
        until = now + timedelta(seconds=pause(entry.attempts))
        outcome = "postponed"
        kept = store.postpone(held, until, _reason(troubles), handled)
        tally.postponed += kept
    tally.lost += not kept
    metrics.DELIVERIES.labels(entry.kind, outcome if kept else "lost").inc()
    _tell(entry, troubles, kept=kept)


def _handle(entry: Entry, handlers: Mapping[str, Handler], handled: set[str]) -> list[Exception]:
    """What the handlers raised; one that fails keeps no other from the entry."""
    troubles: list[Exception] = []
    token = origin.set(Origin(entry.request_id))  # what comes of a request is told with its id
    for path, handler in handlers.items():
        if path in handled:
            continue
        try:
            handler(entry)
        except Exception as error:  # noqa: BLE001 (the edge: whatever it was, the lane goes on)
            troubles.append(error)
        else:
            handled.add(path)
    origin.reset(token)
    return troubles


def pause(attempts: int) -> float:
    """Seconds until the next attempt: doubled each time, with jitter so that no herd forms."""
    return min(2.0 ** (attempts - 1), LONGEST_PAUSE) * random.uniform(0.5, 1)  # noqa: S311 (jitter)


def _reason(troubles: Sequence[Exception]) -> str:
    sentences = [
        str(error) if isinstance(error, Undeliverable | CraftifyError) else repr(error)
        for error in troubles
    ]
    return hidden(" ".join(sentences))[:REASON_CHARACTERS]


def _tell(entry: Entry, troubles: Sequence[Exception], *, kept: bool) -> None:
    about = {"entry": entry.id, "lane": entry.lane, "attempts": entry.attempts}
    for error in troubles:
        expected = isinstance(error, Undeliverable | CraftifyError)
        log.warning(
            "Attempt %d to deliver %s failed: %s",
            entry.attempts,
            entry.id,
            _reason([error]),
            extra=about,
            exc_info=None if expected else error,
        )
    if not kept:
        log.warning(
            "The lease of %s ended before its handlers did; it is delivered again.",
            entry.id,
            extra=about,
        )
