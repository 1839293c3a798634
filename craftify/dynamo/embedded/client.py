"""What PynamoDB calls instead of a botocore client."""

import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from botocore.exceptions import ClientError

from craftify.dynamo.embedded.errors import EngineError, ValidationError
from craftify.dynamo.embedded.operations import OPERATIONS, ttl
from craftify.dynamo.embedded.storage import store_at

SCHEME = "sqlite:///"
_WRITES = frozenset(["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"])
SWEEP_EVERY = 60.0  # seconds between deletions of what has expired, while there are writes
SWEEP_AT_MOST = 200


@dataclass(frozen=True)
class _Meta:
    endpoint_url: str


class EmbeddedClient:
    """The part of botocore's client that PynamoDB uses, for one data file.

    Args:
        host: `sqlite:///` and the absolute path of the file.
    """

    def __init__(self, host: str) -> None:
        self.meta = _Meta(host)
        self.store = store_at(path_of(host))

    def _make_api_call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """PynamoDB's one call.

        Raises:
            ClientError: with DynamoDB's code and message, as botocore would.
        """
        try:
            response = self._run(operation, request)
            if operation in _WRITES and time.monotonic() - self.store.swept > SWEEP_EVERY:
                self.store.swept = time.monotonic()
                ttl.sweep(self.store, SWEEP_AT_MOST)
        except EngineError as error:
            raise _client_error(error, operation) from error
        return response

    # The same for callers that are not PynamoDB.
    call = _make_api_call

    def _run(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        if operation not in OPERATIONS:
            raise EngineError(
                "UnknownOperationException", f"The embedded store does not know {operation}"
            )
        try:
            return OPERATIONS[operation](self.store, request)
        except (orjson.JSONEncodeError, UnicodeEncodeError) as error:
            raise ValidationError(
                f"Text that is not valid Unicode cannot be stored: {error}"
            ) from error


def path_of(host: str) -> Path:
    """The file that a `sqlite:///…` host names; raises ValueError for any other host."""
    path = Path("/" + host.removeprefix(SCHEME).lstrip("/"))
    if not host.startswith(SCHEME) or path == Path("/"):
        raise ValueError(f"{host} is not {SCHEME} and the absolute path of a file.")
    return path


def _client_error(error: EngineError, operation: str) -> ClientError:
    response: Any = {
        "Error": {"Code": error.code, "Message": error.message},
        "ResponseMetadata": {"HTTPHeaders": {"x-amzn-requestid": str(uuid.uuid4())}},
        **error.extra,
    }
    return ClientError(response, operation)
