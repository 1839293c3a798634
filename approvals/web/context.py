"""How many reviews wait for the signed-in member, for the frame of every page."""

from django.utils.functional import SimpleLazyObject

from accounts.web.request import PageRequest
from approvals import queries


def waiting(request: PageRequest) -> dict[str, object]:
    """`waiting_count`, counted when a page asks for it."""
    return {"waiting_count": SimpleLazyObject(lambda: len(queries.waiting_for(request.member)))}
