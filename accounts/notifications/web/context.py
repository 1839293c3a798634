"""How much the signed-in member has not read, for the bell of every page."""

from collections.abc import Callable
from functools import cache

from accounts.notifications import queries
from accounts.notifications.domain import MOST_UNREAD
from accounts.web.request import PageRequest


def unread(request: PageRequest) -> dict[str, Callable[[], str]]:
    """`unread`: “3”, “99+”, or nothing; counted when a page asks for it."""
    return {"unread": cache(lambda: shown_count(queries.unread_count(request.member)))}


def shown_count(count: int) -> str:
    """The count as the bell shows it."""
    return "99+" if count >= MOST_UNREAD else str(count or "")
