"""Query and Scan: pages of items in the order of a table or an index."""

import sys
from dataclasses import dataclass

from craftify.dynamo.embedded.errors import ValidationError
from craftify.dynamo.embedded.expressions import conditions, nodes, parser
from craftify.dynamo.embedded.expressions.scope import Scope
from craftify.dynamo.embedded.operations.keyconditions import key_range
from craftify.dynamo.embedded.operations.request import (
    EXPRESSION,
    Projection,
    Request,
    Response,
    check_parameters,
    check_scope,
    choice,
)
from craftify.dynamo.embedded.rows import Range, Rows
from craftify.dynamo.embedded.schema import Index, KeyAttribute, Table, key_of
from craftify.dynamo.embedded.storage import Store
from craftify.dynamo.embedded.values import Item, canonical_item, type_of

PAGE_BYTES = 1024 * 1024
MAX_SEGMENTS = 1_000_000
_BUCKETS = 1 << 32
_COMMON = EXPRESSION | {
    "TableName",
    "IndexName",
    "ConsistentRead",
    "ExclusiveStartKey",
    "FilterExpression",
    "Limit",
    "ProjectionExpression",
    "Select",
}
_SELECTS = ("", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "COUNT", "SPECIFIC_ATTRIBUTES")


class _View:
    """What of the found items a page shows."""

    def __init__(self, request: Request, scope: Scope) -> None:
        self.filter: nodes.Condition | None = None
        self._scope = scope
        self.projection = Projection(request, scope)
        self.select = choice(request, "Select", _SELECTS)
        text = request.get("FilterExpression")
        if text is not None:
            parsed = parser.condition(text, "FilterExpression")
            scope.admit(parsed)
            conditions.check(parsed.tree, scope, "FilterExpression")
            self.filter = parsed.tree
        self._check_select()

    def _check_select(self) -> None:
        if self.projection.paths is not None and self.select not in {"", "SPECIFIC_ATTRIBUTES"}:
            what = "only the Count" if self.select == "COUNT" else self.select
            raise ValidationError(
                f"Cannot specify the ProjectionExpression when choosing to get {what}"
            )
        if self.projection.paths is None and self.select == "SPECIFIC_ATTRIBUTES":
            raise ValidationError(
                "Must specify the ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"
            )

    def keeps(self, item: Item) -> bool:
        """Whether the filter lets the item through."""
        return self.filter is None or conditions.holds(self.filter, item, self._scope)

    def of(self, table: Table, index: Index | None, item: Item) -> Item:
        """The part of the item that is shown."""
        if self.projection.paths is not None:
            return self.projection.of(item)
        if index is None or index.is_global or self.select == "ALL_ATTRIBUTES":
            return item
        return table.projected(index, item)


@dataclass(frozen=True)
class _Source:
    """A table, or one of its indexes."""

    table: Table
    index: Index | None

    @property
    def key(self) -> tuple[KeyAttribute, ...]:
        """The key that orders it."""
        return self.table.key if self.index is None else self.index.key

    @property
    def cursor_key(self) -> dict[str, KeyAttribute]:
        """The attributes of an ExclusiveStartKey."""
        return {part.name: part for part in (*self.table.key, *self.key)}

    def row(self, item: Item) -> bytes:
        """The row of an item, or of a cursor."""
        if self.index is None:
            return self.table.row_key(item)
        return self.table.index_row_key(self.index, item)


def query(store: Store, request: Request) -> Response:
    """Query."""
    allowed = _COMMON | {"KeyConditionExpression", "ScanIndexForward"}
    check_parameters(request, allowed, "TableName")
    if request.get("KeyConditionExpression") is None:
        raise ValidationError(
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the"
            " request."
        )
    scope = Scope(request)
    parsed = parser.condition(request["KeyConditionExpression"], "KeyConditionExpression")
    scope.admit(parsed)
    conditions.check(parsed.tree, scope, "KeyConditionExpression")
    view = _View(request, scope)
    check_scope(request, scope, "KeyConditionExpression")
    forward = request.get("ScanIndexForward", True) is not False

    def work(rows: Rows) -> Response:
        source = _source(rows, request)
        _check_filter(source, view.filter, scope)
        part = key_range(parsed.tree, scope, source.key, forward=forward)
        return _page(rows, request, source, part, view)

    return store.read(work)


def scan(store: Store, request: Request) -> Response:
    """Scan."""
    check_parameters(request, _COMMON | {"Segment", "TotalSegments"}, "TableName")
    scope = Scope(request)
    view = _View(request, scope)
    check_scope(request, scope, "FilterExpression", "ProjectionExpression")
    part = _segment(request)
    return store.read(lambda rows: _page(rows, request, _source(rows, request), part, view))


def _source(rows: Rows, request: Request) -> _Source:
    table = rows.table(request["TableName"])
    name = request.get("IndexName")
    if name is None:
        if request.get("Select") == "ALL_PROJECTED_ATTRIBUTES":
            raise ValidationError(
                "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"
            )
        return _Source(table, None)
    index = table.index(name)
    if index.is_global and request.get("ConsistentRead"):
        raise ValidationError("Consistent reads are not supported on global secondary indexes")
    if request.get("Select") == "ALL_ATTRIBUTES" and index.keeps_copy:
        raise ValidationError(
            "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not "
            f"supported for global secondary index {name} because its projection type is not ALL"
        )
    return _Source(table, index)


def _page(rows: Rows, request: Request, source: _Source, part: Range, view: _View) -> Response:
    limit = request.get("Limit")
    if limit is not None and limit < 1:
        raise ValidationError(
            f"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy "
            "constraint: Member must have value greater than or equal to 1"
        )
    part = _after_cursor(request, source, part)
    found: list[Item] = []
    scanned = size = 0
    last: Item | None = None
    for item, item_bytes in rows.scan(source.table, source.index, part, limit or sys.maxsize):
        scanned += 1
        size += item_bytes
        if view.keeps(item):
            found.append(item)
        if scanned == limit or size > PAGE_BYTES:
            last = item
            break
    response: Response = {"Count": len(found), "ScannedCount": scanned}
    if view.select != "COUNT":
        response["Items"] = [view.of(source.table, source.index, item) for item in found]
    if last is not None:
        response["LastEvaluatedKey"] = key_of(source.cursor_key.values(), last)
    return response


def _after_cursor(request: Request, source: _Source, part: Range) -> Range:
    given = request.get("ExclusiveStartKey")
    if not given:
        return part
    cursor = canonical_item(given)
    expected = source.cursor_key
    if set(cursor) != set(expected) or any(
        type_of(cursor[name]) != each.type for name, each in expected.items()
    ):
        raise ValidationError("The provided starting key is invalid")
    row = source.row(cursor)
    if not part.lower <= row < part.upper:
        raise ValidationError(
            "The provided starting key is outside query boundaries based on provided conditions"
        )
    return part.beyond(row)


def _segment(request: Request) -> Range:
    total = request.get("TotalSegments")
    segment = request.get("Segment")
    if (total is None) != (segment is None):
        given, missing = "Segment", "TotalSegments"
        if segment is None:
            given, missing = missing, given
        raise ValidationError(
            f"The {missing} parameter is required but was not present in the request when "
            f"parameter {given} is present"
        )
    if total is None or segment is None:
        total, segment = 1, 0
    if not 1 <= total <= MAX_SEGMENTS:
        raise ValidationError(
            f"1 validation error detected: Value '{total}' at 'totalSegments' failed to satisfy "
            "constraint: Member must have value between 1 and 1000000"
        )
    if not 0 <= segment < total:
        raise ValidationError(
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            f"Segment: {segment} is not less than TotalSegments: {total}"
        )
    return Range(_bucket(segment, total), _bucket(segment + 1, total))


def _bucket(segment: int, total: int) -> bytes:
    """The first bytes of a segment's rows; after the last segment, more than any row has."""
    if segment == total:
        return b"\xff" * 5000
    return (segment * _BUCKETS // total).to_bytes(4)


def _check_filter(source: _Source, tree: nodes.Condition | None, scope: Scope) -> None:
    """A query's filter must not look at the key, which its key condition is for."""
    if tree is None:
        return
    key = {part.name for part in source.key}
    for path in _paths(tree):
        name = scope.real(path)[0]
        if name in key:
            raise ValidationError(
                "Filter Expression can only contain non-primary key attributes: Primary key "
                f"attribute: {name}"
            )


def _paths(node: object) -> list[nodes.Path]:
    if isinstance(node, nodes.Path):
        return [node]
    if isinstance(node, tuple):
        return [path for each in node for path in _paths(each)]
    fields = getattr(node, "__dataclass_fields__", {})
    return [path for name in fields for path in _paths(getattr(node, name))]
