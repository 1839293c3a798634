"""Whether the definition of a table makes sense."""

from typing import Any, NoReturn

from craftify.dynamo.embedded.errors import ValidationError

MAX_GLOBAL_INDEXES = 20
MAX_LOCAL_INDEXES = 5
MAX_PROJECTED = 100


def check(definition: dict[str, Any]) -> None:
    """Raises ValidationError for a definition that DynamoDB would refuse."""
    _check_schema(definition["KeySchema"])
    types = {
        each["AttributeName"]: each["AttributeType"] for each in definition["AttributeDefinitions"]
    }
    if len(types) < len(definition["AttributeDefinitions"]):
        _refuse("Cannot have duplicate AttributeNames in AttributeDefinitions")
    for kind in types.values():
        if kind not in {"S", "N", "B"}:
            raise ValidationError(
                f"1 validation error detected: Value '{kind}' at 'attributeDefinitions' failed to "
                "satisfy constraint: Member must satisfy enum value set: [B, N, S]"
            )
    _check_throughput(definition)
    _check_indexes(definition)
    used = key_names(definition)
    missing = sorted(used - set(types))
    if missing:
        _refuse(
            "Some index key attributes are not defined in AttributeDefinitions. Keys: "
            f"[{', '.join(missing)}], AttributeDefinitions: [{', '.join(types)}]"
        )
    if len(types) > len(used):
        _refuse(
            "Some AttributeDefinitions are not used. AttributeDefinitions: "
            f"[{', '.join(types)}], keys used: [{', '.join(sorted(used))}]"
        )


def key_names(definition: dict[str, Any]) -> set[str]:
    """The attributes that the key of the table or of an index uses."""
    schemas = [definition["KeySchema"], *(index["KeySchema"] for index in _indexes(definition))]
    return {part["AttributeName"] for schema in schemas for part in schema}


def _indexes(definition: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        *(definition.get("GlobalSecondaryIndexes") or ()),
        *(definition.get("LocalSecondaryIndexes") or ()),
    ]


def _check_schema(schema: list[dict[str, str]]) -> None:
    kinds = [part["KeyType"] for part in schema]
    if kinds not in (["HASH"], ["HASH", "RANGE"]):
        _refuse("Invalid KeySchema: it must be a HASH key, or a HASH and then a RANGE key")
    if len({part["AttributeName"] for part in schema}) < len(schema):
        _refuse("Both the Hash Key and the Range Key element in the KeySchema have the same name")


def _check_throughput(definition: dict[str, Any]) -> None:
    on_demand = definition.get("BillingMode") == "PAY_PER_REQUEST"
    if on_demand and definition.get("ProvisionedThroughput"):
        _refuse(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
            "PAY_PER_REQUEST"
        )
    if not on_demand and not definition.get("ProvisionedThroughput"):
        _refuse(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode "
            "is PROVISIONED"
        )


def _check_indexes(definition: dict[str, Any]) -> None:
    if len(definition.get("GlobalSecondaryIndexes") or ()) > MAX_GLOBAL_INDEXES:
        _refuse("GlobalSecondaryIndex count exceeds the per-table limit of 20")
    if len(definition.get("LocalSecondaryIndexes") or ()) > MAX_LOCAL_INDEXES:
        _refuse("Number of LocalSecondaryIndexes exceeds per-table limit of 5")
    names = [index["IndexName"] for index in _indexes(definition)]
    for name in names:
        if names.count(name) > 1:
            _refuse(f"Duplicate index name: {name}")
    for index in _indexes(definition):
        _check_schema(index["KeySchema"])
        _check_projection(index)
    table_hash = definition["KeySchema"][0]["AttributeName"]
    for index in definition.get("LocalSecondaryIndexes") or ():
        schema = index["KeySchema"]
        if len(definition["KeySchema"]) == 1:
            _refuse(
                "Table KeySchema does not have a range key, which is required when specifying "
                "a LocalSecondaryIndex"
            )
        if len(schema) == 1:
            _refuse("Index KeySchema does not have a range key for index: " + index["IndexName"])
        if schema[0]["AttributeName"] != table_hash:
            _refuse(
                "Index KeySchema does not have the same leading hash key as table KeySchema "
                f"for index: {index['IndexName']}"
            )


def _check_projection(index: dict[str, Any]) -> None:
    projection = index.get("Projection") or {}
    kind = projection.get("ProjectionType")
    if kind not in {"ALL", "KEYS_ONLY", "INCLUDE"}:
        _refuse(f"Unknown ProjectionType: {kind}")
    if (kind == "INCLUDE") != bool(projection.get("NonKeyAttributes")):
        _refuse(
            "NonKeyAttributes must be specified when ProjectionType is INCLUDE"
            if kind == "INCLUDE"
            else f"ProjectionType is {kind}, but NonKeyAttributes is specified"
        )
    if len(projection.get("NonKeyAttributes") or ()) > MAX_PROJECTED:
        _refuse("Number of NonKeyAttributes exceeds the limit of 100")


def _refuse(what: str) -> NoReturn:
    raise ValidationError(f"One or more parameter values were invalid: {what}")
