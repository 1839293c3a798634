"""A KeyConditionExpression as one range of rows."""

from dataclasses import dataclass

from craftify.dynamo.embedded.errors import ValidationError
from craftify.dynamo.embedded.expressions import nodes
from craftify.dynamo.embedded.expressions.scope import Scope
from craftify.dynamo.embedded.rows import Range
from craftify.dynamo.embedded.schema import (
    KeyAttribute,
    after,
    check_key_size,
    escaped,
    is_empty,
    partition_bytes,
    sort_bytes,
)
from craftify.dynamo.embedded.values import Value, type_of

_KIND = "KeyConditionExpression"
_FLIPPED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class _Test:
    """What one attribute must be: an operator and its one or two values."""

    operator: str
    values: tuple[Value, ...]


def key_range(
    tree: nodes.Condition, scope: Scope, key: tuple[KeyAttribute, ...], *, forward: bool
) -> Range:
    """The rows of a partition that meet the condition; raises ValidationError."""
    tests = _tests(tree, scope)
    hash_part = key[0]
    if hash_part.name not in tests:
        raise ValidationError(f"Query condition missed key schema element: {hash_part.name}")
    test = tests.pop(hash_part.name)
    if test.operator != "=":
        raise ValidationError("Query key condition not supported")
    _check_value(hash_part, test)
    start = partition_bytes(test.values[0])
    if not tests:
        return Range(start, after(start), forward)
    if len(key) == 1 or key[1].name not in tests:
        missed = key[1].name if len(key) > 1 else next(iter(tests))
        raise ValidationError(f"Query condition missed key schema element: {missed}")
    _check_value(key[1], tests[key[1].name], is_sort=True)
    lower, upper = _bounds(start, tests[key[1].name])
    return Range(lower, upper, forward)


def _bounds(start: bytes, test: _Test) -> tuple[bytes, bytes]:
    if test.operator == "begins_with":
        prefix = start + escaped(next(iter(test.values[0].values())))
        return prefix, after(prefix)
    first, last = (start + sort_bytes(value) for value in (test.values[0], test.values[-1]))
    match test.operator:
        case "<":
            return start, first
        case "<=":
            return start, after(first)
        case ">":
            return after(first), after(start)
        case ">=":
            return first, after(start)
        case _:  # = and BETWEEN
            return first, after(last)


def _tests(tree: nodes.Condition, scope: Scope) -> dict[str, _Test]:
    found: dict[str, _Test] = {}
    for name, test in _flat(tree, scope):
        if name in found:
            raise ValidationError(f"{_KIND}s must only contain one condition per key")
        found[name] = test
    if len(found) > 2:
        raise ValidationError("Conditions can be of length 1 or 2 only")
    return found


def _flat(tree: nodes.Condition, scope: Scope) -> list[tuple[str, _Test]]:
    match tree:
        case nodes.Both(left, right):
            return [*_flat(left, scope), *_flat(right, scope)]
        case nodes.Comparison(operator, nodes.Path() as path, nodes.Literal() as value) if (
            operator != "<>"
        ):
            return [(_name(path, scope), _Test(operator, (scope.literal(value),)))]
        case nodes.Comparison(operator, nodes.Literal() as value, nodes.Path() as path) if (
            operator != "<>"
        ):
            return [(_name(path, scope), _Test(_FLIPPED[operator], (scope.literal(value),)))]
        case nodes.Between(nodes.Path() as path, nodes.Literal() as low, nodes.Literal() as high):
            values = (scope.literal(low), scope.literal(high))
            return [(_name(path, scope), _Test("BETWEEN", values))]
        case nodes.Function("begins_with", (nodes.Path() as path, nodes.Literal() as value)):
            return [(_name(path, scope), _Test("begins_with", (scope.literal(value),)))]
        case _:
            raise ValidationError(f"Invalid operator used in {_KIND}: {_operator(tree)}")


def _operator(tree: nodes.Condition) -> str:
    match tree:
        case nodes.Either():
            return "OR"
        case nodes.Not():
            return "NOT"
        case nodes.In():
            return "IN"
        case nodes.Comparison(operator) | nodes.Function(operator):
            return operator
        case _:
            return type(tree).__name__.upper()


def _name(path: nodes.Path, scope: Scope) -> str:
    real = scope.real(path)
    if len(real) > 1:
        raise ValidationError(f"{_KIND}s cannot have conditions on nested attributes")
    return str(real[0])


def _check_value(part: KeyAttribute, test: _Test, *, is_sort: bool = False) -> None:
    for value in test.values:
        if type_of(value) != part.type or (test.operator == "begins_with" and part.type == "N"):
            raise ValidationError(
                "One or more parameter values were invalid: Condition parameter type does not "
                "match schema type"
            )
        if is_empty(value):
            raise ValidationError(
                "One or more parameter values are not valid. The AttributeValue for a key "
                f"attribute cannot contain an empty string value. Key: {part.name}"
            )
        check_key_size(value, is_sort=is_sort)
