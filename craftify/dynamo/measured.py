"""Measures every operation of the store, whichever store it is (`observability.operations`)."""

import time
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError
from django.conf import settings
from pynamodb.connection.base import Connection

from craftify.observability.operations import note
from craftify.observability.tracing import span

SEVERAL = "several"  # the table of a transaction
_REFUSALS = ("ConditionalCheckFailedException", "TransactionCanceledException")
_make_api_call: Any = Connection.__dict__["_make_api_call"]


def install() -> None:
    """Put the measure around PynamoDB's one funnel, above either store. May be repeated."""
    Connection._make_api_call = _measured  # type: ignore[assignment, method-assign]  # noqa: SLF001


def _measured(
    connection: Connection, operation_name: str, operation_kwargs: dict[str, Any]
) -> dict[str, Any]:
    table, outcome, begun = _table(operation_kwargs), "failed", time.perf_counter()
    try:
        with span(f"store {operation_name}", table=table):
            answer: dict[str, Any] = _make_api_call(connection, operation_name, operation_kwargs)
        outcome = "ok"
    except ClientError as error:
        outcome = "refused" if error.response["Error"]["Code"] in _REFUSALS else "failed"
        raise
    else:
        return answer
    finally:
        note(operation_name, table, time.perf_counter() - begun, outcome)


def _table(asked: Mapping[str, Any]) -> str:
    """The table's name without the prefix; a batch of ours is always about one."""
    name = asked.get("TableName") or next(iter(asked.get("RequestItems", ())), SEVERAL)
    return str(name).removeprefix(settings.CRAFTIFY.table_prefix)
