"""BatchGetItem and BatchWriteItem: several items in one request, each for itself."""

from collections.abc import Mapping
from typing import Any

from craftify.dynamo.embedded.errors import ValidationError
from craftify.dynamo.embedded.operations import items, writes
from craftify.dynamo.embedded.operations.request import Request, Response, check_parameters
from craftify.dynamo.embedded.rows import Rows
from craftify.dynamo.embedded.storage import Store
from craftify.dynamo.embedded.values import Item, canonical_item, item_size

MAX_READS = 100
MAX_WRITES = 25
MAX_READ_BYTES = 16 * 1024 * 1024
_GET = frozenset(["Keys", "ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames"])


def batch_get_item(store: Store, request: Request) -> Response:
    """BatchGetItem; what does not fit into 16 MB comes back as UnprocessedKeys."""
    check_parameters(request, frozenset(["RequestItems"]), "RequestItems")
    wanted = request["RequestItems"]
    _check_count(sum(len(each.get("Keys", ())) for each in wanted.values()), MAX_READS)
    return store.read(lambda rows: _read(rows, wanted))


def _read(rows: Rows, wanted: Mapping[str, Any]) -> Response:
    responses: dict[str, list[Item]] = {}
    left: dict[str, Any] = {}
    size = 0
    for name, each in wanted.items():
        check_parameters(each, _GET, "Keys")
        rest = {part: value for part, value in each.items() if part != "Keys"}
        readers = [items.reader({"TableName": name, "Key": key, **rest}) for key in each["Keys"]]
        _check_apart(rows, name, each["Keys"])
        responses[name] = []
        for key, read in zip(each["Keys"], readers, strict=True):
            found = read(rows) if size <= MAX_READ_BYTES else None
            size += item_size(found) if found else 0
            if size > MAX_READ_BYTES:
                left.setdefault(name, {**rest, "Keys": []})["Keys"].append(key)
            elif found is not None:
                responses[name].append(found)
    return {"Responses": responses, "UnprocessedKeys": left}


def _check_apart(rows: Rows, name: str, keys: list[Item]) -> None:
    table = rows.table(name)
    places = {table.row_key(table.checked_key(canonical_item(key))) for key in keys}
    if len(places) < len(keys):
        raise ValidationError("Provided list of item keys contains duplicates")


def batch_write_item(store: Store, request: Request) -> Response:
    """BatchWriteItem; here it is all or nothing, which DynamoDB does not promise."""
    check_parameters(request, frozenset(["RequestItems"]), "RequestItems")
    wanted = request["RequestItems"]
    _check_count(sum(map(len, wanted.values())), MAX_WRITES)
    steps = [_step(name, each) for name, many in wanted.items() for each in many]
    store.write(lambda rows: _write(rows, steps))
    return {"UnprocessedItems": {}}


def _step(name: str, each: Mapping[str, Any]) -> writes.Step:
    match dict(each):
        case {"PutRequest": {"Item": item}, **rest} if not rest:
            return writes.put({"TableName": name, "Item": item})
        case {"DeleteRequest": {"Key": key}, **rest} if not rest:
            return writes.delete({"TableName": name, "Key": key})
        case _:
            raise ValidationError("A write request holds one PutRequest or one DeleteRequest")


def _write(rows: Rows, steps: list[writes.Step]) -> None:
    places = {(table.id, row) for table, row in (step.place(rows) for step in steps)}
    if len(places) < len(steps):
        raise ValidationError("Provided list of item keys contains duplicates")
    for step in steps:
        writes.written(rows, step)


def _check_count(count: int, most: int) -> None:
    if count > most:
        raise ValidationError(f"Too many items requested for the Batch call: {count} of {most}")
    if count == 0:
        raise ValidationError(
            "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1"
        )
