"""How many reviews wait for the signed-in member, for the frame of every page."""

from collections.abc import Callable
from functools import cache

from accounts.web.request import PageRequest
from approvals import queries


def waiting(request: PageRequest) -> dict[str, Callable[[], int]]:
    """`waiting_count`, counted when a page asks for it (Django's templates call what they find)."""
    return {"waiting_count": cache(lambda: len(queries.waiting_for(request.member)))}
