"""Who is signed in, for the frame of every page."""

from django.utils.functional import SimpleLazyObject

from accounts import queries
from accounts.domain import Member, Membership
from accounts.web.request import PageRequest


def people(request: PageRequest) -> dict[str, object]:
    """`member` (the actor, or None) and `memberships`, each fetched when a page asks for it."""

    def member() -> Member | None:
        return request.member if request.user.is_authenticated else None

    def memberships() -> tuple[Membership, ...]:
        return queries.memberships_of(request.member.id)

    return {"member": SimpleLazyObject(member), "memberships": SimpleLazyObject(memberships)}
