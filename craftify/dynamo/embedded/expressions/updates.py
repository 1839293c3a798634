"""What an item is after an update."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from craftify.dynamo.embedded import numbers
from craftify.dynamo.embedded.errors import ValidationError
from craftify.dynamo.embedded.expressions import nodes
from craftify.dynamo.embedded.expressions.projections import check_apart
from craftify.dynamo.embedded.expressions.scope import RealPath, Scope, at
from craftify.dynamo.embedded.values import (
    SET_ELEMENT,
    Item,
    Value,
    sorted_set,
    type_of,
)

_INVALID = "Invalid UpdateExpression: "
_WRONG_TYPE = "An operand in the update expression has an incorrect data type"
_WRONG_PATH = "The document path provided in the update expression is invalid for update"


@dataclass(frozen=True)
class Update:
    """The actions of a request, with their names put in."""

    actions: tuple[nodes.Action, ...]
    scope: Scope

    @property
    def paths(self) -> list[RealPath]:
        """Every path that is written."""
        return [self.scope.real(action.path) for action in self.actions]

    def check(self) -> None:
        """Raises ValidationError for overlapping paths and operands that can never fit."""
        check_apart("UpdateExpression", self.paths)
        for action in self.actions:
            self._check(action)

    def check_key(self, key: frozenset[str]) -> None:
        """Raises ValidationError when an attribute of the primary key would change."""
        for path in self.paths:
            if path[0] in key:
                raise ValidationError(
                    f"One or more parameter values were invalid: Cannot update attribute {path[0]}"
                    ". This attribute is part of the key"
                )

    def _check(self, action: nodes.Action) -> None:
        match action:
            case nodes.Add(_, value):
                self._check_type_set("ADD", value, {"N", *SET_ELEMENT})
            case nodes.Delete(_, value):
                self._check_type_set("DELETE", value, set(SET_ELEMENT))
            case nodes.Set(_, value):
                self._check_term(value)

    def _check_term(self, term: nodes.Term) -> None:
        match term:
            case nodes.IfNotExists(_, otherwise):
                self._check_term(otherwise)
            case nodes.ListAppend(first, second):
                for part in (first, second):
                    self._check_literal("list_append", part, {"L"})
                    self._check_term(part)
            case nodes.Arithmetic(operator, left, right):
                for part in (left, right):
                    self._check_literal(operator, part, {"N"})
                    self._check_term(part)

    def _check_type_set(self, operator: str, literal: nodes.Literal, allowed: set[str]) -> None:
        found = type_of(self.scope.literal(literal))
        if found not in allowed:
            raise ValidationError(
                f"{_INVALID}Incorrect operand type for operator or function; operator: {operator},"
                f" operand type: {_long_name(found)}, typeSet: ALLOWED_FOR_{operator}_OPERAND"
            )

    def _check_literal(self, operator: str, term: nodes.Term, allowed: set[str]) -> None:
        if isinstance(term, nodes.Literal):
            found = type_of(self.scope.literal(term))
            if found not in allowed:
                raise ValidationError(
                    f"{_INVALID}Incorrect operand type for operator or function; operator or "
                    f"function: {operator}, operand type: {found}"
                )

    def applied(self, old: Item) -> Item:
        """A new item; the old one stays as it is, and all values are read from it.

        Raises:
            ValidationError: a path that leads nowhere, or a value of the wrong type.
        """
        new = dict(old)
        removed: list[RealPath] = []
        for action in self.actions:
            path = self.scope.real(action.path)
            match action:
                case nodes.Remove():
                    removed.append(path)
                case nodes.Set(_, term):
                    _put(new, path, self._value(term, old))
                case nodes.Add(_, literal):
                    _put(new, path, _sum(at(old, path), self.scope.literal(literal)))
                case nodes.Delete(_, literal):
                    self._take_out(new, path, at(old, path), self.scope.literal(literal))
        # From the end, so that each index still means the element it meant before.
        for path in sorted(removed, key=_indexes, reverse=True):
            _remove(new, path)
        return new

    def _take_out(self, new: Item, path: RealPath, old: Value | None, part: Value) -> None:
        if old is None:
            _parent(new, path)
            return
        ((kind, elements),) = old.items()
        if kind != type_of(part):
            raise ValidationError(_WRONG_TYPE)
        left = set(elements) - set(part[kind])
        if left:
            _put(new, path, sorted_set(kind, left))
        else:
            _remove(new, path)

    def _value(self, term: nodes.Term, old: Item) -> Value:
        match term:
            case nodes.Literal():
                return self.scope.literal(term)
            case nodes.Path():
                return self._existing(term, old)
            case nodes.IfNotExists(path, otherwise):
                found = self.scope.look_up(old, path)
                return self._value(otherwise, old) if found is None else found
            case nodes.ListAppend(first, second):
                return {"L": [*self._list(first, old), *self._list(second, old)]}
            case nodes.Arithmetic(operator, left, right):
                compute = numbers.added if operator == "+" else numbers.subtracted
                return {"N": compute(self._number(left, old), self._number(right, old))}

    def _existing(self, path: nodes.Path, old: Item) -> Value:
        found = self.scope.look_up(old, path)
        if found is None:
            raise ValidationError(
                "The provided expression refers to an attribute that does not exist in the item"
            )
        return found

    def _list(self, term: nodes.Term, old: Item) -> list[Value]:
        value = self._value(term, old)
        if "L" not in value:
            raise ValidationError(_WRONG_TYPE)
        elements: list[Value] = value["L"]
        return elements

    def _number(self, term: nodes.Term, old: Item) -> str:
        value = self._value(term, old)
        if "N" not in value:
            raise ValidationError(_WRONG_TYPE)
        number: str = value["N"]
        return number


def _indexes(path: RealPath) -> list[int]:
    return [part if isinstance(part, int) else 0 for part in path]


def _long_name(kind: str) -> str:
    names = {"S": "STRING", "N": "NUMBER", "B": "BINARY", "L": "LIST", "M": "MAP"}
    names["BOOL"] = "BOOLEAN"
    return names.get(kind, kind)


def _sum(old: Value | None, value: Value) -> Value:
    if old is None:
        return value
    kind = type_of(value)
    if type_of(old) != kind:
        raise ValidationError(_WRONG_TYPE)
    if kind == "N":
        return {"N": numbers.added(old["N"], value["N"])}
    return sorted_set(kind, {*old[kind], *value[kind]})


def _parent(item: Item, path: RealPath) -> Any:
    """The map or list that holds the last part of the path, copied on the way to it."""
    holder: Any = item
    for part, following in pairwise(path):
        kind = "M" if isinstance(following, str) else "L"
        try:
            content = holder[part][kind]
        except (KeyError, IndexError):
            raise ValidationError(_WRONG_PATH) from None
        copied = content.copy()
        holder[part] = {kind: copied}
        holder = copied
    return holder


def _put(item: Item, path: RealPath, value: Value) -> None:
    holder = _parent(item, path)
    last = path[-1]
    if isinstance(last, int) and last >= len(holder):
        holder.append(value)
    else:
        holder[last] = value


def _remove(item: Item, path: RealPath) -> None:
    holder = _parent(item, path)
    last = path[-1]
    if isinstance(last, int):
        del holder[last : last + 1]
    else:
        holder.pop(last, None)
