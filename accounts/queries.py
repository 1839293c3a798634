"""What others may know of people and organizations."""

from collections.abc import Mapping

from accounts import access, store
from accounts.domain import Member, Membership, User

member = access.member


def memberships_of(user_id: str) -> tuple[Membership, ...]:
    """The organizations that a user may switch between."""
    return store.memberships_of(user_id)


def people(organization_id: str) -> Mapping[str, User]:
    """Every member of an organization as a user, by id; the suspended too, who have names."""
    return store.users(store.standings(organization_id))


def members_of(actor: Member) -> tuple[Member, ...]:
    """The members of the actor's organization, by name."""
    roles = store.roles_in(actor.organization_id)
    found = [
        Member(user, actor.organization, roles[user.id]) for user in store.users(roles).values()
    ]
    return tuple(sorted(found, key=lambda one: one.name))
