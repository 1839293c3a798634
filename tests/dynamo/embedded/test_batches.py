"""BatchGetItem and BatchWriteItem."""

from typing import Any

import pytest

from tests.dynamo.embedded.engine import Answer, Engine, number, text


@pytest.fixture(autouse=True)
def table(engine: Engine) -> None:
    engine.create(None)


def _puts(*names: str) -> list[Answer]:
    return [{"PutRequest": {"Item": {"p": text(name)}}} for name in names]


def _keys(*names: str) -> list[Answer]:
    return [{"p": text(name)} for name in names]


def test_puts_and_deletes_are_done(engine: Engine) -> None:
    engine.put("old")
    steps = [*_puts("a", "b"), {"DeleteRequest": {"Key": {"p": text("old")}}}]
    assert engine.call("BatchWriteItem", RequestItems={"things": steps}) == {"UnprocessedItems": {}}
    assert sorted(item["p"]["S"] for item in engine.all("Scan")) == ["a", "b"]


def test_gets_leave_out_what_is_missing(engine: Engine) -> None:
    engine.create(None, TableName="others")
    engine.put("a", n=number(1))
    answer = engine.call(
        "BatchGetItem",
        RequestItems={
            "things": {"Keys": _keys("a", "b"), "ProjectionExpression": "n"},
            "others": {"Keys": _keys("a")},
        },
    )
    assert answer == {
        "Responses": {"things": [{"n": number(1)}], "others": []},
        "UnprocessedKeys": {},
    }


def test_what_is_over_16_mb_is_left_for_the_next_request(engine: Engine) -> None:
    names = [str(step) for step in range(60)]
    for name in names:
        engine.put(name, fill=text("x" * 390_000))
    wanted: Any = {"things": {"Keys": _keys(*names)}}
    found = []
    while wanted:
        answer = engine.call("BatchGetItem", RequestItems=wanted)
        found += [item["p"]["S"] for item in answer["Responses"]["things"]]
        wanted = answer["UnprocessedKeys"]
    assert sorted(found) == sorted(names)


@pytest.mark.parametrize(
    ("operation", "wanted", "sentence"),
    [
        ("BatchWriteItem", {"things": _puts("a", "a")}, "contains duplicates"),
        ("BatchWriteItem", {"things": _puts(*map(str, range(26)))}, "Too many items"),
        ("BatchWriteItem", {"things": [{}]}, "PutRequest"),
        ("BatchWriteItem", {}, "greater than or equal to 1"),
        ("BatchGetItem", {"things": {"Keys": _keys("a", "a")}}, "contains duplicates"),
        ("BatchGetItem", {"things": {"Keys": _keys(*map(str, range(101)))}}, "Too many items"),
        ("BatchGetItem", {"things": {"Keys": []}}, "greater than or equal to 1"),
        ("BatchGetItem", {"things": {"Keys": [{"x": text("a")}]}}, "does not match the schema"),
    ],
)
def test_refusals(engine: Engine, operation: str, wanted: Answer, sentence: str) -> None:
    code, message = engine.refuses(operation, RequestItems=wanted)
    assert code == "ValidationException"
    assert sentence in message
    assert engine.all("Scan") == []


def test_an_unknown_table_is_named(engine: Engine) -> None:
    wanted = {"things": _puts("a"), "nothing": _puts("a")}
    assert engine.refuses("BatchWriteItem", RequestItems=wanted)[0] == "ResourceNotFoundException"
    assert engine.get("a") is None
