"""Counts are exact, whoever counts at the same time, and go on when Redis does not (SEC-3)."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from craftify.config import BASE_DIR
from craftify.security import counting
from craftify.security.counting import Counters, Memory
from tests.redis_server import redis

COUNTS = 400
# A process of its own: counts in four threads, and prints what it was told.
MANY = """
import sys
from concurrent.futures import ThreadPoolExecutor
from craftify.security.counting import Counters
counters = Counters(sys.argv[1])
with ThreadPoolExecutor(4) as pool:
    for count in pool.map(lambda _: counters.add("many", "one", 900), range(int(sys.argv[2]))):
        print(count.count)
"""


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A Redis of this test alone."""
    with redis(tmp_path) as address:
        yield address


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(-2, 3)), max_size=30))
def test_memory_counts_like_a_list(steps: list[tuple[str, int]]) -> None:
    memory, model = Memory(), {"a": 0, "b": 0}
    for key, by in steps:
        model[key] = max(model[key] + by, 0)
        assert memory.add(key, 900, by).count == model[key]


def test_a_window_ends() -> None:
    memory = Memory()
    assert memory.add("a", 900).count == 1
    assert 890 < memory.add("a", 900).resets <= 900
    assert memory.add("b", 0).count == 1
    assert memory.add("b", 0).count == 1


def test_memory_is_bounded_and_keeps_what_is_new() -> None:
    memory = Memory(most=100)
    for number in range(1_000):
        memory.add(str(number), 900)
    assert memory.add("999", 900, by=0).count == 1
    assert sum(memory.add(str(number), 900, by=0).count for number in range(1_000)) <= 100


def test_threads_are_told_different_numbers() -> None:
    counters = Counters("")
    with ThreadPoolExecutor(8) as pool:
        told = [one.count for one in pool.map(lambda _: counters.add("a", "b", 900), range(COUNTS))]
    assert sorted(told) == list(range(1, COUNTS + 1))


@pytest.mark.network
def test_processes_are_told_different_numbers(redis_url: str) -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", MANY, redis_url, str(COUNTS)],
            cwd=BASE_DIR,
            env={"DJANGO_SETTINGS_MODULE": "tests.settings"},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    told = [int(line) for run in runs for line in run.communicate(timeout=120)[0].split()]
    assert sorted(told) == list(range(1, 2 * COUNTS + 1))


@pytest.mark.network
async def test_the_loop_and_threads_share_a_count(redis_url: str) -> None:
    counters = Counters(redis_url)
    tasks = [counters.aadd("a", "b", 900) for _ in range(50)]
    tasks += [asyncio.to_thread(counters.add, "a", "b", 900) for _ in range(50)]
    told = await asyncio.gather(*tasks)
    assert sorted(one.count for one in told) == list(range(1, 101))
    assert all(0 < one.resets <= 900 for one in told)
    assert (await counters.aadd("a", "b", 900, by=-100)).count == 0
    assert counters.add("a", "b", 900, by=-1).count == 0
    assert counters.add("a", "b", 900).count == 1
    await counters.aclose()


@pytest.mark.network
async def test_killing_redis_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with redis(tmp_path) as address:
        counters = Counters(address)
        for _ in range(3):
            await counters.aadd("a", "b", 900)
    port = int(address.rsplit(":", 1)[1].split("/")[0])
    # Both ways find it gone, many at once in mid-flight, and go on from what was known.
    told = await asyncio.gather(*(counters.aadd("a", "b", 900) for _ in range(20)))
    assert sorted(one.count for one in told) == list(range(4, 24))
    assert counters.add("a", "b", 900).count == 24
    assert counters.add("c", "d", 900).count == 1
    assert "limits hold in this process alone" in caplog.text
    monkeypatch.setattr(counting, "ASK_AGAIN", 0.0)
    counters._ask_from = 0.0
    assert counters.add("a", "b", 900).count == 25
    with redis(tmp_path, port):
        monkeypatch.setattr(counting, "PATIENCE", 5.0)
        assert (await counters.aadd("a", "b", 900)).count == 1  # an empty Redis counts again
        assert counters.add("a", "b", 900).count == 2
        await counters.aclose()


def test_no_mail_address_is_a_key() -> None:
    assert "eve" not in counting._key("failed-for", "eve@acme.example")
