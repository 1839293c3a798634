"""GetItem, PutItem, UpdateItem, DeleteItem: answers, limits, refusals."""

from typing import Any

import pytest

from tests.dynamo.embedded.engine import Engine, global_index, number, text

KEY = {"p": text("1"), "s": text("2")}


@pytest.fixture(autouse=True)
def table(engine: Engine) -> None:
    engine.create()


EVERY_TYPE: dict[str, Any] = {
    "text": {"S": "zwölf\U0001f600\x00"},
    "empty": {"S": ""},
    "number": {"N": "1234567890123456789012345678.9012345678"},
    "bytes": {"B": b"\x00\xff"},
    "no bytes": {"B": b""},
    "true": {"BOOL": True},
    "false": {"BOOL": False},
    "null": {"NULL": True},
    "texts": {"SS": ["a", "b"]},
    "numbers": {"NS": ["-1", "2.5"]},
    "blobs": {"BS": [b"", b"\xff"]},
    "list": {"L": [{"B": b"x"}, {"L": []}, {"M": {}}, {"S": '{"B":"'}]},
    "map": {"M": {"a b.c": {"BS": [b"y"]}, "": {"N": "0"}}},
}


def test_every_type_comes_back_as_it_went_in(engine: Engine) -> None:
    engine.put("1", text("2"), **EVERY_TYPE)
    assert engine.get("1", text("2")) == KEY | EVERY_TYPE


def test_an_answer_is_not_the_stored_item(engine: Engine) -> None:
    given = {"L": [{"S": "a"}]}
    engine.put("1", text("2"), list=given)
    given["L"].append({"S": "b"})
    found = engine.get("1", text("2"))
    assert found is not None
    found["list"]["L"].clear()
    assert engine.get("1", text("2")) == KEY | {"list": {"L": [{"S": "a"}]}}


def test_what_is_missing_has_no_item(engine: Engine) -> None:
    assert engine.call("GetItem", Key=KEY) == {}
    assert engine.call("DeleteItem", Key=KEY, ReturnValues="ALL_OLD") == {}


def test_put_replaces_the_whole_item(engine: Engine) -> None:
    engine.put("1", text("2"), a=number(1), b=number(2))
    old = engine.call("PutItem", Item=KEY | {"a": number(3)}, ReturnValues="ALL_OLD")
    assert old == {"Attributes": KEY | {"a": number(1), "b": number(2)}}
    assert engine.get("1", text("2")) == KEY | {"a": number(3)}


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("NONE", None),
        ("ALL_OLD", KEY | {"a": number(1), "m": {"M": {"x": number(1), "y": number(2)}}}),
        ("ALL_NEW", KEY | {"a": number(2), "m": {"M": {"x": number(5), "y": number(2)}}}),
        ("UPDATED_OLD", {"a": number(1), "m": {"M": {"x": number(1)}}}),
        ("UPDATED_NEW", {"a": number(2), "m": {"M": {"x": number(5)}}}),
    ],
)
def test_return_values_of_an_update(
    engine: Engine, wanted: str, shown: dict[str, Any] | None
) -> None:
    engine.put("1", text("2"), a=number(1), m={"M": {"x": number(1), "y": number(2)}})
    answer = engine.call(
        "UpdateItem",
        Key=KEY,
        UpdateExpression="SET a = a + :one, m.x = :five",
        ExpressionAttributeValues={":one": number(1), ":five": number(5)},
        ReturnValues=wanted,
    )
    assert answer.get("Attributes") == shown


def test_an_update_makes_the_item_if_there_is_none(engine: Engine) -> None:
    engine.call(
        "UpdateItem",
        Key=KEY,
        UpdateExpression="ADD n :n",
        ExpressionAttributeValues={":n": number(1)},
    )
    assert engine.get("1", text("2")) == KEY | {"n": number(1)}
    engine.call("UpdateItem", Key=KEY | {"p": text("3")})
    assert engine.get("3", text("2")) == KEY | {"p": text("3")}


@pytest.mark.parametrize("operation", ["PutItem", "UpdateItem", "DeleteItem"])
def test_a_condition_that_fails_changes_nothing(engine: Engine, operation: str) -> None:
    engine.put("1", text("2"), a=number(1))
    what: dict[str, Any] = {"Item": KEY} if operation == "PutItem" else {"Key": KEY}
    if operation == "UpdateItem":
        what["UpdateExpression"] = "REMOVE a"
    condition = {
        "ConditionExpression": "a = :two",
        "ExpressionAttributeValues": {":two": number(2)},
    }
    assert engine.refuses(operation, **what, **condition) == (
        "ConditionalCheckFailedException",
        "The conditional request failed",
    )
    assert engine.get("1", text("2")) == KEY | {"a": number(1)}


def test_a_failed_condition_shows_the_item_when_asked(engine: Engine) -> None:
    from botocore.exceptions import ClientError

    engine.put("1", text("2"), a=number(1))
    with pytest.raises(ClientError) as caught:
        engine.call(
            "DeleteItem",
            Key=KEY,
            ConditionExpression="attribute_not_exists (p)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    assert caught.value.response["Item"] == KEY | {"a": number(1)}


def test_a_projection_shows_part_of_an_item(engine: Engine) -> None:
    engine.put("1", text("2"), a=number(1), m={"M": {"x": number(1), "y": number(2)}})
    answer = engine.call(
        "GetItem",
        Key=KEY,
        ProjectionExpression="#m.x, a",
        ExpressionAttributeNames={"#m": "m"},
    )
    assert answer == {"Item": {"a": number(1), "m": {"M": {"x": number(1)}}}}


def test_an_item_of_400_kb_fits_and_one_byte_more_does_not(engine: Engine) -> None:
    room = 400 * 1024 - len("p1s2a")
    engine.put("1", text("2"), a=text("x" * room))
    assert engine.refuses("PutItem", Item=KEY | {"a": text("x" * room + "x")}) == (
        "ValidationException",
        "Item size has exceeded the maximum allowed size",
    )
    assert engine.refuses(
        "UpdateItem",
        Key=KEY,
        UpdateExpression="SET b = :b",
        ExpressionAttributeValues={":b": number(1)},
    ) == ("ValidationException", "Item size to update has exceeded the maximum allowed size")


REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("PutItem", {"Item": {"p": text("1")}}, "Missing the key s in the item"),
    ("PutItem", {"Item": KEY | {"s": number(1)}}, "Type mismatch for key s expected: S actual: N"),
    ("PutItem", {"Item": KEY | {"p": text("")}}, "cannot contain an empty string value. Key: p"),
    ("PutItem", {"Item": KEY | {"p": text("x" * 2049)}}, "maximum size limit of2048 bytes"),
    ("PutItem", {"Item": KEY | {"s": text("x" * 1025)}}, "size limit of 1024 bytes"),
    ("PutItem", {"Item": KEY | {"a": {}}}, "AttributeValue is empty"),
    ("PutItem", {"Item": KEY | {"a": {"X": "1"}}}, "AttributeValue is empty"),
    ("PutItem", {"Item": KEY | {"a": {"S": "", "N": "1"}}}, "more than one datatypes set"),
    ("PutItem", {"Item": KEY | {"a": {"S": 1}}}, "must be a string"),
    ("PutItem", {"Item": KEY | {"a": {"N": 1}}}, "must be sent as a string"),
    ("PutItem", {"Item": KEY | {"a": {"B": "x"}}}, "must be bytes"),
    ("PutItem", {"Item": KEY | {"a": {"BOOL": 1}}}, "must be true or false"),
    ("PutItem", {"Item": KEY | {"a": {"NULL": False}}}, "must have the value of true"),
    ("PutItem", {"Item": KEY | {"a": {"SS": []}}}, "string set  may not be empty"),
    ("PutItem", {"Item": KEY | {"a": {"SS": ["a", "a"]}}}, "[a, a] contains duplicates"),
    ("PutItem", {"Item": KEY | {"a": {"NS": ["1", "1.0"]}}}, "contains duplicates"),
    ("PutItem", {"Item": KEY | {"a": {"S": "\ud800"}}}, "not valid Unicode"),
    ("PutItem", {"Item": KEY | {"p": {"S": "\ud800"}}}, "not valid Unicode"),
    ("PutItem", {"Item": KEY, "ReturnValues": "ALL_NEW"}, "Return values set to invalid value"),
    ("PutItem", {"Item": KEY, "ReturnValues": "SOME"}, "enum value set"),
    ("PutItem", {"Item": KEY, "Expected": {}}, "does not support the parameter Expected"),
    ("PutItem", {}, "Value null at 'item'"),
    ("GetItem", {"Key": {"p": text("1")}}, "key element does not match the schema"),
    ("GetItem", {"Key": KEY | {"x": text("1")}}, "key element does not match the schema"),
    ("GetItem", {"Key": KEY | {"s": number(1)}}, "key element does not match the schema"),
    ("GetItem", {"Key": KEY, "ProjectionExpression": "a, a.b"}, "paths overlap"),
    ("GetItem", {"Key": KEY, "ProjectionExpression": "m.b, m[0]"}, "paths conflict"),
    ("GetItem", {"Key": KEY, "ProjectionExpression": "a,"}, "Syntax error"),
    ("GetItem", {"Key": KEY, "ExpressionAttributeNames": {"#a": "a"}}, "only be specified when"),
    ("DeleteItem", {"Key": KEY, "ReturnValues": "UPDATED_OLD"}, "Return values set to invalid"),
    (
        "UpdateItem",
        {"Key": KEY, "UpdateExpression": "REMOVE s"},
        "Cannot update attribute s. This attribute is part of the key",
    ),
    (
        "GetItem",
        {"Key": KEY, "ProjectionExpression": "a", "ExpressionAttributeNames": {"#x": "x"}},
        "unused in expressions: keys: {#x}",
    ),
    (
        "DeleteItem",
        {
            "Key": KEY,
            "ConditionExpression": "attribute_exists (p)",
            "ExpressionAttributeValues": {":x": {"N": "x"}},
        },
        "contains invalid value: The parameter cannot be converted to a numeric value: x for key",
    ),
]


@pytest.mark.parametrize(("operation", "request_", "sentence"), REFUSALS)
def test_refusals(engine: Engine, operation: str, request_: dict[str, Any], sentence: str) -> None:
    code, message = engine.refuses(operation, **request_)
    assert code == "ValidationException"
    assert sentence in message
    assert engine.all("Scan") == []


def test_nesting_ends_at_32_levels(engine: Engine) -> None:
    value: dict[str, Any] = {"S": "in"}
    for _ in range(31):
        value = {"L": [value]}
    engine.put("1", text("2"), a=value)
    _, message = engine.refuses("PutItem", Item=KEY | {"a": {"L": [value]}})
    assert "Nesting Levels have exceeded supported limits" in message


def test_keys_of_indexes_must_have_their_type(engine: Engine) -> None:
    engine.create(
        TableName="indexed",
        kinds={"g": "S"},
        GlobalSecondaryIndexes=[global_index("by-g", "g")],
    )
    for value, sentence in (
        (number(1), "Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g"),
        ({"NULL": True}, "Type mismatch for Index Key g Expected: S Actual: NULL"),
        (text(""), "cannot contain an empty string value. IndexName: by-g, IndexKey: g"),
        (text("x" * 2049), "exceeded"),
    ):
        for operation, what in (
            ("PutItem", {"Item": KEY | {"g": value}}),
            (
                "UpdateItem",
                {
                    "Key": KEY,
                    "UpdateExpression": "SET g = :g",
                    "ExpressionAttributeValues": {":g": value},
                },
            ),
        ):
            code, message = engine.refuses(operation, TableName="indexed", **what)
            assert code == "ValidationException"
            assert sentence in message


def test_unknown_tables_and_operations_are_named(engine: Engine) -> None:
    for operation in ("PutItem", "GetItem", "Query", "UpdateItem", "DeleteItem", "Scan"):
        request: dict[str, Any] = {"Item": KEY} if operation == "PutItem" else {"Key": KEY}
        if operation in {"Query", "Scan"}:
            request = {}
        if operation == "Query":
            request = {
                "KeyConditionExpression": "p = :p",
                "ExpressionAttributeValues": {":p": text("1")},
            }
        assert engine.refuses(operation, TableName="nothing", **request) == (
            "ResourceNotFoundException",
            "Requested resource not found",
        )
    assert engine.refuses("ExecuteStatement")[0] == "UnknownOperationException"
