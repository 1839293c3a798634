"""Notifications, and the choices about them, as clients send and see them."""

from typing import Annotated

from pydantic import Field

from accounts.notifications.api.parse import State
from accounts.notifications.domain import Kind, Rhythm
from craftify.api.schemas import Instant, TypedDict, Whole

Clock = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$")]
Hour = Annotated[int, Field(ge=0, le=23)]


class Inbox(TypedDict, total=False):
    """Which notifications are listed."""

    state: State
    cursor: str


class Person(TypedDict):
    """Who did it."""

    id: str
    name: str


class Notification(TypedDict):
    """What somebody was told; `path` is the page that it leads to."""

    id: str
    kind: Kind
    sentence: str
    quote: str
    path: str
    about: str
    by: Person
    at: Instant
    readAt: Instant | None


class Unread(TypedDict):
    """How many are not read, up to 100."""

    unread: Whole


class MarkedAll(TypedDict):
    """How many were marked."""

    read: Whole


class Mark(TypedDict):
    """Read, or not."""

    read: bool


class Choices(TypedDict):
    """What somebody is told, where and when."""

    channels: dict[str, dict[str, bool]]
    digest: Rhythm
    digestHour: Hour
    timeZone: str
    quietFrom: str
    quietUntil: str


class ChoicesChange(TypedDict, total=False):
    """Any of them; channels that are not named stay."""

    channels: dict[str, dict[str, bool]]
    digest: Rhythm
    digestHour: Hour
    timeZone: str
    quietFrom: Clock
    quietUntil: Clock
