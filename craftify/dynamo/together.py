"""Items of several tables in one read: one way to the store instead of one for each."""

from collections.abc import Sequence
from typing import Any

from craftify.dynamo.table import Table

Place = tuple[type[Table], tuple[str, ...]]


def read_together(places: Sequence[Place]) -> list[Any]:
    """The item at each place (a model, its hash key and, if it has one, its range key), read
    consistently, in that order; None where there is none.

    BatchGetItem promises no common moment: each item is as fresh as if it were read by itself.
    """
    keys = [_key(model, values) for model, values in places]
    wanted: dict[str, Any] = {}
    for (model, _), key in zip(places, keys, strict=True):
        table = wanted.setdefault(model.Meta.table_name, {"Keys": [], "ConsistentRead": True})
        if key not in table["Keys"]:
            table["Keys"].append(key)
    connection = places[0][0]._get_connection().connection  # noqa: SLF001 (PynamoDB has no other way)
    found: dict[str, list[dict[str, Any]]] = {}
    while wanted:
        answer = connection.dispatch("BatchGetItem", {"RequestItems": wanted})
        for name, items in answer["Responses"].items():
            found.setdefault(name, []).extend(items)
        wanted = answer.get("UnprocessedKeys") or {}  # what was throttled, or did not fit
    return [
        _item(model, key, found.get(model.Meta.table_name, []))
        for (model, _), key in zip(places, keys, strict=True)
    ]


def _key(model: type[Table], values: tuple[str, ...]) -> dict[str, dict[str, str]]:
    names = (model._hash_keyname, model._range_keyname)  # noqa: SLF001 (as above)
    return {str(name): {"S": value} for name, value in zip(names, values, strict=False)}


def _item(model: type[Table], key: dict[str, Any], among: list[dict[str, Any]]) -> Any:
    for raw in among:
        if all(raw.get(name) == value for name, value in key.items()):
            return model.from_raw_data(raw)
    return None
