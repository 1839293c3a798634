"""CreateTable, DescribeTable, UpdateTable, DeleteTable, ListTables."""

from typing import Any

import pytest

from tests.dynamo.embedded.engine import Answer, Engine, global_index, number, text

GOOD: dict[str, Any] = {
    "KeySchema": [{"AttributeName": "p", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "p", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
P, G = ({"AttributeName": name, "AttributeType": "S"} for name in "pg")


def test_a_table_is_described_as_it_was_created(engine: Engine) -> None:
    index = global_index("by-g", "g", projection="INCLUDE", NonKeyAttributes=["a"])
    engine.create(kinds={"g": "S"}, GlobalSecondaryIndexes=[index])
    engine.put("p", text("s"), g=text("g"))
    table = engine.call("DescribeTable")["Table"]
    assert table["TableName"] == "things"
    assert table["TableStatus"] == "ACTIVE"
    assert [part["AttributeName"] for part in table["KeySchema"]] == ["p", "s"]
    assert table["ItemCount"] == 1
    assert table["TableSizeBytes"] == 6
    assert table["BillingModeSummary"] == {"BillingMode": "PAY_PER_REQUEST"}
    (described,) = table["GlobalSecondaryIndexes"]
    assert described["IndexStatus"] == "ACTIVE"
    assert described["ItemCount"] == 1
    assert described["Projection"] == index["Projection"]


def test_tables_are_listed_in_pages(engine: Engine) -> None:
    names = [f"table-{number:03}" for number in range(5)]
    for name in reversed(names):
        engine.create(TableName=name)
    first = engine.call("ListTables", Limit=3)
    assert first == {"TableNames": names[:3], "LastEvaluatedTableName": names[2]}
    rest = engine.call("ListTables", ExclusiveStartTableName=names[2])
    assert rest == {"TableNames": names[3:]}


def test_a_deleted_table_is_gone_with_its_items(engine: Engine) -> None:
    engine.create()
    engine.put("p", text("s"))
    engine.call("DeleteTable")
    missing = ("ResourceNotFoundException", "Requested resource not found: Table: things not found")
    assert engine.refuses("DescribeTable") == missing
    assert engine.refuses("DeleteTable") == missing
    engine.create()
    assert engine.all("Scan") == []


def test_a_protected_table_stays(engine: Engine) -> None:
    engine.create(DeletionProtectionEnabled=True)
    assert "protected against deletion" in engine.refuses("DeleteTable")[1]
    engine.call("UpdateTable", DeletionProtectionEnabled=False)
    engine.call("DeleteTable")


def test_a_new_index_is_filled_and_a_removed_one_is_gone(engine: Engine) -> None:
    engine.create(None)
    for step in range(5):
        engine.put(str(step), g=text("g"), n=number(step))
    engine.put("sparse")
    engine.put("wrong", g=number(1))
    change = {"Create": global_index("by-g", "g", projection="KEYS_ONLY")}
    engine.call("UpdateTable", AttributeDefinitions=[P, G], GlobalSecondaryIndexUpdates=[change])
    found = engine.all("Scan", IndexName="by-g")
    assert sorted(item["p"]["S"] for item in found) == ["0", "1", "2", "3", "4"]
    engine.put("new", g=text("g"))
    assert len(engine.all("Scan", IndexName="by-g")) == 6
    engine.call("UpdateTable", GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-g"}}])
    assert "by-g" in engine.refuses("Scan", IndexName="by-g")[1]
    engine.put("free", g=number(1))
    code, _ = engine.refuses(
        "UpdateTable", GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-g"}}]
    )
    assert code == "ResourceNotFoundException"


def test_the_same_name_twice_is_refused(engine: Engine) -> None:
    engine.create()
    expected = ("ResourceInUseException", "Table already exists: things")
    assert engine.refuses("CreateTable", **GOOD) == expected


LOCAL: Answer = global_index("local", "p", "g")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"TableName": "ab"}, "at least 3 characters"),
        ({"TableName": "a b c"}, "regular expression pattern"),
        ({"KeySchema": []}, "Invalid KeySchema"),
        ({"KeySchema": GOOD["KeySchema"] * 2}, "Invalid KeySchema"),
        ({"AttributeDefinitions": []}, "not defined in AttributeDefinitions"),
        ({"AttributeDefinitions": [P, G]}, "Some AttributeDefinitions are not used"),
        ({"AttributeDefinitions": [P, P]}, "duplicate AttributeNames"),
        ({"AttributeDefinitions": [{**P, "AttributeType": "BOOL"}]}, "enum value set"),
        ({"BillingMode": None}, "must both be specified"),
        ({"ProvisionedThroughput": {"ReadCapacityUnits": 1}}, "PAY_PER_REQUEST"),
        ({"GlobalSecondaryIndexes": [global_index("i", "g")]}, "not defined in Attr"),
        (
            {"GlobalSecondaryIndexes": [global_index("i", "p", projection="INCLUDE")]},
            "NonKeyAttributes must be specified",
        ),
        (
            {"GlobalSecondaryIndexes": [global_index("i", "p", NonKeyAttributes=["a"])]},
            "NonKeyAttributes is specified",
        ),
        ({"GlobalSecondaryIndexes": [global_index("i", "p")] * 2}, "Duplicate index name: i"),
        (
            {"GlobalSecondaryIndexes": [global_index(f"i{n}", "p") for n in range(21)]},
            "exceeds the per-table limit of 20",
        ),
        ({"LocalSecondaryIndexes": [LOCAL], "AttributeDefinitions": [P, G]}, "not have a range"),
        ({"StreamArn": "x"}, "does not support the parameter StreamArn"),
    ],
)
def test_definitions_that_are_refused(engine: Engine, change: Answer, sentence: str) -> None:
    code, message = engine.refuses("CreateTable", **{**GOOD, **change})
    assert code == "ValidationException"
    assert sentence in message
    assert engine.call("ListTables") == {"TableNames": []}
