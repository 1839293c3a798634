"""Query and Scan: order, ranges, pages, filters, indexes."""

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dynamo.embedded.engine import Answer, Engine, global_index, number, text

P = {":p": text("p")}


def _query(engine: Engine, condition: str = "p = :p", **request: Any) -> list[Answer]:
    values = P | request.pop("values", {})
    return engine.all(
        "Query", KeyConditionExpression=condition, ExpressionAttributeValues=values, **request
    )


def _numbers(items: list[Answer]) -> list[int]:
    return [int(item["s"]["N"]) for item in items]


@pytest.fixture
def numbered(engine: Engine) -> Engine:
    """Items -20 … 20 of `p`, put in any order, between those of two other partitions."""
    engine.create("N")
    for step in sorted(range(-20, 21), key=lambda step: step * 7 % 41):
        engine.put("p", number(step), even={"BOOL": step % 2 == 0})
        engine.put("o", number(step))
        engine.put("q", number(step))
    return engine


@pytest.mark.parametrize(
    ("condition", "values", "found"),
    [
        ("p = :p", {}, range(-20, 21)),
        ("p = :p AND s = :a", {":a": number("3.0")}, [3]),
        ("p = :p AND s < :a", {":a": number(-18)}, [-20, -19]),
        ("p = :p AND s <= :a", {":a": number(-18)}, [-20, -19, -18]),
        ("p = :p AND s > :a", {":a": number(18)}, [19, 20]),
        ("p = :p AND s >= :a", {":a": number("17.5")}, [18, 19, 20]),
        ("s BETWEEN :a AND :b AND p = :p", {":a": number(-1), ":b": number(1)}, [-1, 0, 1]),
        ("(:p = p) AND (:a > s)", {":a": number(-18)}, [-20, -19]),
        ("p = :p AND s > :a", {":a": number(20)}, []),
    ],
)
def test_key_conditions(
    numbered: Engine, condition: str, values: dict[str, Answer], found: Any
) -> None:
    assert _numbers(_query(numbered, condition, values=values)) == list(found)
    backward = _query(numbered, condition, values=values, ScanIndexForward=False)
    assert _numbers(backward) == list(found)[::-1]


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [1, 7, 41, 42])
def test_pages_give_everything_once(numbered: Engine, limit: int, forward: bool) -> None:
    items = _query(numbered, Limit=limit, ScanIndexForward=forward)
    assert _numbers(items) == list(range(-20, 21))[:: 1 if forward else -1]


def test_a_page_says_what_it_counted_and_where_it_stopped(numbered: Engine) -> None:
    request = {
        "KeyConditionExpression": "p = :p",
        "FilterExpression": "even = :true",
        "ExpressionAttributeValues": P | {":true": {"BOOL": True}},
        "Limit": 5,
    }
    page = numbered.call("Query", **request)
    assert (page["Count"], page["ScannedCount"]) == (3, 5)
    assert page["LastEvaluatedKey"] == {"p": text("p"), "s": number(-16)}
    counted = numbered.call("Query", **request, Select="COUNT")
    assert counted == {key: value for key, value in page.items() if key != "Items"}


def test_a_cursor_outlives_its_item(numbered: Engine) -> None:
    numbered.call("DeleteItem", Key={"p": text("p"), "s": number(0)})
    items = _query(numbered, ExclusiveStartKey={"p": text("p"), "s": number(0)})
    assert _numbers(items) == list(range(1, 21))


def test_begins_with_on_texts(engine: Engine) -> None:
    engine.create()
    for key in ("a", "ab", "ab\x00", "ab\xff", "ac", "b", "ab\U0010ffff"):
        engine.put("p", text(key))
    found = _query(engine, "p = :p AND begins_with (s, :a)", values={":a": text("ab")})
    assert [item["s"]["S"] for item in found] == ["ab", "ab\x00", "ab\xff", "ab\U0010ffff"]


def test_binary_keys(engine: Engine) -> None:
    engine.create("B")
    keys = [b"\x00", b"\x00\x00", b"\x01", b"\xff", b"\xff\xff"]
    for key in reversed(keys):
        engine.put("p", {"B": key})
    assert [item["s"]["B"] for item in _query(engine)] == keys
    found = _query(engine, "p = :p AND begins_with (s, :a)", values={":a": {"B": b"\xff"}})
    assert [item["s"]["B"] for item in found] == keys[3:]


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("s = :p", "missed key schema element: p"),
        ("p > :p", "not supported"),
        ("p = :p AND x = :p", "missed key schema element: s"),
        ("p = :p AND s = :p AND s = :p", "one condition per key"),
        ("p = :p OR s = :p", "Invalid operator used in KeyConditionExpression: OR"),
        ("p = :p AND NOT s = :p", "Invalid operator used in KeyConditionExpression: NOT"),
        ("p = :p AND s <> :p", "Invalid operator used in KeyConditionExpression: <>"),
        ("p = :p AND s IN (:p)", "Invalid operator used in KeyConditionExpression: IN"),
        ("p = :p AND contains (s, :p)", "Invalid operator"),
        ("p = :p AND s.x = :p", "nested attributes"),
        ("p = :n", "type does not match schema type"),
        ("p = :e", "empty string value. Key: p"),
        ("p = :p AND s BETWEEN :p AND :a", "upper bound to be greater"),
    ],
)
def test_key_conditions_that_are_refused(engine: Engine, condition: str, sentence: str) -> None:
    engine.create()
    values = {name: value for name, value in EXTRA.items() if name in condition}
    code, message = engine.refuses(
        "Query", KeyConditionExpression=condition, ExpressionAttributeValues=values
    )
    assert code == "ValidationException"
    assert sentence in message


EXTRA = {":p": text("p"), ":n": number(1), ":e": text(""), ":a": text("a")}


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"FilterExpression": "attribute_exists (s)"}, "non-primary key attributes"),
        ({"Limit": 0}, "greater than or equal to 1"),
        ({"IndexName": "none"}, "does not have the specified index: none"),
        ({"Select": "SPECIFIC_ATTRIBUTES"}, "ProjectionExpression"),
        ({"Select": "COUNT", "ProjectionExpression": "a"}, "only the Count"),
        ({"Select": "ALL_PROJECTED_ATTRIBUTES"}, "IndexName"),
        ({"ExclusiveStartKey": {"p": text("p")}}, "starting key is invalid"),
        ({"ExclusiveStartKey": {"p": text("x"), "s": text("x")}}, "outside query boundaries"),
        ({"QueryFilter": {}}, "does not support the parameter QueryFilter"),
    ],
)
def test_queries_that_are_refused(engine: Engine, more: dict[str, Any], sentence: str) -> None:
    engine.create()
    code, message = engine.refuses(
        "Query", KeyConditionExpression="p = :p", ExpressionAttributeValues=P, **more
    )
    assert code == "ValidationException"
    assert sentence in message


def test_a_page_ends_after_1_mb(engine: Engine) -> None:
    engine.create("N")
    for step in range(12):
        engine.put("p", number(step), fill=text("x" * 200_000))
    page = engine.call("Query", KeyConditionExpression="p = :p", ExpressionAttributeValues=P)
    assert page["Count"] == 6
    assert page["LastEvaluatedKey"]["s"] == number(5)
    assert _numbers(_query(engine)) == list(range(12))
    assert len(engine.all("Scan")) == 12


@pytest.fixture
def indexed(engine: Engine) -> Engine:
    """Ten items in three indexes; five of them share one sort key."""
    engine.create(
        kinds={"g": "S", "h": "N"},
        GlobalSecondaryIndexes=[
            global_index("all", "g", "h"),
            global_index("keys", "g", "h", projection="KEYS_ONLY"),
            global_index("some", "g", projection="INCLUDE", NonKeyAttributes=["a"]),
        ],
        LocalSecondaryIndexes=[global_index("local", "p", "h", projection="KEYS_ONLY")],
    )
    for step in range(10):
        more = {"h": number(step if step < 5 else 7)} if step != 9 else {}
        engine.put("p", text(str(step)), g=text("g"), a=number(step), b=number(step), **more)
    return engine


def _indexed(engine: Engine, name: str, **request: Any) -> list[Answer]:
    return engine.all(
        "Query",
        IndexName=name,
        KeyConditionExpression="g = :g",
        ExpressionAttributeValues={":g": text("g")},
        **request,
    )


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_an_index_is_ordered_sparse_and_paged_over_equal_keys(
    indexed: Engine, limit: int, forward: bool
) -> None:
    items = _indexed(indexed, "all", Limit=limit, ScanIndexForward=forward)
    expected = [0, 1, 2, 3, 4, 7, 7, 7, 7]
    assert [int(item["h"]["N"]) for item in items] == expected[:: 1 if forward else -1]
    assert sorted(item["s"]["S"] for item in items) == [str(step) for step in range(9)]


def test_the_cursor_of_an_index_holds_both_keys(indexed: Engine) -> None:
    page = indexed.call(
        "Query",
        IndexName="all",
        KeyConditionExpression="g = :g",
        ExpressionAttributeValues={":g": text("g")},
        Limit=2,
    )
    expected = {"p": text("p"), "s": text("1"), "g": text("g"), "h": number(1)}
    assert page["LastEvaluatedKey"] == expected


def test_projections_of_indexes(indexed: Engine) -> None:
    assert set(_indexed(indexed, "all")[0]) == {"p", "s", "g", "h", "a", "b"}
    assert set(_indexed(indexed, "keys")[0]) == {"p", "s", "g", "h"}
    assert set(_indexed(indexed, "some")[0]) == {"p", "s", "g", "a"}
    local = _query(indexed, IndexName="local")
    assert set(local[0]) == {"p", "s", "h"}
    assert len(local) == 9
    fetched = _query(indexed, IndexName="local", Select="ALL_ATTRIBUTES", ConsistentRead=True)
    assert set(fetched[0]) == {"p", "s", "g", "h", "a", "b"}


def test_a_filter_sees_what_its_index_projects(indexed: Engine) -> None:
    request: Any = {"FilterExpression": "attribute_exists (b)"}
    assert len(indexed.all("Scan", IndexName="all", **request)) == 9
    assert indexed.all("Scan", IndexName="some", **request) == []


def test_a_projection_fetches_what_a_local_index_lacks(indexed: Engine) -> None:
    items = _query(indexed, IndexName="local", ProjectionExpression="a", Limit=2)
    assert items[:2] == [{"a": number(0)}, {"a": number(1)}]


def test_what_an_index_cannot_do_is_refused(indexed: Engine) -> None:
    query = {"KeyConditionExpression": "g = :g", "ExpressionAttributeValues": {":g": text("g")}}
    for name, more, sentence in (
        ("all", {"ConsistentRead": True}, "Consistent reads are not supported on global"),
        ("keys", {"Select": "ALL_ATTRIBUTES"}, "ALL_ATTRIBUTES is not supported"),
    ):
        _, message = indexed.refuses("Query", IndexName=name, **query, **more)
        assert sentence in message


def test_segments_share_a_table_out(indexed: Engine) -> None:
    for step in range(200):
        indexed.put(f"p{step}", text("s"))
    everything = sorted(item["p"]["S"] for item in indexed.all("Scan"))
    for total in (1, 2, 7, 1000):
        found = [
            [item["p"]["S"] for item in indexed.all("Scan", Segment=segment, TotalSegments=total)]
            for segment in range(min(total, 7))
        ]
        if total <= 7:
            assert sorted(itertools.chain(*found)) == everything
            assert all(found)
    for request in ({"Segment": 0}, {"TotalSegments": 1}, {"Segment": 2, "TotalSegments": 2}):
        assert indexed.refuses("Scan", **request)[0] == "ValidationException"


keys = st.sampled_from(["a", "b"])
steps = st.tuples(
    st.sampled_from(["put", "put", "delete"]),
    keys,
    st.integers(0, 3),
    st.none() | keys,
    st.none() | st.integers(-2, 2),
)


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(steps, max_size=25))
def test_indexes_always_agree_with_their_table(engine: Engine, some: list[Any]) -> None:
    name = f"table{len(engine.call('ListTables', Limit=1)['TableNames'])}"
    engine.create(
        "N",
        TableName=name,
        kinds={"g": "S", "h": "N"},
        GlobalSecondaryIndexes=[
            global_index("all", "g", "h"),
            global_index("keys", "h", projection="KEYS_ONLY"),
        ],
    )
    model: dict[tuple[str, int], Answer] = {}
    for verb, p, s, g, h in some:
        item = {"p": text(p), "s": number(s)}
        if verb == "delete":
            engine.call("DeleteItem", TableName=name, Key=item)
            model.pop((p, s), None)
        else:
            item |= {} if g is None else {"g": text(g)}
            item |= {} if h is None else {"h": number(h)}
            engine.call("PutItem", TableName=name, Item=item)
            model[p, s] = item
    for index, needed in ((None, set()), ("all", {"g", "h"}), ("keys", {"h"})):
        source = {} if index is None else {"IndexName": index}
        found = engine.all("Scan", TableName=name, Limit=3, **source)
        expected = [item for item in model.values() if needed <= set(item)]
        if index == "keys":
            expected = [{k: v for k, v in item.items() if k != "g"} for item in expected]
        assert sorted(map(_canonical, found)) == sorted(map(_canonical, expected))
    engine.call("DeleteTable", TableName=name)


def _canonical(item: Answer) -> list[tuple[str, str]]:
    return sorted((name, repr(value)) for name, value in item.items())
