"""Expiry: what is over is hidden at once and really deleted later."""

import sqlite3
import time
from typing import Any

import pytest

from craftify.dynamo import embedded
from craftify.dynamo.embedded import client as client_module
from tests.dynamo.embedded.engine import Engine, global_index, number, text

PAST, FUTURE = int(time.time()) - 10, int(time.time()) + 10_000


@pytest.fixture(autouse=True)
def table(engine: Engine) -> None:
    engine.create(
        None,
        kinds={"g": "S"},
        GlobalSecondaryIndexes=[
            global_index("all", "g"),
            global_index("keys", "g", projection="KEYS_ONLY"),
        ],
    )
    _switch(engine, on=True)


def _switch(engine: Engine, *, on: bool) -> None:
    engine.call(
        "UpdateTimeToLive", TimeToLiveSpecification={"AttributeName": "until", "Enabled": on}
    )


def _rows(engine: Engine) -> int:
    path = engine.host.removeprefix("sqlite://")
    with sqlite3.connect(path) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB '*_[0-9]'"
        ).fetchall()
        count: int = sum(
            connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
            for (name,) in names
        )
    connection.close()
    return count


def _seen(engine: Engine) -> list[set[str]]:
    return [
        {item["p"]["S"] for item in engine.all("Scan", **source)}
        for source in ({}, {"IndexName": "all"}, {"IndexName": "keys"})
    ]


def test_what_is_over_is_hidden_everywhere(engine: Engine) -> None:
    engine.put("over", g=text("g"), until=number(PAST))
    engine.put("valid", g=text("g"), until=number(FUTURE))
    engine.put("eternal", g=text("g"))
    engine.put("text", g=text("g"), until=text("1"))
    assert engine.get("over") is None
    assert _seen(engine) == [{"valid", "eternal", "text"}] * 3


def test_a_sweep_deletes_rows_of_items_and_indexes(engine: Engine) -> None:
    for step in range(5):
        engine.put(str(step), g=text("g"), until=number(PAST))
    engine.put("valid", g=text("g"), until=number(FUTURE))
    assert _rows(engine) == 18
    assert embedded.sweep(engine.host, at_most=2) == 2
    assert embedded.sweep(engine.host) == 3
    assert embedded.sweep(engine.host) == 0
    assert _rows(engine) == 3


def test_writes_sweep_now_and_then(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.put("over", g=text("g"), until=number(PAST))
    monkeypatch.setattr(client_module, "SWEEP_EVERY", 0.0)
    engine.put("valid")
    assert _rows(engine) == 1


def test_a_write_treats_what_is_over_as_absent(engine: Engine) -> None:
    engine.put("a", g=text("old"), until=number(PAST))
    engine.call(
        "PutItem",
        Item={"p": text("a"), "g": text("new")},
        ConditionExpression="attribute_not_exists (p)",
    )
    assert _rows(engine) == 3
    engine.put("b", n=number(5), until=number(PAST))
    engine.call(
        "UpdateItem",
        Key={"p": text("b")},
        UpdateExpression="ADD n :n",
        ExpressionAttributeValues={":n": number(1)},
    )
    assert engine.get("b") == {"p": text("b"), "n": number(1)}


def test_switching_applies_to_what_is_there(engine: Engine) -> None:
    engine.put("over", g=text("g"), until=number(PAST))
    _switch(engine, on=False)
    assert _seen(engine) == [{"over"}] * 3
    assert embedded.sweep(engine.host) == 0
    _switch(engine, on=True)
    assert _seen(engine) == [set()] * 3


def test_the_state_is_described(engine: Engine) -> None:
    described: Any = {"TimeToLiveStatus": "ENABLED", "AttributeName": "until"}
    assert engine.call("DescribeTimeToLive") == {"TimeToLiveDescription": described}
    specification = {"AttributeName": "until", "Enabled": True}
    assert engine.refuses("UpdateTimeToLive", TimeToLiveSpecification=specification) == (
        "ValidationException",
        "TimeToLive is already enabled",
    )
    _switch(engine, on=False)
    described = {"TimeToLiveStatus": "DISABLED"}
    assert engine.call("DescribeTimeToLive") == {"TimeToLiveDescription": described}
