"""Several processes with a Redis between them, which may go away and come back empty."""

import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from craftify.live.frames import PING
from tests.craftify.live_crowd import PATIENCE, Ear, ask, served
from tests.redis_server import redis

pytestmark = pytest.mark.network


def opened(port: int) -> Ear:
    """A socket that is told everything from here on."""
    ear = Ear.open(port, "/ours?user=1")
    ear.say(PING)
    ear.wait(1)
    ear.heard.clear()
    return ear


def hears(ear: Ear, number: int) -> bool:
    ear.wait(1)
    return [message["data"]["number"] for _, message in ear.heard] == [number]


def tell(port: int, number: int) -> None:
    """As the outbox does: again and again."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            ask(port, "POST", f"/ours?number={number}")
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        else:
            return


def test_events_cross_processes_and_a_redis_that_was_away(tmp_path: Path) -> None:
    with ExitStack() as stack:
        with redis(tmp_path) as address:
            one, two = (stack.enter_context(served(CRAFTIFY_REDIS_URL=address)) for _ in range(2))
            ears = [opened(one), opened(two)]
            for ear in ears:
                stack.enter_context(ear.line)
            tell(one, 1)
            assert all(hears(ear, 1) for ear in ears)
        with redis(tmp_path, urlsplit(address).port or 0):
            for ear in ears:
                ear.wait(2)
            assert [ear.code for ear in ears] == [4012, 4012]  # both listen again
            again = opened(one)
            stack.enter_context(again.line)
            tell(two, 2)
            assert hears(again, 2)
