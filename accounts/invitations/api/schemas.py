"""Invitations as clients send and see them."""

from typing import Annotated

from pydantic import Field

from craftify.api.schemas import Instant, NotRequired, TypedDict


class InvitationMade(TypedDict):
    """Who is asked in, and as what."""

    email: Annotated[str, Field(max_length=254, examples=["ivy@acme.example"])]
    role: str


class Acceptance(TypedDict):
    """The last part of the letter's link; the names are for whoever is new."""

    token: str
    password: NotRequired[Annotated[str, Field(max_length=500)]]
    firstName: NotRequired[str]
    lastName: NotRequired[str]


class Invitation(TypedDict):
    """An invitation, without the secret, which only the letter holds."""

    id: str
    organizationId: str
    email: str
    role: str
    invitedBy: str
    invitedByName: str
    isExpired: bool
    createdAt: Instant
    sentAt: Instant
    expiresAt: Instant


class Joined(TypedDict):
    """Who is a member now."""

    userId: str
    email: str
