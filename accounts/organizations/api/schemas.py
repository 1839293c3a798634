"""Organizations as clients send and see them."""

from typing import Annotated

from pydantic import Field

from accounts.organizations.domain import MAX_NAME, MAX_NETWORKS
from craftify.api.schemas import Instant, NotRequired, TypedDict, Whole, words


class Organization(TypedDict):
    """What it is called and what it demands."""

    id: str
    name: str
    requiresSecondFactor: bool
    networks: list[str]
    createdAt: Instant
    revision: Whole


class OrganizationChange(TypedDict):
    """What is left out stays; an empty list of networks is from everywhere."""

    name: NotRequired[Annotated[str, words(MAX_NAME, some=True)]]
    requiresSecondFactor: NotRequired[bool]
    networks: NotRequired[Annotated[list[str], Field(max_length=MAX_NETWORKS)]]


class SignUp(TypedDict):
    """Who wants an organization of which name."""

    email: Annotated[str, Field(max_length=254)]
    name: Annotated[str, words(MAX_NAME, some=True)]


class Founding(TypedDict):
    """The secret in the link of the letter; the names are for whoever is new."""

    secret: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=1000)]
    firstName: NotRequired[Annotated[str, Field(max_length=60)]]
    lastName: NotRequired[Annotated[str, Field(max_length=60)]]


class Founded(TypedDict):
    """The organization and its administrator, who may sign in now."""

    organizationId: str
    userId: str
    email: str
