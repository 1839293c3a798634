"""What the engine refuses with: DynamoDB's own codes and messages."""

from typing import Any


class EngineError(Exception):
    """A refusal with DynamoDB's error code; `client.py` turns it into botocore's ClientError.

    Args:
        code: DynamoDB's name of the error, e.g. `ResourceNotFoundException`.
        message: DynamoDB's sentence for it.
        extra: further fields of the response, e.g. `CancellationReasons` or `Item`.
    """

    def __init__(self, code: str, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.extra = extra


class ValidationError(EngineError):
    """The request itself is wrong."""

    def __init__(self, message: str) -> None:
        super().__init__("ValidationException", message)


class ConditionFailedError(EngineError):
    """The condition of a write did not hold; `item` is what was found instead, if asked for."""

    def __init__(self, item: dict[str, Any] | None = None) -> None:
        extra = {} if item is None else {"Item": item}
        super().__init__(
            "ConditionalCheckFailedException", "The conditional request failed", **extra
        )


class NoSuchTableError(EngineError):
    """The table does not exist."""

    def __init__(self, message: str = "Requested resource not found") -> None:
        super().__init__("ResourceNotFoundException", message)


class StoreError(EngineError):
    """The file cannot be used; the message says what to do. Nothing was changed."""

    def __init__(self, sentence: str) -> None:
        super().__init__("InternalServerError", sentence)


class BusyError(EngineError):
    """Another process held the file for too long."""

    def __init__(self, sentence: str) -> None:
        super().__init__("ThrottlingException", sentence)
