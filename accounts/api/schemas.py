"""Tokens and people as clients send and see them."""

from typing import Annotated

from pydantic import Field

from accounts.domain import Theme, UserStatus
from craftify.api.schemas import Instant, NotRequired, TypedDict, Whole


class Credentials(TypedDict):
    """Who signs in; `organizationId` for members of several, `code` of a second factor."""

    email: Annotated[str, Field(max_length=320)]
    password: Annotated[str, Field(max_length=1000)]
    organizationId: NotRequired[str]
    code: NotRequired[Annotated[str, Field(max_length=40)]]


class RefreshToken(TypedDict):
    """A refresh token for a new pair."""

    refresh: str


class Tokens(TypedDict):
    """`expiresIn` is the life of the access token in seconds."""

    access: str
    refresh: str
    tokenType: str
    expiresIn: Whole


class Settings(TypedDict):
    """What somebody chose for themselves."""

    theme: Theme


class Membership(TypedDict):
    """An organization that the caller belongs to."""

    organizationId: str
    organizationName: str
    role: str


class Me(TypedDict):
    """The caller, in the organization they act in."""

    id: str
    email: str
    firstName: str
    lastName: str
    status: UserStatus
    role: str
    organizationId: str
    organizationName: str
    permissions: list[str]
    settings: Settings
    memberships: list[Membership]
    createdAt: Instant
    lastLoginAt: Instant | None


class MeChange(TypedDict):
    """What one is called, and the look of the product."""

    firstName: NotRequired[Annotated[str, Field(max_length=60)]]
    lastName: NotRequired[Annotated[str, Field(max_length=60)]]
    theme: NotRequired[Theme]
