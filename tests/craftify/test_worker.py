"""Real workers over one store, killed at any moment: nothing is lost, and order holds.

`CRAFTIFY_WORKER_KILLS` says how often.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from craftify.config import BASE_DIR

KILLS = int(os.environ.get("CRAFTIFY_WORKER_KILLS", "12"))
ORGANIZATIONS = ("org_0", "org_1", "org_2")
PATIENCE = 120  # seconds for something that comes, if it works


@dataclass(frozen=True)
class Line:
    """One line of what the handlers told."""

    word: str
    kind: str
    lane: str
    id: str
    number: int
    process: int


class Works:
    """Workers over one store and the file that their handlers write to."""

    def __init__(self, directory: Path, **settings: str) -> None:
        self._told = directory / "told"
        self._log = directory / "log"
        kept = {name: value for name, value in os.environ.items() if "CRAFTIFY" not in name}
        self._environment = kept | {
            "DJANGO_SETTINGS_MODULE": "tests.craftify.working",
            "CRAFTIFY_DATA_DIR": str(directory),
            "TOLD": str(self._told),
            **settings,
        }
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        """One worker more."""
        with self._log.open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "manage.py", "run_worker"],
                cwd=BASE_DIR,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.workers.append(worker)
        return worker

    def ask(self, *arguments: str) -> str:
        """Publish, or count what is waiting."""
        return subprocess.run(
            [sys.executable, "-m", "tests.craftify.working", *arguments],
            cwd=BASE_DIR,
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout.strip()

    def lines(self) -> list[Line]:
        """What was told so far, in order."""
        text = self._told.read_text() if self._told.exists() else ""
        found = [line.split() for line in text.splitlines()]
        return [
            Line(word, kind, lane, entry, int(number), int(process))
            for word, kind, lane, entry, number, process in found
        ]

    def ended(self, kind: str) -> set[int]:
        """The numbers of the entries that were delivered."""
        return {line.number for line in self.lines() if (line.word, line.kind) == ("end", kind)}

    def log(self) -> str:
        """What the workers logged."""
        return self._log.read_text()

    def stop(self) -> list[int]:
        """End all with SIGTERM; gives their exit codes."""
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)
        return [worker.wait(PATIENCE) for worker in self.workers]

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """`kill -9`."""
        worker.kill()
        worker.wait(PATIENCE)
        self.workers.remove(worker)


Make = Callable[..., Works]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes the works; whatever still runs at the end is killed."""
    made: list[Works] = []

    def works(**settings: str) -> Works:
        made.append(Works(tmp_path, **settings))
        return made[-1]

    yield works
    for one in made:
        for worker in list(one.workers):
            one.kill(worker)


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "It did not come."
        time.sleep(0.05)


def check_order(lines: list[Line]) -> None:
    """No lane goes back, and nobody begins what somebody else has in hand and lives."""
    lanes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in lines:
        if line.word == "begin":
            lanes[line.kind, line.lane].append(line.id)
    for begun in lanes.values():
        assert begun == sorted(begun)


def overlaps(lines: list[Line]) -> set[int]:
    """The processes that had a lane in hand when another one began something in it."""
    holder: dict[str, int] = {}
    found: set[int] = set()
    for line in lines:
        if line.word == "end":
            if holder.get(line.lane) == line.process:
                del holder[line.lane]
        else:
            found |= {holder[line.lane]} if line.lane in holder else set()
            holder[line.lane] = line.process
    return found


def test_workers_side_by_side_deliver_each_entry_once_and_in_order(make: Make) -> None:
    works = make(LETTER_SECONDS="0.02")
    for _ in range(3):
        works.start()
    wait_until(lambda: works.log().count("The worker delivers") == 3)
    works.ask("publish", "300")
    wait_until(lambda: len(works.ended("letter")) == 300)
    assert works.stop() == [0, 0, 0]
    lines = works.lines()
    for kind in ("event", "letter"):
        begun = [line.number for line in lines if (line.word, line.kind) == ("begin", kind)]
        assert sorted(begun) == list(range(300))
    check_order(lines)
    assert overlaps(lines) == set()
    assert len({line.process for line in lines}) == 3
    assert works.ask("waiting", *ORGANIZATIONS) == "0"


@pytest.mark.timeout(900)
def test_workers_killed_at_any_moment_lose_nothing(make: Make) -> None:
    # The lease is long enough for a slow machine and short enough to see it end.
    works = make(CRAFTIFY_DELIVERY_LEASE_SECONDS="4", LETTER_SECONDS="0.02")
    works.ask("publish", "1")  # makes the tables
    for _ in range(3):
        works.start()
    killed: set[int] = set()
    moments = random.Random(7)  # noqa: S311 (no secret)
    for turn in range(KILLS):
        if turn % 2 == 0:
            works.ask("publish", "60")
        time.sleep(moments.uniform(0, 2.5))
        victim = moments.choice(works.workers)
        killed.add(victim.pid)
        works.kill(victim)
        works.start()
    wait_until(lambda: works.ask("waiting", *ORGANIZATIONS) == "0")
    # One that was just started may get the signal before it listens, with nothing in hand.
    assert set(works.stop()) <= {0, -signal.SIGTERM}
    lines = works.lines()
    published = 1 + 60 * -(-KILLS // 2)
    for kind in ("event", "letter"):
        ended = {line.id for line in lines if (line.word, line.kind) == ("end", kind)}
        assert len(ended) == published
    check_order(lines)
    assert overlaps(lines) <= killed


def test_sigterm_finishes_what_is_in_hand_and_begins_nothing(make: Make) -> None:
    works = make(LETTER_SECONDS="1.5")
    works.ask("publish", "60")
    worker = works.start()
    wait_until(lambda: works.ended("event") == set(range(60)) and bool(works.ended("letter")))
    before = sum(line.kind == "letter" and line.word == "begin" for line in works.lines())
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
    lines = works.lines()
    begun = [line.id for line in lines if (line.word, line.kind) == ("begin", "letter")]
    ended = [line.id for line in lines if (line.word, line.kind) == ("end", "letter")]
    assert sorted(begun) == sorted(ended)
    assert len(begun) <= before + 2  # each of two threads may have been faster than the signal
    assert works.ask("waiting", *ORGANIZATIONS) == str(60 - len(ended))
    assert "nothing was in hand" in works.log()


def test_a_handler_that_hangs_loses_its_entry_and_its_lane_goes_on(make: Make) -> None:
    works = make(HANG="1", CRAFTIFY_DELIVERY_LEASE_SECONDS="2")
    works.ask("publish", "30")
    worker = works.start()
    wait_until(lambda: len(works.ended("letter")) == 30)
    check_order(works.lines())
    assert works.ended("event") == set(range(30))
    wait_until(lambda: "another thread takes its place" in works.log())
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0  # the thread left behind has nothing that counts
