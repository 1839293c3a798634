"""Threads that repeat one step until they are told to finish, and who watches over them."""

import logging
import threading
import time
from collections.abc import Sequence

log = logging.getLogger(__name__)
AFTER_TROUBLE = 1.0  # seconds
MOST_HANGING = 8  # threads left behind before a process should be started anew


class Loop(threading.Thread):
    """Repeats `step`; whatever that raises is logged, and it goes on."""

    def __init__(self, name: str, *, patience: float) -> None:
        super().__init__(name=name, daemon=True)
        self.patience = patience
        self.stopping = threading.Event()

    def step(self) -> None:
        """Do what there is to do, then wait for more; begin nothing once `stopping` is set."""
        raise NotImplementedError

    def since(self) -> float | None:
        """When what is in hand was begun (`time.monotonic`), None when nothing is."""
        raise NotImplementedError

    def again(self) -> "Loop":
        """Another one, to take this one's place."""
        raise NotImplementedError

    @property
    def hangs(self) -> bool:
        """Whether what is in hand takes more than `patience` seconds."""
        begun = self.since()
        return begun is not None and time.monotonic() - begun > self.patience

    def run(self) -> None:
        """The thread itself."""
        while not self.stopping.is_set():
            try:
                self.step()
            except Exception:
                # The edge of this thread: whatever the store raised, it must go on.
                log.exception("%s could not go on; it is tried again.", self.name)
                self.stopping.wait(AFTER_TROUBLE)

    def finish(self) -> None:
        """Finish what is in hand and end; does not wait for that."""
        self.stopping.set()


class Crew:
    """Loops that are started, watched and finished together."""

    def __init__(self, loops: Sequence[Loop]) -> None:
        self.loops = list(loops)
        self.replaced: list[Loop] = []

    def start(self) -> None:
        """Start all."""
        for loop in self.loops:
            loop.start()

    def watch(self) -> None:
        """Put another loop in the place of each that hangs; to be called now and then.

        Nothing can end a thread that hangs; if it ever comes back, it ends by itself.
        """
        for place, loop in enumerate(self.loops):
            if loop.hangs and not self.worn_out:
                log.error("%s hangs; another thread takes its place.", loop.name)
                loop.finish()
                self.replaced.append(loop)
                self.loops[place] = loop.again()
                self.loops[place].start()

    @property
    def worn_out(self) -> bool:
        """Whether so many hang that the process should be started anew."""
        return len(self.left_behind) >= MOST_HANGING

    @property
    def left_behind(self) -> list[Loop]:
        """Those that were replaced and hang still."""
        return [loop for loop in self.replaced if loop.is_alive()]

    def finish(self, seconds: float) -> bool:
        """End all when they are done with what they have in hand; False if that took too long."""
        end = time.monotonic() + seconds
        for loop in self.loops:
            loop.finish()
        for loop in self.loops:
            loop.join(max(0.0, end - time.monotonic()))
        return not any(loop.is_alive() for loop in self.loops)
