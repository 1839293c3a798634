"""What every PynamoDB model of ours shares: where it lives and how it is created."""

import logging
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
    """Create each table that does not exist yet; gives the names of the new ones.

    Raises:
        TableError: the store refused (no permission, no space).
    """
    created = []
    for table in TABLES:
        if table.exists():
            continue
        try:
            table.create_table(wait=True)
        except TableError as error:
            # Another process that starts at the same moment may have made it.
            if error.cause_response_code != "ResourceInUseException":
                raise
        created.append(table.Meta.table_name)
    return created
