"""Whether a condition holds for an item."""

from collections.abc import Callable
from typing import Any

from craftify.dynamo.embedded.errors import ValidationError
from craftify.dynamo.embedded.expressions import nodes
from craftify.dynamo.embedded.expressions.scope import Scope
from craftify.dynamo.embedded.values import (
    SET_ELEMENT,
    TYPES,
    Item,
    Value,
    comparable,
    type_of,
)

_ORDERED = frozenset(["S", "N", "B"])
_TEXTS = frozenset(["S", "B"])
_COMPARES: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def holds(condition: nodes.Condition, item: Item, scope: Scope) -> bool:
    """Whether the condition is true of the item (an absent item is an empty one)."""
    match condition:
        case nodes.Both(left, right):
            return holds(left, item, scope) and holds(right, item, scope)
        case nodes.Either(left, right):
            return holds(left, item, scope) or holds(right, item, scope)
        case nodes.Not(inner):
            return not holds(inner, item, scope)
        case _:
            return _holds_alone(condition, item, scope)


def _holds_alone(
    condition: nodes.Comparison | nodes.Between | nodes.In | nodes.Function,
    item: Item,
    scope: Scope,
) -> bool:
    match condition:
        case nodes.Comparison(operator, left, right):
            return compare(operator, _value(left, item, scope), _value(right, item, scope))
        case nodes.Between(operand, low, high):
            value = _value(operand, item, scope)
            return compare(">=", value, _value(low, item, scope)) and compare(
                "<=", value, _value(high, item, scope)
            )
        case nodes.In(operand, choices):
            value = _value(operand, item, scope)
            return value is not None and any(
                value == _value(choice, item, scope) for choice in choices
            )
        case nodes.Function(name, arguments):
            return _FUNCTIONS[name](*(_value(argument, item, scope) for argument in arguments))


def compare(operator: str, left: Value | None, right: Value | None) -> bool:
    """Compare two canonical values; what is absent compares as unequal to everything."""
    if operator == "<>":
        return left != right
    if left is None or right is None:
        return False
    if operator == "=":
        return left == right
    a, b = comparable(left), comparable(right)
    return a is not None and b is not None and a[0] == b[0] and _COMPARES[operator](a[1], b[1])


def _value(operand: nodes.Operand, item: Item, scope: Scope) -> Value | None:
    if isinstance(operand, nodes.Literal):
        return scope.literal(operand)
    if isinstance(operand, nodes.Path):
        return scope.look_up(item, operand)
    return _size(scope.look_up(item, operand.path))


def _size(value: Value | None) -> Value | None:
    if value is None:
        return None
    ((kind, content),) = value.items()
    if kind in {"BOOL", "NULL", "N"}:
        return None
    if kind == "S":
        # DynamoDB counts as Java does: characters outside the basic plane are two.
        return {"N": str(len(content.encode("utf-16-le")) // 2)}
    return {"N": str(len(content))}


def _begins_with(value: Value | None, start: Value | None) -> bool:
    if value is None or start is None or type_of(value) != type_of(start):
        return False
    if type_of(value) not in {"S", "B"}:
        return False
    return bool(next(iter(value.values())).startswith(next(iter(start.values()))))


def _contains(value: Value | None, sought: Value | None) -> bool:
    if value is None or sought is None:
        return False
    ((kind, content),) = value.items()
    ((sought_kind, part),) = sought.items()
    if kind == "L":
        return sought in content
    if kind in {"S", "B"} or kind in SET_ELEMENT:
        return SET_ELEMENT.get(kind, kind) == sought_kind and part in content
    return False


def _has_type(value: Value | None, kind: Value | None) -> bool:
    return value is not None and kind is not None and type_of(value) == kind.get("S")


_FUNCTIONS: dict[str, Callable[..., bool]] = {
    "attribute_exists": lambda value: value is not None,
    "attribute_not_exists": lambda value: value is None,
    "attribute_type": _has_type,
    "begins_with": _begins_with,
    "contains": _contains,
}


def check(condition: nodes.Condition, scope: Scope, kind: str) -> None:
    """Raises ValidationError for operands that can never fit, as DynamoDB does beforehand."""
    match condition:
        case nodes.Both(left, right) | nodes.Either(left, right):
            check(left, scope, kind)
            check(right, scope, kind)
        case nodes.Not(inner):
            check(inner, scope, kind)
        case nodes.Comparison(operator, left, right):
            _check_distinct(operator, left, right, scope, kind)
            if operator in _COMPARES:
                _check_types(operator, (left, right), _ORDERED, scope, kind)
        case nodes.Between(operand, low, high):
            _check_types("BETWEEN", (operand, low, high), _ORDERED, scope, kind)
            _check_bounds(low, high, scope, kind)
        case nodes.Function("begins_with", arguments):
            _check_types("begins_with", arguments, _TEXTS, scope, kind)
        case nodes.Function("attribute_type", (_, argument)):
            _check_types("attribute_type", (argument,), frozenset("S"), scope, kind)
            _check_type_name(argument, scope, kind)
        case nodes.Function("contains", (path, argument)):
            _check_distinct("contains", path, argument, scope, kind)


def _check_distinct(
    operator: str, left: nodes.Operand, right: nodes.Operand, scope: Scope, kind: str
) -> None:
    if isinstance(left, nodes.Path) and isinstance(right, nodes.Path):
        first = scope.real(left)
        if first == scope.real(right):
            shown = ", ".join(f"[{part}]" if isinstance(part, int) else part for part in first)
            raise ValidationError(
                f"Invalid {kind}: The first operand must be distinct from the remaining operands "
                f"for this operator or function; operator: {operator}, first operand: [{shown}]"
            )


def _check_types(
    operator: str,
    operands: tuple[nodes.Operand, ...],
    allowed: frozenset[str],
    scope: Scope,
    kind: str,
) -> None:
    for operand in operands:
        if isinstance(operand, nodes.Literal):
            found = type_of(scope.literal(operand))
            if found not in allowed:
                raise ValidationError(
                    f"Invalid {kind}: Incorrect operand type for operator or function; operator "
                    f"or function: {operator}, operand type: {found}"
                )


def _check_bounds(low: nodes.Operand, high: nodes.Operand, scope: Scope, kind: str) -> None:
    if not (isinstance(low, nodes.Literal) and isinstance(high, nodes.Literal)):
        return
    lower, upper = scope.literal(low), scope.literal(high)
    shown = f"lower bound operand: {_shown(lower)}, upper bound operand: {_shown(upper)}"
    if type_of(lower) != type_of(upper):
        raise ValidationError(
            f"Invalid {kind}: The BETWEEN operator requires same data type for lower and upper "
            f"bounds; {shown}"
        )
    if compare("<", upper, lower):
        raise ValidationError(
            f"Invalid {kind}: The BETWEEN operator requires upper bound to be greater than or "
            f"equal to lower bound; {shown}"
        )


def _shown(value: Value) -> str:
    ((kind, content),) = value.items()
    return f"AttributeValue: {{{kind}:{content}}}"


def _check_type_name(argument: nodes.Operand, scope: Scope, kind: str) -> None:
    if isinstance(argument, nodes.Literal):
        name = scope.literal(argument)["S"]
        if name not in TYPES:
            raise ValidationError(
                f"Invalid {kind}: Invalid attribute type name found; type: {name}, valid types: "
                "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}"
            )
