"""Reading requests: what is allowed in them, and the parts that several operations share."""

from collections.abc import Mapping
from typing import Any

from craftify.dynamo.embedded.errors import ConditionFailedError, ValidationError
from craftify.dynamo.embedded.expressions import conditions, nodes, parser
from craftify.dynamo.embedded.expressions.projections import check_apart, project
from craftify.dynamo.embedded.expressions.scope import RealPath, Scope
from craftify.dynamo.embedded.values import Item

Request = Mapping[str, Any]
Response = dict[str, Any]
# What any operation on items may carry. Capacity is not measured: nothing here costs by the unit.
_IGNORED = frozenset(["ReturnConsumedCapacity", "ReturnItemCollectionMetrics"])
EXPRESSION = frozenset(["ExpressionAttributeNames", "ExpressionAttributeValues"])


def check_parameters(request: Request, allowed: frozenset[str], *needed: str) -> None:
    """Raises ValidationError for a parameter that is unknown here, or missing."""
    for name in request:
        if name not in allowed and name not in _IGNORED:
            raise ValidationError(f"The embedded store does not support the parameter {name}")
    for name in needed:
        if request.get(name) is None:
            raise ValidationError(
                f"1 validation error detected: Value null at '{name[0].lower()}{name[1:]}' failed "
                "to satisfy constraint: Member must not be null"
            )


def choice(request: Request, name: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words, the first when there is none; raises ValidationError."""
    word: str = request.get(name) or allowed[0]
    if word not in allowed:
        raise ValidationError(
            f"1 validation error detected: Value '{word}' at '{name[0].lower()}{name[1:]}' failed "
            f"to satisfy constraint: Member must satisfy enum value set: [{', '.join(allowed)}]"
        )
    return word


class Guard:
    """The condition of a write."""

    def __init__(self, request: Request, scope: Scope, name: str = "ConditionExpression") -> None:
        self._scope = scope
        self._tree: nodes.Condition | None = None
        text = request.get(name)
        if text is not None:
            parsed = parser.condition(text, name)
            scope.admit(parsed)
            conditions.check(parsed.tree, scope, name)
            self._tree = parsed.tree
        self._shows_old = (
            choice(request, "ReturnValuesOnConditionCheckFailure", ("NONE", "ALL_OLD")) == "ALL_OLD"
        )

    def allows(self, item: Item | None) -> bool:
        """Whether the item, or its absence, meets the condition."""
        return self._tree is None or conditions.holds(self._tree, item or {}, self._scope)

    def check(self, item: Item | None) -> None:
        """Raises ConditionFailedError, with the item if the request asks for it."""
        if not self.allows(item):
            raise ConditionFailedError(item if self._shows_old else None)


class Projection:
    """What of an item a request wants to see."""

    def __init__(self, request: Request, scope: Scope) -> None:
        self.paths: list[RealPath] | None = None
        text = request.get("ProjectionExpression")
        if text is not None:
            parsed = parser.projection(text)
            scope.admit(parsed)
            self.paths = [scope.real(path) for path in parsed.tree]
            check_apart("ProjectionExpression", self.paths)

    def of(self, item: Item) -> Item:
        """The part of the item that is wanted."""
        return item if self.paths is None else project(item, self.paths)


def check_scope(request: Request, scope: Scope, *expressions: str) -> None:
    """Raises ValidationError for names or values that no expression uses."""
    if not any(request.get(name) is not None for name in expressions):
        for kind in ("Names", "Values"):
            if request.get(f"ExpressionAttribute{kind}"):
                raise ValidationError(
                    f"ExpressionAttribute{kind} can only be specified when using expressions"
                )
    scope.check_all_used()
