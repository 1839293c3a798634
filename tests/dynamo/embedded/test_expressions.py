"""The expression language: what is accepted, what it means, what is refused."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from craftify.dynamo.embedded.errors import ValidationError
from craftify.dynamo.embedded.expressions import conditions, parser
from craftify.dynamo.embedded.expressions.projections import project
from craftify.dynamo.embedded.expressions.scope import Scope
from craftify.dynamo.embedded.expressions.updates import Update
from craftify.dynamo.embedded.values import canonical_item
from tests.conformance.expressions import Expressions

ITEM = canonical_item(
    {
        "name": {"S": "Ada"},
        "age": {"N": "36"},
        "data": {"B": b"\x00\x01"},
        "open": {"BOOL": True},
        "nothing": {"NULL": True},
        "tags": {"SS": ["x", "y"]},
        "scores": {"NS": ["1", "2.0"]},
        "list": {"L": [{"S": "zero"}, {"N": "1"}, {"M": {"deep": {"S": "found"}}}]},
        "map": {"M": {"in": {"N": "5"}, "list": {"L": [{"S": "a"}, {"S": "b"}]}}},
    }
)
VALUES = {
    ":ada": {"S": "Ada"},
    ":a": {"S": "A"},
    ":z": {"S": "Z"},
    ":x": {"S": "x"},
    ":1": {"N": "1"},
    ":2": {"N": "2"},
    ":36": {"N": "36.0"},
    ":40": {"N": "40"},
    ":b": {"B": b"\x01"},
    ":true": {"BOOL": True},
    ":tags": {"SS": ["y", "x"]},
    ":str": {"S": "S"},
    ":found": {"S": "found"},
}


def _holds(expression: str) -> bool:
    scope = Scope({"ExpressionAttributeValues": VALUES, "ExpressionAttributeNames": {"#n": "name"}})
    parsed = parser.condition(expression)
    scope.admit(parsed)
    conditions.check(parsed.tree, scope, "ConditionExpression")
    return conditions.holds(parsed.tree, ITEM, scope)


@pytest.mark.parametrize(
    "expression",
    [
        "#n = :ada",
        "name <> :a",
        "missing <> :a",
        "age = :36",
        "age < :40",
        "age <= :36",
        "age > :1",
        "age >= :36",
        ":40 > age",
        "tags = :tags",
        "open = :true",
        "name BETWEEN :a AND :z",
        "age BETWEEN :1 AND :40",
        "name IN (:x, :ada)",
        "attribute_exists (map.in)",
        "attribute_exists(list[2].deep)",
        "attribute_not_exists (list[3])",
        "attribute_not_exists (name.in)",
        "attribute_not_exists (map[0])",
        "attribute_type (name, :str)",
        "begins_with (name, :a)",
        "contains (name, :a)",
        "contains (tags, :x)",
        "contains (scores, :2)",
        "contains (list, :1)",
        "contains (data, :b)",
        "size (tags) = :2",
        "size (data) = :2",
        "size (map) = :2",
        "size (name) > size (tags)",
        "list[2].deep = :found",
        "NOT name = :a",
        "(NOT name = :a) AND (age = :1 OR open = :true)",
        "name = :a AND age = :1 OR open = :true",
        "open = :true OR name = :a AND age = :1",
        "not name = :a and age = :36",
        "NOT NOT name = :ada",
    ],
)
def test_holds(expression: str) -> None:
    assert _holds(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "name = :a",
        "missing = :a",
        "age < :a",
        "age = :a",
        "name < missing",
        "missing IN (:a)",
        "size (age) > :1",
        "size (open) = :1",
        "begins_with (age, :a)",
        "contains (age, :1)",
        "contains (name, :1)",
        "contains (map, :a)",
        "missing BETWEEN :a AND :z",
        "NOT (name = :ada OR name = :a)",
        "name = :ada AND NOT open = :true",
        "missing = absent",
    ],
)
def test_does_not_hold(expression: str) -> None:
    assert not _holds(expression)


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("", "The expression can not be empty"),
        ("name", "Syntax error"),
        ("name = ", 'token: "<EOF>"'),
        ("name == :a", "Syntax error"),
        ("(name = :a", "Syntax error"),
        ("name = :a)", "Syntax error"),
        ("name = :a AND", "Syntax error"),
        ("name ! :a", 'token: "!"'),
        ("name IN ()", "Syntax error"),
        ("list[x] = :a", "Syntax error"),
        ("9lives = :a", "Syntax error"),
        ("size (name)", "Syntax error"),
        ("explode (name)", "Invalid function name; function: explode"),
        ("contains (name)", "Incorrect number of operands"),
        ("attribute_exists (:a)", "requires a document path"),
        ("#other = :a", "attribute name used in the document path is not defined"),
        ("name = :other", "attribute value used in expression is not defined"),
        (
            "age < :true",
            "Incorrect operand type for operator or function; .* <, operand type: BOOL",
        ),
        ("begins_with (name, :1)", "Incorrect operand type"),
        ("attribute_type (name, :1)", "Incorrect operand type"),
        ("attribute_type (name, :ada)", "Invalid attribute type name found"),
        ("age BETWEEN :40 AND :1", "upper bound to be greater"),
        ("age BETWEEN :a AND :40", "same data type"),
        ("name = name", "first operand must be distinct"),
        (f"name IN ({', '.join([':a'] * 101)})", "too many operands"),
        ("a=:a OR " * 301 + "a=:a", "too many operators"),
        ("name = :a OR " * 400 + "name = :a", "exceeded the maximum allowed size"),
    ],
)
def test_refuses(expression: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        _holds(expression)


def test_deep_nesting_is_refused_not_crashed() -> None:
    with pytest.raises(ValidationError):
        _holds("(" * 2000 + "name = :a" + ")" * 2000)
    with pytest.raises(ValidationError):
        _holds("NOT " * 1000 + "name = :a")
    assert _holds("(" * 100 + "name = :ada" + ")" * 100)


@given(st.data())
def test_whatever_the_grammar_allows_is_parsed(data: st.DataObject) -> None:
    writer = Expressions(data.draw, ["a", "b", "m"])
    update, condition = writer.update(), writer.condition()
    scope = Scope(writer.request())
    actions, parsed = parser.update(update), parser.condition(condition)
    scope.admit(actions)
    scope.admit(parsed)
    conditions.check(parsed.tree, scope, "ConditionExpression")
    assert isinstance(conditions.holds(parsed.tree, {}, scope), bool)


@given(st.text("#:a0[]().=<>, +-ANDORBETWEEN", max_size=40))
def test_any_text_is_parsed_or_refused(expression: str) -> None:
    for parse in (parser.condition, parser.update, parser.projection):
        with contextlib.suppress(ValidationError):
            assert parse(expression).kind.endswith("Expression")


def _updated(expression: str, item: dict[str, Any]) -> dict[str, Any]:
    values = {
        ":n": {"N": "2"},
        ":s": {"S": "new"},
        ":l": {"L": [{"S": "l"}]},
        ":x": {"SS": ["x", "z"]},
        ":map": {"M": {}},
        ":big": {"N": "9" * 38},
    }
    scope = Scope({"ExpressionAttributeValues": values})
    parsed = parser.update(expression)
    scope.admit(parsed)
    update = Update(parsed.tree, scope)
    update.check()
    before = repr(item)
    result = update.applied(item)
    assert repr(item) == before
    return result


LIST = {"L": [{"S": each} for each in "abcd"]}


@pytest.mark.parametrize(
    ("expression", "item", "result"),
    [
        ("SET a = :s", {}, {"a": {"S": "new"}}),
        (
            "SET a = b, b = a",
            {"a": {"N": "1"}, "b": {"N": "2"}},
            {"a": {"N": "2"}, "b": {"N": "1"}},
        ),
        ("SET a = a + :n", {"a": {"N": "1"}}, {"a": {"N": "3"}}),
        ("SET a = :n - a", {"a": {"N": "0.5"}}, {"a": {"N": "1.5"}}),
        ("SET a = if_not_exists (a, :n) + :n", {}, {"a": {"N": "4"}}),
        ("SET a = if_not_exists (b, a)", {"a": {"N": "1"}}, {"a": {"N": "1"}}),
        ("SET a = list_append (a, :l)", {"a": {"L": []}}, {"a": {"L": [{"S": "l"}]}}),
        ("SET a = list_append (if_not_exists (a, :l), :l)", {}, {"a": {"L": [{"S": "l"}] * 2}}),
        ("SET a.b = :s", {"a": {"M": {}}}, {"a": {"M": {"b": {"S": "new"}}}}),
        ("SET a[1] = :s", {"a": LIST}, {"a": {"L": [LIST["L"][0], {"S": "new"}, *LIST["L"][2:]]}}),
        ("SET a[9] = :s", {"a": {"L": []}}, {"a": {"L": [{"S": "new"}]}}),
        ("SET a[0].b = :n", {"a": {"L": [{"M": {}}]}}, {"a": {"L": [{"M": {"b": {"N": "2"}}}]}}),
        ("REMOVE a", {"a": {"N": "1"}, "b": {"N": "1"}}, {"b": {"N": "1"}}),
        ("REMOVE a", {}, {}),
        ("REMOVE a[1], a[2]", {"a": LIST}, {"a": {"L": [{"S": "a"}, {"S": "d"}]}}),
        ("REMOVE a[9]", {"a": LIST}, {"a": LIST}),
        ("REMOVE a.b", {"a": {"M": {"b": {"N": "1"}}}}, {"a": {"M": {}}}),
        ("ADD a :n", {}, {"a": {"N": "2"}}),
        ("ADD a :n", {"a": {"N": "-2"}}, {"a": {"N": "0"}}),
        ("ADD a :x", {"a": {"SS": ["a", "x"]}}, {"a": {"SS": ["a", "x", "z"]}}),
        ("DELETE a :x", {"a": {"SS": ["a", "x"]}}, {"a": {"SS": ["a"]}}),
        ("DELETE a :x", {"a": {"SS": ["x"]}}, {}),
        ("DELETE a :x", {}, {}),
        ("SET a = :s REMOVE b ADD c :n", {"b": {"N": "1"}}, {"a": {"S": "new"}, "c": {"N": "2"}}),
        ("set a = :s remove b", {"b": {"N": "1"}}, {"a": {"S": "new"}}),
    ],
)
def test_updates(expression: str, item: dict[str, Any], result: dict[str, Any]) -> None:
    assert _updated(expression, item) == result


@pytest.mark.parametrize(
    ("expression", "item", "sentence"),
    [
        ("SET", {}, "Syntax error"),
        ("SET a", {}, "Syntax error"),
        ("SET a = :s SET b = :s", {}, 'The "SET" section can only be used once'),
        ("SET a = :s, a = :n", {}, "paths overlap"),
        ("SET a.b = :s REMOVE a", {}, "paths overlap"),
        ("SET a.b = :s, a[0] = :s", {}, "paths conflict"),
        ("SET a = b", {}, "refers to an attribute that does not exist"),
        ("SET a = b + :n", {}, "refers to an attribute that does not exist"),
        ("SET a = a + :n", {"a": {"S": "x"}}, "incorrect data type"),
        ("SET a = :s + :n", {}, "operand type: S"),
        ("SET a = list_append (a, :s)", {"a": LIST}, "operand type: S"),
        ("SET a = list_append (a, :l)", {"a": {"S": "x"}}, "incorrect data type"),
        ("SET a = explode (a)", {}, "Invalid function name"),
        ("SET a.b = :s", {}, "document path provided in the update expression is invalid"),
        ("SET a.b = :s", {"a": {"S": "x"}}, "document path"),
        ("SET a[0] = :s", {"a": {"M": {}}}, "document path"),
        ("REMOVE a.b", {}, "document path"),
        ("ADD a :s", {}, "ALLOWED_FOR_ADD_OPERAND"),
        ("ADD a :n", {"a": {"S": "x"}}, "incorrect data type"),
        ("ADD a :x", {"a": {"NS": ["1"]}}, "incorrect data type"),
        ("DELETE a :n", {}, "ALLOWED_FOR_DELETE_OPERAND"),
        ("DELETE a :x", {"a": {"S": "x"}}, "incorrect data type"),
        ("SET a = :big + :n - :n", {}, "Syntax error"),
        ("ADD a :big", {"a": {"N": "0.1"}}, "38 significant digits"),
    ],
)
def test_updates_that_are_refused(expression: str, item: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        _updated(expression, item)


def test_a_projection_keeps_the_way_to_what_it_shows() -> None:
    shown = project(ITEM, [("map", "list", 1), ("list", 2, "deep"), ("list", 0), ("missing", "x")])
    assert shown == {
        "map": {"M": {"list": {"L": [{"S": "b"}]}}},
        "list": {"L": [{"S": "zero"}, {"M": {"deep": {"S": "found"}}}]},
    }
