"""Who somebody is, and whether they may. Nobody gets an object or a permission elsewhere."""

from accounts import store
from accounts.domain import Member, Permission, UserStatus
from craftify.errors import Forbidden, NotFound
from craftify.origin import Identity, identity


def member(organization_id: str, user_id: str) -> Member:
    """The user as a member of the organization.

    Raises:
        NotFound: no such user, organization or membership, or the user is not active.
    """
    found = store.standing(organization_id, user_id)
    if not found or found[0].status != UserStatus.ACTIVE:
        raise NotFound("You are not a member of this organization.")
    return Member(*found)


def identify(member: Member) -> Member:
    """Say whom the request in hand concerns, for security events."""
    identity.set(Identity(member.organization_id, member.id))
    return member


def require(actor: Member, permission: Permission, to_do: str) -> None:
    """Refuse unless the actor's role carries the permission.

    `to_do` ends the sentence "As viewer you may not …".

    Raises:
        Forbidden: it does not.
    """
    if not actor.may(permission):
        raise Forbidden(
            f"As {actor.role} of {actor.organization.name} you may not {to_do}. "
            "An administrator can change your role.",
            permission=permission.value,
        )
