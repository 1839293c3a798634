"""One file per family of operations; each takes a store and a request and gives a response."""

from collections.abc import Callable, Mapping

from craftify.dynamo.embedded.operations import batches, items, queries, tables, transactions, ttl
from craftify.dynamo.embedded.operations.request import Request, Response
from craftify.dynamo.embedded.storage import Store

Operation = Callable[[Store, Request], Response]

OPERATIONS: Mapping[str, Operation] = {
    "BatchGetItem": batches.batch_get_item,
    "BatchWriteItem": batches.batch_write_item,
    "CreateTable": tables.create_table,
    "DeleteItem": items.delete_item,
    "DeleteTable": tables.delete_table,
    "DescribeTable": tables.describe_table,
    "DescribeTimeToLive": ttl.describe_time_to_live,
    "GetItem": items.get_item,
    "ListTables": tables.list_tables,
    "PutItem": items.put_item,
    "Query": queries.query,
    "Scan": queries.scan,
    "TransactGetItems": transactions.transact_get_items,
    "TransactWriteItems": transactions.transact_write_items,
    "UpdateItem": items.update_item,
    "UpdateTable": tables.update_table,
    "UpdateTimeToLive": ttl.update_time_to_live,
}
