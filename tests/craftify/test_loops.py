"""Threads go on after any failure; one that hangs is replaced; all end when told."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from craftify import loops
from craftify.loops import Crew, Loop


class Counting(Loop):
    """Counts its steps; the first raises, and `stuck` holds the second for ever."""

    def __init__(self, stuck: threading.Event, steps: list[int]) -> None:
        super().__init__("counting", patience=0.05)
        self._stuck = stuck
        self._steps = steps
        self._since: float | None = None

    def since(self) -> float | None:
        return self._since

    def again(self) -> "Counting":
        return Counting(threading.Event(), self._steps)

    def step(self) -> None:
        self._steps.append(len(self._steps))
        if len(self._steps) == 1:
            raise ConnectionError("down")
        if len(self._steps) == 2:
            self._since = time.monotonic()
            self._stuck.wait()
        self.stopping.wait(0.001)


@pytest.fixture
def stuck() -> Iterator[threading.Event]:
    """Set at the end, so that no thread outlives the test."""
    event = threading.Event()
    yield event
    event.set()


def test_what_hangs_is_replaced_and_ends_when_it_comes_back(
    stuck: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loops, "AFTER_TROUBLE", 0.001)
    steps: list[int] = []
    crew = Crew([Counting(stuck, steps)])
    crew.start()
    [first] = crew.loops
    wait_until(lambda: first.hangs)
    crew.watch()
    assert crew.left_behind == [first]
    assert not crew.worn_out
    wait_until(lambda: len(steps) > 5)
    stuck.set()
    first.join(30)
    assert crew.left_behind == []
    assert crew.finish(30)


def test_all_end_when_told_and_who_cannot_is_told_of(stuck: threading.Event) -> None:
    steps = [0]
    crew = Crew([Counting(stuck, steps)])
    crew.start()
    wait_until(lambda: crew.loops[0].hangs)
    assert not crew.finish(0.01)
    stuck.set()
    assert crew.finish(30)


def wait_until(condition: Callable[[], bool]) -> None:
    """Look a thousand times a second, for half a minute."""
    pause = threading.Event()
    for _ in range(30_000):
        if condition():
            return
        pause.wait(0.001)
    raise TimeoutError
