"""The four writes of one item, alone (PutItem …) or as steps of a transaction."""

from dataclasses import dataclass

from craftify.dynamo.embedded.errors import ValidationError
from craftify.dynamo.embedded.expressions import nodes, parser
from craftify.dynamo.embedded.expressions.scope import Scope
from craftify.dynamo.embedded.expressions.updates import Update
from craftify.dynamo.embedded.operations.request import (
    EXPRESSION,
    Guard,
    Request,
    check_parameters,
    check_scope,
)
from craftify.dynamo.embedded.rows import Rows
from craftify.dynamo.embedded.schema import Table
from craftify.dynamo.embedded.values import Item, canonical_item, item_size

MAX_ITEM_BYTES = 400 * 1024
_COMMON = EXPRESSION | {
    "TableName",
    "ConditionExpression",
    "ReturnValues",
    "ReturnValuesOnConditionCheckFailure",
}


@dataclass(frozen=True)
class Step:
    """One item to be written: what must hold, and what it is to become.

    `item` is the new item of a put, `update` what changes one, `deletes` removes it; with none of
    them it is only looked at.
    """

    table_name: str
    key: Item
    guard: Guard
    item: Item | None = None
    update: Update | None = None
    deletes: bool = False

    def place(self, rows: Rows) -> tuple[Table, bytes]:
        """The table and the row; raises ValidationError, NoSuchTableError."""
        table = rows.table(self.table_name)
        if self.item is not None:
            table.check_item(self.item)
            return table, table.row_key(self.item)
        if self.update is not None:
            self.update.check_key(table.key_names)
        return table, table.row_key(table.checked_key(self.key))

    def result(self, table: Table, old: Item | None) -> Item | None:
        """The item afterwards; raises ValidationError."""
        if self.deletes:
            return None
        if self.update is None:
            return self.item if self.item is not None else old
        new = self.update.applied(self.key if old is None else old)
        table.check_index_keys(new)
        _check_size(new, "Item size to update")
        return new


def put(request: Request) -> Step:
    """PutItem, or Put of a transaction."""
    check_parameters(request, _COMMON | {"Item"}, "TableName", "Item")
    scope = Scope(request)
    guard = Guard(request, scope)
    check_scope(request, scope, "ConditionExpression")
    item = canonical_item(request["Item"])
    _check_size(item, "Item size")
    return Step(request["TableName"], item, guard, item=item)


def delete(request: Request) -> Step:
    """DeleteItem, or Delete of a transaction."""
    check_parameters(request, _COMMON | {"Key"}, "TableName", "Key")
    return _keyed(request, deletes=True)


def look(request: Request) -> Step:
    """ConditionCheck of a transaction."""
    check_parameters(request, _COMMON | {"Key"}, "TableName", "Key", "ConditionExpression")
    return _keyed(request, deletes=False)


def _keyed(request: Request, *, deletes: bool) -> Step:
    scope = Scope(request)
    guard = Guard(request, scope)
    check_scope(request, scope, "ConditionExpression")
    return Step(request["TableName"], canonical_item(request["Key"]), guard, deletes=deletes)


def update(request: Request) -> Step:
    """UpdateItem, or Update of a transaction."""
    check_parameters(request, _COMMON | {"Key", "UpdateExpression"}, "TableName", "Key")
    scope = Scope(request)
    text = request.get("UpdateExpression")
    actions: tuple[nodes.Action, ...] = ()
    if text is not None:
        parsed = parser.update(text)
        scope.admit(parsed)
        actions = parsed.tree
    changes = Update(actions, scope)
    changes.check()
    guard = Guard(request, scope)
    check_scope(request, scope, "UpdateExpression", "ConditionExpression")
    return Step(request["TableName"], canonical_item(request["Key"]), guard, update=changes)


def _check_size(item: Item, what: str) -> None:
    if item_size(item) > MAX_ITEM_BYTES:
        raise ValidationError(f"{what} has exceeded the maximum allowed size")


def written(rows: Rows, step: Step) -> tuple[Item | None, Item | None]:
    """Do one step; gives the item before and after it.

    Raises:
        ConditionFailedError, ValidationError, NoSuchTableError: nothing was changed.
    """
    table, row = step.place(rows)
    rows.drop_expired(table, row)
    old = rows.get(table, row)
    step.guard.check(old)
    new = step.result(table, old)
    store(rows, table, row, old, new)
    return old, new


def store(rows: Rows, table: Table, row: bytes, old: Item | None, new: Item | None) -> None:
    """Bring a row from one item to another; None stands for no item."""
    if new is not None:
        if new is not old:
            rows.put(table, row, old, new)
    elif old is not None:
        rows.delete(table, row, old)


def check_return_values(request: Request, *allowed: str) -> str:
    """The ReturnValues of a request; raises ValidationError when the operation has no such."""
    wanted: str = request.get("ReturnValues") or "NONE"
    if wanted not in {"NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"}:
        raise ValidationError(
            f"1 validation error detected: Value '{wanted}' at 'returnValues' failed to satisfy "
            "constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE,"
            " UPDATED_NEW]"
        )
    if wanted not in allowed:
        raise ValidationError("Return values set to invalid value")
    return wanted
