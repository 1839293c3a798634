"""TransactWriteItems and TransactGetItems: all or nothing, as of one moment."""

import hashlib
import time
from collections.abc import Callable
from typing import Any

import orjson

from craftify.dynamo.embedded.errors import ConditionFailedError, EngineError, ValidationError
from craftify.dynamo.embedded.operations import items, writes
from craftify.dynamo.embedded.operations.request import Request, Response, check_parameters
from craftify.dynamo.embedded.rows import Rows
from craftify.dynamo.embedded.schema import Table
from craftify.dynamo.embedded.storage import Store
from craftify.dynamo.embedded.values import Item, canonical_item, item_size, pack

MAX_STEPS = 100
MAX_BYTES = 4 * 1024 * 1024
TOKEN_SECONDS = 600  # how long DynamoDB remembers a ClientRequestToken
_STEPS = {
    "ConditionCheck": writes.look,
    "Delete": writes.delete,
    "Put": writes.put,
    "Update": writes.update,
}
_Change = tuple[Table, bytes, Item | None, Item | None]


def transact_write_items(store: Store, request: Request) -> Response:
    """TransactWriteItems."""
    check_parameters(request, frozenset(["TransactItems", "ClientRequestToken"]), "TransactItems")
    _check_count(request["TransactItems"])
    steps = [_step(each) for each in request["TransactItems"]]
    token = request.get("ClientRequestToken")
    digest = _digest(request["TransactItems"]) if token else b""

    def work(rows: Rows) -> None:
        if token and _is_repeated(rows, token, digest):
            return
        for change in _changes(rows, steps):
            writes.store(rows, *change)

    store.write(work)
    return {}


def transact_get_items(store: Store, request: Request) -> Response:
    """TransactGetItems; an item that is missing is an empty response."""
    check_parameters(request, frozenset(["TransactItems"]), "TransactItems")
    _check_count(request["TransactItems"])
    gets = [_only(each, {"Get"})[1] for each in request["TransactItems"]]
    readers = [items.reader(each) for each in gets]
    keys = [(each["TableName"], canonical_item(each["Key"])) for each in gets]

    def work(rows: Rows) -> list[Item | None]:
        check_distinct(rows, keys)
        return _all_read(rows, readers)

    found = store.read(work)
    return {"Responses": [{} if item is None else {"Item": item} for item in found]}


def _only(each: dict[str, Any], allowed: set[str]) -> tuple[str, Request]:
    given = [(kind, content) for kind, content in each.items() if content]
    if len(given) != 1 or given[0][0] not in allowed:
        raise ValidationError(
            "TransactItems can only contain one of Check, Put, Update or Delete"
            if len(given) != 1
            else f"The embedded store does not know the transaction item {given[0][0]}"
        )
    return given[0]


def _step(each: dict[str, Any]) -> writes.Step:
    kind, request = _only(each, set(_STEPS))
    return _STEPS[kind](request)


def _check_count(steps: list[Any]) -> None:
    if not 1 <= len(steps) <= MAX_STEPS:
        constraint = "greater than or equal to 1" if not steps else "less than or equal to 100"
        raise ValidationError(
            "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: "
            f"Member must have length {constraint}"
        )


def _changes(rows: Rows, steps: list[writes.Step]) -> list[_Change]:
    """What each step does to its row; nothing is written yet.

    Raises:
        EngineError: `TransactionCanceledException` with one reason per step, in their order.
    """
    check_distinct(rows, [(step.table_name, step.key) for step in steps])
    changes: list[_Change] = []
    reasons = []
    for step in steps:
        try:
            changes.append(_change(rows, step))
            reasons.append({"Code": "None"})
        except (ConditionFailedError, ValidationError) as error:
            reasons.append(_reason(error))
    _check_reasons(reasons)
    if sum(item_size(new) for *_, new in changes if new is not None) > MAX_BYTES:
        raise ValidationError("The items of a transaction cannot be larger than 4 MB together")
    return changes


def check_distinct(rows: Rows, keys: list[tuple[str, Item]]) -> None:
    """Raises ValidationError when two steps are about one item."""
    seen = set()
    for table_name, item in keys:
        names = rows.table(table_name).key_names
        key = table_name, pack({name: item[name] for name in sorted(names) if name in item})
        if key in seen:
            raise ValidationError(
                "Transaction request cannot include multiple operations on one item"
            )
        seen.add(key)


def _change(rows: Rows, step: writes.Step) -> _Change:
    table, row = step.place(rows)
    rows.drop_expired(table, row)
    old = rows.get(table, row)
    step.guard.check(old)
    return table, row, old, step.result(table, old)


def _all_read(rows: Rows, readers: list[Callable[[Rows], Item | None]]) -> list[Item | None]:
    found = []
    reasons: list[dict[str, Any]] = []
    for read in readers:
        try:
            found.append(read(rows))
            reasons.append({"Code": "None"})
        except ValidationError as error:
            reasons.append(_reason(error))
    _check_reasons(reasons)
    return found


def _reason(error: EngineError) -> dict[str, Any]:
    if isinstance(error, ConditionFailedError):
        return {"Code": "ConditionalCheckFailed", "Message": error.message, **error.extra}
    return {"Code": "ValidationError", "Message": error.message}


def _check_reasons(reasons: list[dict[str, Any]]) -> None:
    codes = [reason["Code"] for reason in reasons]
    if any(code != "None" for code in codes):
        raise EngineError(
            "TransactionCanceledException",
            "Transaction cancelled, please refer cancellation reasons for specific reasons "
            f"[{', '.join(codes)}]",
            CancellationReasons=reasons,
        )


def _digest(steps: list[dict[str, Any]]) -> bytes:
    data = orjson.dumps(steps, default=bytes.hex, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(data).digest()


def _is_repeated(rows: Rows, token: str, digest: bytes) -> bool:
    """Whether this very request was done already; remembers it if not.

    Raises:
        EngineError: `IdempotentParameterMismatchException`, the token was another request's.
    """
    now = time.time()
    rows.connection.execute("DELETE FROM tokens WHERE at < ?", (now - TOKEN_SECONDS,))
    found = rows.connection.execute(
        "SELECT digest FROM tokens WHERE token = ?", (token,)
    ).fetchone()
    if found is None:
        rows.connection.execute("INSERT INTO tokens VALUES (?, ?, ?)", (token, digest, now))
        return False
    if found[0] != digest:
        raise EngineError(
            "IdempotentParameterMismatchException",
            "Request was rejected because it reused a client token with different parameters",
        )
    return True
