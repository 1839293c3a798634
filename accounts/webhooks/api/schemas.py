"""Webhooks as clients send and see them."""

from typing import Annotated

from pydantic import Field

from accounts.webhooks.domain import (
    EVENT_TYPES,
    MAX_DESCRIPTION,
    MAX_OVERLAP_HOURS,
    DeliveryState,
    Format,
)
from craftify.api.schemas import Instant, NotRequired, TypedDict, Whole, words

Url = Annotated[
    str,
    Field(
        max_length=2000, pattern=r"^https?://[!-~]+$", examples=["https://hooks.example/craftify"]
    ),
]
Event = Annotated[str, Field(json_schema_extra={"enum": sorted(EVENT_TYPES)})]
Events = Annotated[list[Event], Field(min_length=1, max_length=100)]
Description = Annotated[str, words(MAX_DESCRIPTION)]


class WebhookMade(TypedDict):
    """Where to, and what is told there."""

    url: Url
    events: Events
    description: NotRequired[Description]
    format: NotRequired[Format]


class WebhookChange(TypedDict, total=False):
    """Any of these."""

    url: Url
    events: Events
    description: Description
    format: Format
    active: bool


class Rotation(TypedDict, total=False):
    """How long the old secret signs as well; 24 hours if left out."""

    overlapHours: Annotated[int, Field(ge=0, le=MAX_OVERLAP_HOURS)]


class Webhook(TypedDict):
    """A webhook, without its secret."""

    id: str
    organizationId: str
    url: str
    description: str
    events: list[str]
    format: Format
    active: bool
    disabledBecause: str | None
    failingSince: Instant | None
    previousSecretUntil: Instant | None
    createdBy: str
    createdAt: Instant
    updatedAt: Instant


class WebhookWithSecret(Webhook):
    """The same with the secret, told only now."""

    secret: str


class Log(TypedDict, total=False):
    """Which deliveries are listed."""

    state: DeliveryState
    cursor: str


class DeliveryCard(TypedDict):
    """A delivery as the log lists it."""

    id: str
    webhookId: str
    type: str
    state: DeliveryState
    requestId: str
    attemptCount: Whole
    lastStatus: int | None
    createdAt: Instant


class Attempt(TypedDict):
    """One call, and what was answered."""

    at: Instant
    milliseconds: Whole
    status: int | None
    problem: str | None
    response: str
    byName: str | None


class Delivery(DeliveryCard):
    """A delivery with its body and its latest attempts."""

    body: str
    attempts: list[Attempt]


class Sent(TypedDict):
    """The id of the delivery of a test."""

    id: str
