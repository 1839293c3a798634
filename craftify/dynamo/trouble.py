"""The store's own troubles, as a refusal."""

from pynamodb.exceptions import PynamoDBException

from craftify.errors import Unavailable


def refusal_of(error: Exception) -> Unavailable | None:
    """What to tell somebody whose request the store did not answer; None for other errors."""
    if isinstance(error, PynamoDBException):
        return Unavailable(
            "The store does not answer, so nothing was changed. Try again in a moment.",
            retryAfter=2,
        )
    return None
