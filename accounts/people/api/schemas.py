"""Members as clients send and see them."""

from accounts.people.domain import Status
from craftify.api.schemas import Instant, TypedDict


class UserChange(TypedDict):
    """A word of every organization's, or the id of a role of its own."""

    role: str


class UserQuery(TypedDict, total=False):
    """Which members are listed; `q` is part of a name or an address."""

    q: str
    role: str
    status: Status
    cursor: str


class TeamName(TypedDict):
    """A team that a member is in."""

    id: str
    name: str


class OpenReview(TypedDict):
    """A review that waits for a member."""

    id: str
    name: str


class User(TypedDict):
    """A member."""

    id: str
    email: str
    firstName: str
    lastName: str
    role: str
    roleName: str
    permissions: list[str]
    status: Status
    teams: list[TeamName]
    suspendedAt: Instant | None
    createdAt: Instant
    lastLoginAt: Instant | None


class WholeUser(User):
    """A member, with what waits for them, and what the rules of approvals need them for."""

    openReviews: list[OpenReview]
    neededBy: list[str]


class ChangedUser(User):
    """A member, and the rules of approvals that have to be changed now."""

    warnings: list[str]
