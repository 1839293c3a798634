"""What could not be delivered, as clients see it."""

from pydantic import ConfigDict

from craftify.api.schemas import Instant, TypedDict, Whole


class Undelivered(TypedDict):
    """One thing that was given up."""

    lane: str
    id: str
    kind: str
    type: str
    at: Instant
    attempts: Whole
    reason: str
    since: Instant


class Walk(TypedDict, total=False):
    """Where to go on."""

    cursor: str


class Replay(TypedDict, total=False):
    """Which one; all of them (the last hundred) without."""

    __pydantic_config__ = ConfigDict(  # type: ignore[misc]  # the name that pydantic reads
        json_schema_extra={"dependentRequired": {"lane": ["id"], "id": ["lane"]}}
    )

    lane: str
    id: str


class Replayed(TypedDict):
    """How many are tried again."""

    replayed: Whole
