"""Teams as clients send and see them."""

from typing import Annotated

from accounts.teams.domain import MAX_NAME
from craftify.api.schemas import TypedDict, words


class TeamNamed(TypedDict):
    """What a team is called."""

    name: Annotated[str, words(MAX_NAME, some=True)]


class TeamMember(TypedDict):
    """A member of the organization."""

    userId: str


class Team(TypedDict):
    """A team with the ids of its members."""

    id: str
    organizationId: str
    name: str
    memberIds: list[str]
