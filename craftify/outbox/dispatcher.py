"""The threads that deliver until they are stopped."""

import logging
import threading

from craftify.outbox import bell
from craftify.outbox.delivery import Tally, handlers_of, look
from craftify.outbox.entries import EVENT

log = logging.getLogger(__name__)


class Dispatcher(threading.Thread):
    """Delivers entries of one kind; looks once in `poll_seconds`, and at once when nudged."""

    def __init__(self, kind: str = EVENT, *, poll_seconds: float = 1.0) -> None:
        super().__init__(name=f"outbox-{kind}", daemon=True)
        self.kind = kind
        self.tally = Tally()
        self._handlers = handlers_of(kind)
        self._poll = poll_seconds
        self._stopping = threading.Event()

    def run(self) -> None:
        """The thread's loop."""
        while not self._stopping.is_set():
            seen, before = bell.rung(self.kind), self.tally.total
            try:
                look(self.kind, self._handlers, self.tally, until=self._stopping.is_set)
            except Exception:
                # The edge of this thread: whatever the store raised, it must go on.
                log.exception("The outbox could not be read; it is tried again.")
            if self.tally.total == before and not self._stopping.is_set():
                bell.wait(self.kind, seen, self._poll)

    def finish(self) -> None:
        """Begin nothing more; `join` to wait for the entry in hand."""
        self._stopping.set()
        bell.nudge(self.kind)
