"""TransactWriteItems and TransactGetItems."""

import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.dynamo.embedded.engine import Answer, Engine, global_index, number, text


@pytest.fixture(autouse=True)
def table(engine: Engine) -> None:
    engine.create(None)


def _put(p: str, **more: Any) -> Answer:
    return {"Put": {"TableName": "things", "Item": {"p": text(p)}, **more}}


def _update(p: str, expression: str, values: Answer, **more: Any) -> Answer:
    update = {
        "TableName": "things",
        "Key": {"p": text(p)},
        "UpdateExpression": expression,
        "ExpressionAttributeValues": values,
        **more,
    }
    return {"Update": update}


def _delete(p: str, **more: Any) -> Answer:
    return {"Delete": {"TableName": "things", "Key": {"p": text(p)}, **more}}


def _check(p: str, condition: str) -> Answer:
    return {
        "ConditionCheck": {
            "TableName": "things",
            "Key": {"p": text(p)},
            "ConditionExpression": condition,
        }
    }


def _write(engine: Engine, *steps: Answer, **more: Any) -> None:
    assert engine.call("TransactWriteItems", TransactItems=list(steps), **more) == {}


def _reasons(engine: Engine, *steps: Answer) -> list[Answer]:
    with pytest.raises(ClientError) as caught:
        engine.call("TransactWriteItems", TransactItems=list(steps))
    response: Any = caught.value.response
    assert response["Error"]["Code"] == "TransactionCanceledException"
    codes = ", ".join(reason["Code"] for reason in response["CancellationReasons"])
    assert response["Error"]["Message"] == (
        f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    )
    reasons: list[Answer] = response["CancellationReasons"]
    return reasons


def test_all_steps_are_done_together(engine: Engine) -> None:
    engine.put("old")
    engine.put("gone")
    add = {":n": number(2)}
    _write(
        engine,
        _check("old", "attribute_exists (p)"),
        _delete("gone"),
        _put("new"),
        _update("counter", "ADD n :n", add),
    )
    assert engine.get("gone") is None
    assert engine.get("new") == {"p": text("new")}
    assert engine.get("counter") == {"p": text("counter"), "n": number(2)}


def test_one_failed_condition_undoes_all_and_gives_reasons_in_order(engine: Engine) -> None:
    engine.put("taken", owner=text("ada"))
    free = {"ConditionExpression": "attribute_not_exists (p)"}
    shown = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    reasons = _reasons(
        engine,
        _put("new"),
        _put("taken", **free, **shown),
        _check("missing", "attribute_exists (p)"),
        _delete("taken2", ConditionExpression="attribute_exists (p)"),
    )
    failed = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
    assert reasons == [
        {"Code": "None"},
        failed | {"Item": {"p": text("taken"), "owner": text("ada")}},
        failed,
        failed,
    ]
    assert engine.get("new") is None


def test_a_wrong_item_is_a_reason_too(engine: Engine) -> None:
    engine.put("text", a=text("x"))
    wrong_key = {"Put": {"TableName": "things", "Item": {"p": number(1)}}}
    reasons = _reasons(
        engine, _put("new"), _update("text", "SET a = a + :n", {":n": number(1)}), wrong_key
    )
    assert [reason["Code"] for reason in reasons] == ["None", "ValidationError", "ValidationError"]
    assert engine.get("new") is None


def test_a_wrong_index_key_undoes_what_was_written_before_it(engine: Engine) -> None:
    engine.create(
        None,
        TableName="indexed",
        kinds={"g": "S"},
        GlobalSecondaryIndexes=[global_index("by-g", "g")],
    )
    wrong = {"Put": {"TableName": "indexed", "Item": {"p": text("x"), "g": number(1)}}}
    assert [reason["Code"] for reason in _reasons(engine, _put("new"), wrong)] == [
        "None",
        "ValidationError",
    ]
    assert engine.get("new") is None


def test_the_same_item_twice_is_refused(engine: Engine) -> None:
    sentence = "Transaction request cannot include multiple operations on one item"
    for steps in ([_put("a"), _delete("a")], [_check("a", "attribute_exists (p)"), _put("a")]):
        assert engine.refuses("TransactWriteItems", TransactItems=steps)[1] == sentence
    get = {"Get": {"TableName": "things", "Key": {"p": text("a")}}}
    assert engine.refuses("TransactGetItems", TransactItems=[get, get])[1] == sentence


def test_limits_and_shapes(engine: Engine) -> None:
    _write(engine, *(_put(str(step)) for step in range(100)))
    for steps, sentence in (
        ([], "greater than or equal to 1"),
        ([_put(str(step)) for step in range(101)], "less than or equal to 100"),
        ([{}], "can only contain one of"),
        ([_put("a") | _delete("b")], "can only contain one of"),
        ([{"Get": {"TableName": "things"}}], "does not know the transaction item Get"),
        ([_update("a", "SET b = ", {})], "Syntax error"),
        (
            [
                {"Put": {"TableName": "things", "Item": {"p": text(str(step)), "a": BIG}}}
                for step in range(11)
            ],
            "4 MB",
        ),
    ):
        code, message = engine.refuses("TransactWriteItems", TransactItems=steps)
        assert code == "ValidationException"
        assert sentence in message
    missing = {"Put": {"TableName": "nothing", "Item": {"p": text("a")}}}
    code, _ = engine.refuses("TransactWriteItems", TransactItems=[_put("new"), missing])
    assert code == "ResourceNotFoundException"
    assert engine.get("new") is None


BIG = text("x" * 399_000)


def test_a_token_makes_a_request_happen_once(engine: Engine) -> None:
    token = str(uuid.uuid4())
    step = _update("counter", "ADD n :n", {":n": number(1)})
    for _ in range(3):
        _write(engine, step, ClientRequestToken=token)
    assert engine.get("counter") == {"p": text("counter"), "n": number(1)}
    code, _ = engine.refuses(
        "TransactWriteItems", TransactItems=[_put("other")], ClientRequestToken=token
    )
    assert code == "IdempotentParameterMismatchException"


def test_a_token_of_a_failed_request_may_be_used_again(engine: Engine) -> None:
    token = str(uuid.uuid4())
    step = _put("a", ConditionExpression="attribute_not_exists (p)")
    engine.put("a")
    assert engine.refuses("TransactWriteItems", TransactItems=[step], ClientRequestToken=token)[
        0
    ].startswith("TransactionCanceled")
    engine.call("DeleteItem", Key={"p": text("a")})
    _write(engine, step, ClientRequestToken=token)
    assert engine.get("a") is not None


def test_transact_get_answers_in_order(engine: Engine) -> None:
    engine.put("a", n=number(1), m=number(2))
    answer = engine.call(
        "TransactGetItems",
        TransactItems=[
            {"Get": {"TableName": "things", "Key": {"p": text("none")}}},
            {
                "Get": {
                    "TableName": "things",
                    "Key": {"p": text("a")},
                    "ProjectionExpression": "n",
                }
            },
        ],
    )
    assert answer == {"Responses": [{}, {"Item": {"n": number(1)}}]}
