"""From the text of an expression to its nodes, by recursive descent; results are cached."""

import functools
import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from craftify.dynamo.embedded.errors import ValidationError
from craftify.dynamo.embedded.expressions import nodes
from craftify.dynamo.embedded.expressions.lexer import Words

T = TypeVar("T")
CACHED = 2048
MAX_CHOICES = 100
_COMPARATORS = ("=", "<>", "<", "<=", ">", ">=")
_ARGUMENTS = {
    "attribute_exists": 1,
    "attribute_not_exists": 1,
    "attribute_type": 2,
    "begins_with": 2,
    "contains": 2,
}
_CLAUSES = ("SET", "REMOVE", "ADD", "DELETE")
_BARE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """An expression and the placeholders it uses."""

    kind: str
    tree: T
    names: frozenset[str]
    values: frozenset[str]


@functools.lru_cache(CACHED)
def condition(text: str, kind: str = "ConditionExpression") -> Parsed[nodes.Condition]:
    """A condition, filter or key condition; raises ValidationError."""
    words = Words(kind, text)
    tree = _either(words)
    return _parsed(words, tree)


@functools.lru_cache(CACHED)
def projection(text: str) -> Parsed[tuple[nodes.Path, ...]]:
    """The paths of a projection; raises ValidationError."""
    words = Words("ProjectionExpression", text)
    paths = [_path(words)]
    while words.accepts(","):
        paths.append(_path(words))
    return _parsed(words, tuple(paths))


@functools.lru_cache(CACHED)
def update(text: str) -> Parsed[tuple[nodes.Action, ...]]:
    """The actions of an update, in the order they are written; raises ValidationError."""
    words = Words("UpdateExpression", text)
    actions: list[nodes.Action] = []
    seen = set()
    while clause := words.accepts(*_CLAUSES):
        if clause in seen:
            raise ValidationError(
                f'Invalid UpdateExpression: The "{clause}" section can only be used once in an '
                "update expression;"
            )
        seen.add(clause)
        actions.append(_action(words, clause))
        while words.accepts(","):
            actions.append(_action(words, clause))
    if not actions:
        words.refuse()
    return _parsed(words, tuple(actions))


def _parsed(words: Words, tree: T) -> Parsed[T]:
    words.end()
    return Parsed(words.kind, tree, frozenset(words.names), frozenset(words.values))


def _either(words: Words) -> nodes.Condition:
    left = _both(words)
    while words.joins("OR"):
        left = nodes.Either(left, _both(words))
    return left


def _both(words: Words) -> nodes.Condition:
    left = _negation(words)
    while words.joins("AND"):
        left = nodes.Both(left, _negation(words))
    return left


def _negation(words: Words) -> nodes.Condition:
    if words.accepts("NOT"):
        with words.nested():
            return nodes.Not(_negation(words))
    if words.accepts("("):
        with words.nested():
            inner = _either(words)
        words.expect(")")
        return inner
    if words.second == "(" and words.next != "size":
        return _function(words)
    return _comparison(words)


def _function(words: Words) -> nodes.Function:
    name = words.take()
    if name not in _ARGUMENTS:
        raise ValidationError(f"Invalid {words.kind}: Invalid function name; function: {name}")
    arguments = _operands(words)
    if len(arguments) != _ARGUMENTS[name]:
        raise ValidationError(
            f"Invalid {words.kind}: Incorrect number of operands for operator or function; "
            f"operator or function: {name}, number of operands: {len(arguments)}"
        )
    if not isinstance(arguments[0], nodes.Path) and name.startswith("attribute"):
        raise ValidationError(
            f"Invalid {words.kind}: Operator or function requires a document path; operator or "
            f"function: {name}"
        )
    return nodes.Function(name, arguments)


def _operands(words: Words) -> tuple[nodes.Operand, ...]:
    words.expect("(")
    operands = [_operand(words)]
    while words.accepts(","):
        operands.append(_operand(words))
    words.expect(")")
    return tuple(operands)


def _comparison(words: Words) -> nodes.Condition:
    left = _operand(words)
    if words.accepts("BETWEEN"):
        low = _operand(words)
        words.expect("AND")
        return nodes.Between(left, low, _operand(words))
    if words.accepts("IN"):
        choices = _operands(words)
        if len(choices) > MAX_CHOICES:
            raise ValidationError(
                f"Invalid {words.kind}: The IN operator is provided with too many operands; "
                f"number of operands: {len(choices)}"
            )
        return nodes.In(left, choices)
    operator = words.accepts(*_COMPARATORS)
    if not operator:
        words.refuse()
    return nodes.Comparison(operator, left, _operand(words))


def _operand(words: Words) -> nodes.Operand:
    if words.next.startswith(":"):
        return _literal(words)
    if words.next == "size" and words.second == "(":
        words.take()
        words.expect("(")
        path = _path(words)
        words.expect(")")
        return nodes.Size(path)
    return _path(words)


def _literal(words: Words) -> nodes.Literal:
    if not words.next.startswith(":"):
        words.refuse()
    name = words.take()
    words.values.add(name)
    return nodes.Literal(name)


def _path(words: Words) -> nodes.Path:
    parts: list[str | int] = [_name(words)]
    while True:
        if words.accepts("."):
            parts.append(_name(words))
        elif words.accepts("["):
            if not words.next.isdigit():
                words.refuse()
            parts.append(int(words.take()))
            words.expect("]")
        else:
            return nodes.Path(tuple(parts))


def _name(words: Words) -> str:
    name = words.next
    if name.startswith("#"):
        words.names.add(name)
    elif not _BARE_NAME.match(name):
        words.refuse()
    return words.take()


def _action(words: Words, clause: str) -> nodes.Action:
    path = _path(words)
    if clause == "REMOVE":
        return nodes.Remove(path)
    if clause == "SET":
        words.expect("=")
        return nodes.Set(path, _sum(words))
    value = _literal(words)
    return nodes.Add(path, value) if clause == "ADD" else nodes.Delete(path, value)


def _sum(words: Words) -> nodes.Term:
    left = _term(words)
    sign = words.accepts("+", "-")
    return nodes.Arithmetic(sign, left, _term(words)) if sign else left


def _term(words: Words) -> nodes.Term:
    if words.accepts("("):
        with words.nested():
            inner = _sum(words)
        words.expect(")")
        return inner
    if words.next.startswith(":"):
        return _literal(words)
    if words.second != "(":
        return _path(words)
    with words.nested():
        return _function_of_set(words)


def _function_of_set(words: Words) -> nodes.Term:
    name = words.take()
    words.expect("(")
    if name == "if_not_exists":
        path = _path(words)
        words.expect(",")
        term: nodes.Term = nodes.IfNotExists(path, _sum(words))
    elif name == "list_append":
        first = _sum(words)
        words.expect(",")
        term = nodes.ListAppend(first, _sum(words))
    else:
        raise ValidationError(f"Invalid {words.kind}: Invalid function name; function: {name}")
    words.expect(")")
    return term
