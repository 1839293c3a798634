"""What could not be delivered."""

from accounts.domain import Member
from accounts.undelivered import access
from accounts.undelivered.domain import Undelivered
from craftify.dynamo.paging import Page


def undelivered(
    actor: Member, *, page: int = 1, limit: int = 25, cursor: str | None = None
) -> Page[Undelivered]:
    """A page of what was given up in the actor's organization, the last one first.

    Raises:
        Forbidden: the role does not carry the permission.
        Invalid: a cursor from elsewhere.
    """
    return access.page(actor, page, limit, cursor).map(access.plain)
