"""UpdateTimeToLive, DescribeTimeToLive, and the deletion of what has expired."""

from craftify.dynamo.embedded.errors import ValidationError
from craftify.dynamo.embedded.operations.request import Request, Response, check_parameters
from craftify.dynamo.embedded.rows import Rows
from craftify.dynamo.embedded.storage import Store

_UPDATE = frozenset(["TableName", "TimeToLiveSpecification"])


def update_time_to_live(store: Store, request: Request) -> Response:
    """UpdateTimeToLive; items that are over already vanish at once."""
    check_parameters(request, _UPDATE, "TableName", "TimeToLiveSpecification")
    wanted = request["TimeToLiveSpecification"]
    attribute, enabled = wanted["AttributeName"], wanted["Enabled"]

    def work(rows: Rows) -> None:
        table = rows.table(request["TableName"])
        if enabled == (table.ttl is not None):
            raise ValidationError(f"TimeToLive is already {'enabled' if enabled else 'disabled'}")
        if table.ttl is not None and table.ttl != attribute:
            raise ValidationError(
                f"TimeToLive is active on a different AttributeName: current AttributeName is "
                f"{table.ttl}"
            )
        rows.set_ttl(table, attribute if enabled else None)

    store.write(work)
    return {"TimeToLiveSpecification": {"AttributeName": attribute, "Enabled": enabled}}


def describe_time_to_live(store: Store, request: Request) -> Response:
    """DescribeTimeToLive."""
    check_parameters(request, frozenset(["TableName"]), "TableName")
    ttl = store.read(lambda rows: rows.table(request["TableName"]).ttl)
    described = {"TimeToLiveStatus": "DISABLED" if ttl is None else "ENABLED"}
    if ttl is not None:
        described["AttributeName"] = ttl
    return {"TimeToLiveDescription": described}


def sweep(store: Store, at_most: int) -> int:
    """Delete expired items of all tables; gives how many, up to `at_most`."""

    def work(rows: Rows) -> int:
        deleted = 0
        for table in rows.catalogue.tables.values():
            if table.ttl is not None:
                deleted += rows.drop_all_expired(table, at_most - deleted)
        return deleted

    return store.write(work)
