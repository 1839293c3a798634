"""GetItem, PutItem, UpdateItem, DeleteItem."""

from collections.abc import Callable

from craftify.dynamo.embedded.expressions.projections import project
from craftify.dynamo.embedded.expressions.scope import Scope
from craftify.dynamo.embedded.operations import writes
from craftify.dynamo.embedded.operations.request import (
    Projection,
    Request,
    Response,
    check_parameters,
    check_scope,
)
from craftify.dynamo.embedded.rows import Rows
from craftify.dynamo.embedded.storage import Store
from craftify.dynamo.embedded.values import Item, canonical_item

_GET = frozenset(
    ["TableName", "Key", "ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames"]
)


def get_item(store: Store, request: Request) -> Response:
    """GetItem; the response has no `Item` when there is none."""
    found = store.read(reader(request))
    return {} if found is None else {"Item": found}


def reader(request: Request) -> Callable[[Rows], Item | None]:
    """What GetItem, or Get of a transaction, reads."""
    check_parameters(request, _GET, "TableName", "Key")
    scope = Scope(request)
    projection = Projection(request, scope)
    check_scope(request, scope, "ProjectionExpression")
    key = canonical_item(request["Key"])

    def read(rows: Rows) -> Item | None:
        table = rows.table(request["TableName"])
        found = rows.get(table, table.row_key(table.checked_key(key)))
        return None if found is None else projection.of(found)

    return read


def put_item(store: Store, request: Request) -> Response:
    """PutItem."""
    wanted = writes.check_return_values(request, "NONE", "ALL_OLD")
    step = writes.put(request)
    old, _ = store.write(lambda rows: writes.written(rows, step))
    return {"Attributes": old} if wanted == "ALL_OLD" and old is not None else {}


def delete_item(store: Store, request: Request) -> Response:
    """DeleteItem."""
    wanted = writes.check_return_values(request, "NONE", "ALL_OLD")
    step = writes.delete(request)
    old, _ = store.write(lambda rows: writes.written(rows, step))
    return {"Attributes": old} if wanted == "ALL_OLD" and old is not None else {}


def update_item(store: Store, request: Request) -> Response:
    """UpdateItem."""
    wanted = writes.check_return_values(
        request, "NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"
    )
    step = writes.update(request)
    old, new = store.write(lambda rows: writes.written(rows, step))
    if wanted == "NONE":
        return {}
    shown = old if wanted.endswith("OLD") else new
    if shown is not None and wanted.startswith("UPDATED") and step.update is not None:
        shown = project(shown, step.update.paths)
    return {"Attributes": shown} if shown else {}
