"""CreateTable, DescribeTable, UpdateTable, DeleteTable, ListTables."""

import re
import time
import uuid
from typing import Any

from craftify.dynamo.embedded import definitions
from craftify.dynamo.embedded.errors import EngineError, NoSuchTableError, ValidationError
from craftify.dynamo.embedded.operations.request import Request, Response, check_parameters
from craftify.dynamo.embedded.rows import Rows
from craftify.dynamo.embedded.schema import Table
from craftify.dynamo.embedded.storage import Store

_NAME = re.compile(r"[A-Za-z0-9_.-]{3,255}\Z")
_CREATE = frozenset(
    [
        "TableName",
        "AttributeDefinitions",
        "KeySchema",
        "BillingMode",
        "ProvisionedThroughput",
        "GlobalSecondaryIndexes",
        "LocalSecondaryIndexes",
        "StreamSpecification",
        "Tags",
        "DeletionProtectionEnabled",
    ]
)
_UPDATE = frozenset(
    [
        "TableName",
        "AttributeDefinitions",
        "BillingMode",
        "ProvisionedThroughput",
        "GlobalSecondaryIndexUpdates",
        "DeletionProtectionEnabled",
    ]
)


def create_table(store: Store, request: Request) -> Response:
    """CreateTable; the table is ACTIVE at once."""
    check_parameters(request, _CREATE, "TableName", "AttributeDefinitions", "KeySchema")
    name = _checked_name(request)
    definition = {
        part: value for part, value in request.items() if part != "Tags" and value is not None
    }
    definitions.check(definition)
    definition["CreationDateTime"] = time.time()
    definition["TableId"] = str(uuid.uuid4())

    def work(rows: Rows) -> Response:
        if name in rows.catalogue.tables:
            raise EngineError("ResourceInUseException", f"Table already exists: {name}")
        return {"TableDescription": describe(rows, rows.create_table(name, definition))}

    return store.write(work)


def describe_table(store: Store, request: Request) -> Response:
    """DescribeTable; counts are exact, which costs a walk over the table."""
    check_parameters(request, frozenset(["TableName"]), "TableName")
    name = _checked_name(request)
    return store.read(lambda rows: {"Table": describe(rows, _table(rows, name))})


def delete_table(store: Store, request: Request) -> Response:
    """DeleteTable."""
    check_parameters(request, frozenset(["TableName"]), "TableName")
    name = _checked_name(request)

    def work(rows: Rows) -> Response:
        table = _table(rows, name)
        if table.definition.get("DeletionProtectionEnabled"):
            raise ValidationError(
                "Resource cannot be deleted as it is currently protected against deletion. Disable "
                "deletion protection first."
            )
        described = describe(rows, table)
        rows.drop_table(table)
        return {"TableDescription": {**described, "TableStatus": "DELETING"}}

    return store.write(work)


def list_tables(store: Store, request: Request) -> Response:
    """ListTables, in the order of names."""
    check_parameters(request, frozenset(["ExclusiveStartTableName", "Limit"]))
    limit = request.get("Limit") or 100
    if not 1 <= limit <= 100:
        raise ValidationError(
            f"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy "
            "constraint: Member must have value less than or equal to 100"
        )
    start = request.get("ExclusiveStartTableName") or ""
    names = store.read(lambda rows: sorted(name for name in rows.catalogue.tables if name > start))
    response: Response = {"TableNames": names[:limit]}
    if len(names) > limit:
        response["LastEvaluatedTableName"] = names[limit - 1]
    return response


def update_table(store: Store, request: Request) -> Response:
    """UpdateTable: billing, throughput, protection, and global indexes (filled at once)."""
    check_parameters(request, _UPDATE, "TableName")
    name = _checked_name(request)

    def work(rows: Rows) -> Response:
        table = _table(rows, name)
        definition = dict(table.definition)
        for part in ("BillingMode", "ProvisionedThroughput", "DeletionProtectionEnabled"):
            if request.get(part) is not None:
                definition[part] = request[part]
        if definition.get("BillingMode") == "PAY_PER_REQUEST":
            definition.pop("ProvisionedThroughput", None)
        for change in request.get("GlobalSecondaryIndexUpdates") or ():
            _change_index(definition, request, change)
        definitions.check(definition)
        return {"TableDescription": describe(rows, rows.redefine(table, definition))}

    return store.write(work)


def _change_index(definition: dict[str, Any], request: Request, change: dict[str, Any]) -> None:
    ((verb, content),) = change.items()
    indexes = list(definition.get("GlobalSecondaryIndexes", ()))
    name = content["IndexName"]
    known = [index for index in indexes if index["IndexName"] == name]
    if verb == "Create":
        if known:
            raise ValidationError(
                "One or more parameter values were invalid: Attempting to create an index which "
                f"already exists: {name}"
            )
        indexes.append(content)
    elif not known:
        raise NoSuchTableError("Requested resource not found")
    elif verb == "Delete":
        indexes.remove(known[0])
    else:
        indexes[indexes.index(known[0])] = {**known[0], **content}
    definition["GlobalSecondaryIndexes"] = indexes
    definition["AttributeDefinitions"] = _attributes(definition, request)


def _attributes(definition: dict[str, Any], request: Request) -> list[dict[str, str]]:
    """Those that the key or an index uses, the ones of the request first."""
    given = [*(request.get("AttributeDefinitions") or ()), *definition["AttributeDefinitions"]]
    used = definitions.key_names(definition)
    types = {each["AttributeName"]: each["AttributeType"] for each in reversed(given)}
    return [
        {"AttributeName": name, "AttributeType": kind}
        for name, kind in types.items()
        if name in used
    ]


def describe(rows: Rows, table: Table) -> dict[str, Any]:
    """A TableDescription."""
    arn = f"arn:aws:dynamodb:embedded:000000000000:table/{table.name}"
    count, size = rows.totals(table)
    definition = table.definition
    described: dict[str, Any] = {
        "TableName": table.name,
        "TableStatus": "ACTIVE",
        "TableArn": arn,
        "TableId": definition["TableId"],
        "CreationDateTime": definition["CreationDateTime"],
        "AttributeDefinitions": definition["AttributeDefinitions"],
        "KeySchema": definition["KeySchema"],
        "ItemCount": count,
        "TableSizeBytes": size,
        "ProvisionedThroughput": _throughput(definition),
        "DeletionProtectionEnabled": bool(definition.get("DeletionProtectionEnabled")),
    }
    if definition.get("BillingMode") == "PAY_PER_REQUEST":
        described["BillingModeSummary"] = {"BillingMode": "PAY_PER_REQUEST"}
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        if definition.get(kind):
            described[kind] = [_describe_index(rows, table, arn, each) for each in definition[kind]]
    return described


def _describe_index(rows: Rows, table: Table, arn: str, given: dict[str, Any]) -> dict[str, Any]:
    index = table.index(given["IndexName"])
    described = {
        "IndexName": index.name,
        "KeySchema": given["KeySchema"],
        "Projection": given["Projection"],
        "IndexArn": f"{arn}/index/{index.name}",
        "ItemCount": rows.count(index),
    }
    if index.is_global:
        described["IndexStatus"] = "ACTIVE"
        described["ProvisionedThroughput"] = _throughput(given)
    return described


def _throughput(given: dict[str, Any]) -> dict[str, int]:
    units = given.get("ProvisionedThroughput") or {}
    return {
        "NumberOfDecreasesToday": 0,
        "ReadCapacityUnits": units.get("ReadCapacityUnits", 0),
        "WriteCapacityUnits": units.get("WriteCapacityUnits", 0),
    }


def _table(rows: Rows, name: str) -> Table:
    try:
        return rows.table(name)
    except NoSuchTableError:
        raise NoSuchTableError(f"Requested resource not found: Table: {name} not found") from None


def _checked_name(request: Request) -> str:
    name: str = request["TableName"]
    if not 3 <= len(name) <= 255:
        raise ValidationError(
            "TableName must be at least 3 characters long and at most 255 characters long"
        )
    if not _NAME.match(name):
        raise ValidationError(
            f"1 validation error detected: Value '{name}' at 'tableName' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
        )
    return name
