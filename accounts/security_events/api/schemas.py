"""Security events, as clients see them."""

from typing import Annotated, Literal

from pydantic import Field

from accounts.security_events.domain import LIMIT
from craftify.api.fields import MAX_LIMIT
from craftify.api.schemas import Instant, TypedDict, Whole

KindWord = Literal[
    "signIn.refused",
    "code.refused",
    "token.refused",
    "token.reused",
    "permission.refused",
    "thing.absent",
    "form.refused",
    "limit.reached",
    "address.refused",
    "pattern.found",
    "policy.violated",
]
SeverityWord = Literal["info", "warning", "alarm"]


class SecurityEvent(TypedDict):
    """One event, or `count` of the same in one hour; the rest is of the first one."""

    id: str
    eventType: Literal["security"]
    kind: KindWord
    severity: SeverityWord
    about: str
    count: Whole
    firstAt: Instant
    lastAt: Instant
    userId: str | None
    ip: str
    userAgent: str
    requestId: str
    details: dict[str, str]


class SecurityEvents(TypedDict):
    """Some events, the one that began last first."""

    events: list[SecurityEvent]
    cursor: str | None


SecurityEventsAsked = TypedDict(
    "SecurityEventsAsked",
    {
        "kind": str,
        "severity": str,
        "person": str,
        "address": str,
        "from": str,
        "to": str,
        "cursor": str,
        "limit": Annotated[int, Field(ge=1, le=MAX_LIMIT, description=f"{LIMIT} if left out")],
    },
    total=False,
)
