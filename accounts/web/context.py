"""Who is signed in, for the frame of every page."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts import queries
from accounts.domain import Member, Membership


def people(request: HttpRequest) -> dict[str, object]:
    """`member` (the actor, or None) and `memberships`, each fetched when a page asks for it."""

    def member() -> Member | None:
        return request.member if request.user.is_authenticated else None

    def memberships() -> tuple[Membership, ...]:
        return queries.memberships_of(request.member.id)

    return {"member": SimpleLazyObject(member), "memberships": SimpleLazyObject(memberships)}
