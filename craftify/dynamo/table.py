"""What every PynamoDB model of ours shares: where it lives and how it is created."""

import logging
import time
from operator import itemgetter
from typing import Any

from django.conf import settings
from pynamodb.constants import PAY_PER_REQUEST_BILLING_MODE
from pynamodb.exceptions import TableError
from pynamodb.models import Model

log = logging.getLogger(__name__)
TABLES: list[type["Table"]] = []


class Place:
    """The base of each model's `Meta`: endpoint, region and billing as configured.

    PynamoDB wants credentials even for an endpoint that checks none; the usual AWS variables
    give them.
    """

    host = settings.CRAFTIFY.dynamodb_host
    region = settings.CRAFTIFY.dynamodb_region or "us-east-1"
    billing_mode = PAY_PER_REQUEST_BILLING_MODE


class IndexPlace:
    """The base of each index's `Meta`."""

    billing_mode = PAY_PER_REQUEST_BILLING_MODE


class Table(Model):
    """The base of our models; `Meta.table_name = name("…")` puts one on the list of tables."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        TABLES.append(cls)


def name(table: str) -> str:
    """The table's full name, with the configured prefix."""
    return f"{settings.CRAFTIFY.table_prefix}{table}"


def create_tables() -> list[str]:
    """Create each table that does not exist yet, and the indexes that a table lacks since a newer
    release; gives the names of the new tables.

    Raises:
        TableError: the store refused (no permission, no space).
    """
    created = []
    for table in TABLES:
        if table.exists():
            _add_indexes(table)
            continue
        try:
            table.create_table(wait=True)
        except TableError as error:
            # Another process that starts at the same moment may have made it.
            if error.cause_response_code != "ResourceInUseException":
                raise
        created.append(table.Meta.table_name)
    return created


def _add_indexes(table: type[Table]) -> None:
    """Create the indexes that are in the model and not in the store; it fills them itself."""
    connection = table._get_connection().connection  # noqa: SLF001 (PynamoDB has no other way)
    place = table.Meta.table_name
    schema = table._get_schema()  # noqa: SLF001 (as above)
    known = {one["IndexName"] for one in _described(connection, place)}
    for index in schema["global_secondary_indexes"]:
        if index["index_name"] in known:
            continue
        keys = sorted(index["key_schema"], key=itemgetter("KeyType"))  # HASH, then RANGE
        names = {one["AttributeName"] for one in keys}
        change = {
            "TableName": place,
            "AttributeDefinitions": [
                {
                    "AttributeName": one["AttributeName"],
                    "AttributeType": one["AttributeType"],
                }
                for one in schema["attribute_definitions"]
                if one["AttributeName"] in names
            ],
            "GlobalSecondaryIndexUpdates": [
                {
                    "Create": {
                        "IndexName": index["index_name"],
                        "KeySchema": keys,
                        "Projection": index["projection"],
                    }
                }
            ],
        }
        connection.dispatch("UpdateTable", change)
        # DynamoDB builds one index at a time.
        while any(one.get("IndexStatus") != "ACTIVE" for one in _described(connection, place)):
            time.sleep(1)


def _described(connection: Any, place: str) -> list[dict[str, Any]]:
    description = connection.dispatch("DescribeTable", {"TableName": place})
    found: list[dict[str, Any]] = description["Table"].get("GlobalSecondaryIndexes", [])
    return found
