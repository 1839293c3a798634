"""The threads that deliver until they are stopped."""

from django.conf import settings

from craftify.loops import Loop
from craftify.outbox import bell
from craftify.outbox.delivery import Tally, handlers_of, look
from craftify.outbox.entries import EVENT


class Dispatcher(Loop):
    """Delivers entries of one kind; looks once in `poll_seconds`, and at once when nudged."""

    def __init__(
        self, kind: str = EVENT, *, poll_seconds: float = 1.0, patience: float | None = None
    ) -> None:
        lease = settings.CRAFTIFY.delivery_lease_seconds
        super().__init__(f"outbox-{kind}", patience=lease if patience is None else patience)
        self.kind = kind
        self.tally = Tally()
        self._handlers = handlers_of(kind)
        self._poll = poll_seconds

    def since(self) -> float | None:
        """When the entry in hand was begun."""
        return self.tally.since

    def again(self) -> "Dispatcher":
        """Another one of the same kind."""
        return Dispatcher(self.kind, poll_seconds=self._poll, patience=self.patience)

    def step(self) -> None:
        """Look through the queue once; wait if there was nothing to do."""
        seen, before = bell.rung(self.kind), self.tally.total
        look(self.kind, self._handlers, self.tally, until=self.stopping.is_set)
        if self.tally.total == before and not self.stopping.is_set():
            bell.wait(self.kind, seen, self._poll)

    def finish(self) -> None:
        """Finish the entry in hand and end."""
        super().finish()
        bell.nudge(self.kind)
