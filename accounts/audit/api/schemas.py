"""The audit trail, as clients see it."""

from typing import Annotated, Any

from pydantic import Field

from accounts.audit.domain import LIMIT
from craftify.api.fields import MAX_LIMIT
from craftify.api.schemas import Instant, TypedDict, Whole


class Actor(TypedDict):
    """Who did it; `system` is Craftify itself."""

    id: str
    name: str


class AuditEvent(TypedDict):
    """One event; `docs/audit-format.md` says what is in `digest`."""

    resource: str
    seq: Whole
    verb: str
    alarm: bool
    actor: Actor
    at: Instant
    requestId: str
    address: str
    change: dict[str, Any]
    digest: str


class AuditEvents(TypedDict):
    """Some events, the last one first."""

    events: list[AuditEvent]
    cursor: str | None


EventsAsked = TypedDict(
    "EventsAsked",
    {
        "person": str,
        "kind": str,
        "resource": str,
        "from": str,
        "to": str,
        "alarms": str,
        "cursor": str,
        "limit": Annotated[int, Field(ge=1, le=MAX_LIMIT, description=f"{LIMIT} if left out")],
    },
    total=False,
)


class Broken(TypedDict):
    """What is not as it was written; a checkpoint has no resource."""

    resource: str | None
    seq: Whole
    message: str


class Report(TypedDict):
    """What was verified, and the first broken event of each chain."""

    chains: Whole
    checkpoints: Whole
    publicKey: str
    broken: list[Broken]
