"""What the random sequences found, each as a fixed example of what the engine answers.

`MISTAKES` were the engine's own and are mended. `ON_PURPOSE` are points in which ministack 1.5.33
answers otherwise; docs/embedded-store.md says why the engine does not follow.
"""

from pathlib import Path
from typing import Any

import pytest

from craftify.dynamo.embedded.client import EmbeddedClient
from tests.conformance.data import Request
from tests.conformance.peer import call

KEY = {"p": {"S": "k"}, "s": {"S": "s"}}
INVALID = "ValidationException"
FAILED = "ConditionalCheckFailedException"
LONG_LIST = {"L": [{"S": each} for each in "abcd"]}
_NESTED: dict[str, Any] = {"S": "in"}
for _ in range(32):
    _NESTED = {"L": [_NESTED]}


def _update(expression: str, condition: str = "", **values: Any) -> tuple[str, Request]:
    request: Request = {"Key": KEY, "UpdateExpression": expression, "ReturnValues": "ALL_NEW"}
    if condition:
        request["ConditionExpression"] = condition
    if values:
        request["ExpressionAttributeValues"] = {f":{name}": each for name, each in values.items()}
    return "UpdateItem", request


def _holds(condition: str, **values: Any) -> tuple[str, Request]:
    return _update("SET z = if_not_exists (z, :z)", condition, z={"NULL": True}, **values)


def _query(condition: str, **values: Any) -> tuple[str, Request]:
    given = {f":{name}": each for name, each in values.items()}
    return "Query", {"KeyConditionExpression": condition, "ExpressionAttributeValues": given}


GET = {"Get": {"TableName": "tab", "Key": KEY}}
PUT = {"Put": {"TableName": "tab", "Item": KEY}}
P = {"p": {"S": "k"}}
Example = tuple[str, Request, tuple[str, Request], Any]

# The name, the attributes of the item, what is asked, and the error's code or a part of the item.
MISTAKES: list[Example] = [
    (
        "size counts as Java does",
        {"a": {"S": "\U0001f600"}},
        _holds("size (a) = :n", n={"N": "2"}),
        {"a": {"S": "\U0001f600"}},
    ),
    ("numbers have no size", {"a": {"N": "1"}}, _holds("size (a) >= :n", n={"N": "0"}), FAILED),
    ("32 levels with the text", {}, _update("SET a = :a", a=_NESTED), INVALID),
    (
        "one item twice in TransactGetItems",
        {},
        ("TransactGetItems", {"TransactItems": [GET, GET]}),
        INVALID,
    ),
    (
        "one item twice comes before other mistakes",
        {},
        ("TransactWriteItems", {"TransactItems": [PUT, PUT]}),
        INVALID,
    ),
    (
        "begins_with an empty text in a key",
        {},
        _query("p = :p AND begins_with (s, :s)", p=KEY["p"], s={"S": ""}),
        INVALID,
    ),
    (
        "a cursor of another partition",
        {},
        (
            "Query",
            {
                "KeyConditionExpression": "p = :p",
                "ExpressionAttributeValues": {":p": KEY["p"]},
                "ExclusiveStartKey": {"p": {"S": "other"}, "s": {"S": "s"}},
            },
        ),
        INVALID,
    ),
    (
        "overlapping paths come before the condition",
        {},
        _update("SET a = :a, a = :a", "attribute_not_exists (p)", a={"S": "x"}),
        INVALID,
    ),
]
ON_PURPOSE: list[Example] = [
    ("a path compared with itself", {"a": {"S": "x"}}, _holds("a = a"), INVALID),
    ("two absent attributes are not equal", {}, _holds("a = b"), FAILED),
    ("an absent attribute is in no list", {}, _holds("a IN (b)"), FAILED),
    ("REMOVE below what is not there", {}, _update("REMOVE a.b"), INVALID),
    ("REMOVE of an element of no list", {"a": {"S": "x"}}, _update("REMOVE a[0]"), INVALID),
    ("ADD below what is not a map", {}, _update("ADD a.b :n", n={"N": "1"}), INVALID),
    (
        "indexes of one REMOVE mean the old list",
        {"a": LONG_LIST},
        _update("REMOVE a[1], a[2]"),
        {"a": {"L": [{"S": "a"}, {"S": "d"}]}},
    ),
    (
        "arithmetic keeps 38 digits",
        {"a": {"N": "1" * 38}},
        _update("ADD a :n", n={"N": "1"}),
        {"a": {"N": "1" * 37 + "2"}},
    ),
    (
        "arithmetic does not round",
        {"a": {"N": "9" * 38}},
        _update("ADD a :n", n={"N": "0.1"}),
        INVALID,
    ),
    (
        "arithmetic wants numbers",
        {"a": {"M": {}}},
        _update("SET b = a - if_not_exists (x, :n)", n={"N": "1"}),
        INVALID,
    ),
    (
        "UPDATED_OLD shows the element that was removed",
        {"a": LONG_LIST},
        (
            "UpdateItem",
            {"Key": KEY, "UpdateExpression": "REMOVE a[1]", "ReturnValues": "UPDATED_OLD"},
        ),
        {"a": {"L": [{"S": "b"}]}},
    ),
    (
        "UPDATED_OLD shows no empty list for an element that was not there",
        {"a": {"L": []}, "b": {"N": "1"}},
        (
            "UpdateItem",
            {
                "Key": KEY,
                "UpdateExpression": "SET a[0] = :x, b = :x",
                "ExpressionAttributeValues": {":x": {"S": "x"}},
                "ReturnValues": "UPDATED_OLD",
            },
        ),
        {"b": {"N": "1"}},
    ),
    (
        "bytes contain bytes",
        {"a": {"B": b"ab"}},
        _holds("contains (a, :b)", b={"B": b"b"}),
        {"a": {"B": b"ab"}},
    ),
    (
        "list_append wants lists",
        {"a": {"S": "x"}},
        _update("SET a = list_append (a, :l)", l={"L": []}),
        INVALID,
    ),
    (
        "begins_with another type is false",
        {"a": {"N": "1"}},
        _holds("begins_with (a, :a)", a={"S": "1"}),
        FAILED,
    ),
    (
        "literals without an order",
        {},
        _holds("attribute_exists (a) AND a < :a", a={"BOOL": True}),
        INVALID,
    ),
    ("OR in a key condition", {}, _query("p = :p OR s = :p", p=KEY["p"]), INVALID),
    ("<> in a key condition", {}, _query("p = :p AND s <> :p", p=KEY["p"]), INVALID),
    (
        "keys in a filter, also below them",
        {},
        (
            "Query",
            {
                "KeyConditionExpression": "p = :p",
                "FilterExpression": "attribute_exists (p[1])",
                "ExpressionAttributeValues": {":p": KEY["p"]},
            },
        ),
        INVALID,
    ),
    (
        "one way to write a number",
        {"n": {"N": "1E3"}},
        ("GetItem", {"Key": KEY}),
        {"n": {"N": "1000"}},
    ),
    (
        "list and map in one projection",
        {},
        ("GetItem", {"Key": KEY, "ProjectionExpression": "m.b, m[0]"}),
        INVALID,
    ),
    ("an empty projection", {}, ("GetItem", {"Key": KEY, "ProjectionExpression": "a,"}), INVALID),
    ("SET of nothing", {}, _update("SET"), INVALID),
    (
        "a wrong key in TransactGetItems",
        {},
        ("TransactGetItems", {"TransactItems": [{"Get": {"TableName": "tab", "Key": P}}]}),
        "TransactionCanceledException",
    ),
    (
        "a key attribute changed in a transaction",
        {},
        (
            "TransactWriteItems",
            {
                "TransactItems": [
                    {"Update": {"TableName": "tab", "Key": KEY, "UpdateExpression": "REMOVE s"}}
                ]
            },
        ),
        "TransactionCanceledException",
    ),
]


@pytest.mark.parametrize(
    ("attributes", "asked", "answer"),
    [pytest.param(*example, id=name) for name, *example in MISTAKES + ON_PURPOSE],
)
def test_examples(
    tmp_path: Path, attributes: Request, asked: tuple[str, Request], answer: Any
) -> None:
    client = EmbeddedClient(f"sqlite://{tmp_path}/store.sqlite3")
    kinds = {"p": "HASH", "s": "RANGE"}
    client.call(
        "CreateTable",
        {
            "TableName": "tab",
            "KeySchema": [{"AttributeName": name, "KeyType": kinds[name]} for name in kinds],
            "AttributeDefinitions": [
                {"AttributeName": name, "AttributeType": "S"} for name in kinds
            ],
            "BillingMode": "PAY_PER_REQUEST",
        },
    )
    client.call("PutItem", {"TableName": "tab", "Item": KEY | attributes})
    operation, request = asked
    if not operation.startswith("Transact"):
        request = {"TableName": "tab", **request}
    found = call(client, operation, request)
    client.store.close()
    if isinstance(answer, str):
        assert found.get("error") == answer
    else:
        item = found.get("Attributes") or found["Item"]
        assert {name: item[name] for name in answer} == answer
