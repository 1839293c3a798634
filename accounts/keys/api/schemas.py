"""Keys as clients send and see them."""

from typing import Annotated

from pydantic import Field

from accounts.domain import Permission
from accounts.keys.domain import MAX_DAYS, MAX_NAME, MAX_NETWORKS
from craftify.api.schemas import Instant, NotRequired, TypedDict, words


class KeyMade(TypedDict):
    """A new key: `days` is how long it is good, until it is revoked if left out."""

    name: Annotated[str, words(MAX_NAME, some=True)]
    scopes: Annotated[list[Permission], Field(min_length=1)]
    password: Annotated[str, Field(max_length=1000)]
    days: NotRequired[Annotated[int, Field(ge=1, le=MAX_DAYS)]]
    networks: NotRequired[Annotated[list[str], Field(max_length=MAX_NETWORKS)]]


class Key(TypedDict):
    """A key without its secret."""

    id: str
    userId: str
    name: str
    prefix: str
    scopes: list[Permission]
    networks: list[str]
    createdAt: Instant
    expiresAt: Instant | None
    lastUsedAt: Instant | None
    lastAddress: str


class KeyWithText(Key):
    """A key with `key`, its text, which is told only now."""

    key: str
