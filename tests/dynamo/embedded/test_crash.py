"""A process that is killed while it writes: what it acknowledged is there, nothing is half there.

`CRAFTIFY_STORE_KILLS` says how often.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.dynamo.embedded.engine import Engine, global_index, number, text

KILLS = int(os.environ.get("CRAFTIFY_STORE_KILLS", "200"))
ROOT = Path(__file__).parents[3]


@pytest.mark.timeout(900)
def test_nothing_acknowledged_is_lost(engine: Engine) -> None:
    engine.create(
        kinds={"g": "S", "n": "N"},
        GlobalSecondaryIndexes=[
            global_index("all", "g", "n"),
            global_index("keys", "g", projection="KEYS_ONLY"),
        ],
    )
    acknowledged: dict[str, int] = {}
    for turn in range(KILLS):
        for line in _killed(engine.host, turn):
            name, count = line.split()
            acknowledged[name] = int(count)
        _check(engine, acknowledged)


def _killed(host: str, turn: int) -> list[str]:
    """What a writer acknowledged before it was killed."""
    command = [sys.executable, "-m", "tests.dynamo.embedded.writer", host, str(turn)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as child:
        assert child.stdout
        first = child.stdout.readline()
        time.sleep(turn * 61 % 200 / 1000)
        os.kill(child.pid, signal.SIGKILL)
        # The last line may be cut short by the kill; then it was not acknowledged.
        rest = child.stdout.read().split("\n")[:-1]
    assert first
    return [first, *rest]


def _check(engine: Engine, acknowledged: dict[str, int]) -> None:
    items = {item["p"]["S"] + item["s"]["S"]: item for item in engine.all("Scan")}
    for name, count in acknowledged.items():
        one, other = items[name + "one"], items[name + "other"]
        # At most the write after the last acknowledged one may have been done as well.
        assert int(one["n"]["N"]) in {count, count + 1}
        assert one["n"] == other["n"]
    indexed = {
        item["p"]["S"] + item["s"]["S"]: item for item in engine.all("Scan", IndexName="all")
    }
    assert indexed == items
    keys = engine.all("Scan", IndexName="keys")
    assert {item["p"]["S"] + item["s"]["S"] for item in keys} == set(items)


def test_a_write_after_the_crash_goes_on(engine: Engine) -> None:
    engine.create(
        kinds={"g": "S", "n": "N"}, GlobalSecondaryIndexes=[global_index("all", "g", "n")]
    )
    _killed(engine.host, 0)
    engine.put("after", text("one"), n=number(1), g=text("g"))
    assert engine.get("after", text("one")) is not None
