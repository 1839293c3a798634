"""DynamoDB in one SQLite file, inside the process; see docs/embedded-store.md.

`install()` makes PynamoDB use it for every model whose host is `sqlite:///` and an absolute path.
"""

from typing import Any

from pynamodb.connection.base import Connection

from craftify.dynamo.embedded.client import SCHEME, EmbeddedClient, path_of
from craftify.dynamo.embedded.datafile import opened
from craftify.dynamo.embedded.errors import EngineError, StoreError
from craftify.dynamo.embedded.operations import ttl
from craftify.dynamo.embedded.storage import store_at

__all__ = ["EmbeddedClient", "EngineError", "StoreError", "check", "close", "install", "sweep"]

_botocore_client: Any = Connection.__dict__["client"]


def install() -> None:
    """Put the engine under PynamoDB; other hosts go to botocore as before. May be repeated."""
    Connection.client = property(_client)  # type: ignore[assignment,method-assign]  # its one funnel


def _client(connection: Connection) -> Any:
    host = connection.host
    if host is None or not host.startswith(SCHEME):
        return _botocore_client.fget(connection)
    client: Any = connection._client  # noqa: SLF001 (where PynamoDB keeps botocore's)
    if client is None or client.meta.endpoint_url != host:
        client = connection._client = EmbeddedClient(host)  # type: ignore[assignment]  # noqa: SLF001
    return client


def check(host: str) -> None:
    """Open the file once, creating it if there is none.

    Raises:
        StoreError: it cannot be used; the message is a sentence that says what to do.
    """
    opened(path_of(host)).close()


def sweep(host: str, at_most: int = 10_000) -> int:
    """Delete what has expired; gives how many items, up to `at_most`."""
    return ttl.sweep(store_at(path_of(host)), at_most)


def close(host: str) -> None:
    """Close the file in this process, e.g. before it is copied; the next use opens it again."""
    store_at(path_of(host)).close()
