"""What may be read of invitations."""

from dataclasses import dataclass

from accounts import store as accounts
from accounts.domain import Member, Organization, User
from accounts.invitations import access, store
from accounts.invitations.domain import Invitation, InvitationVoid
from accounts.people.access import roster

invitation = access.invitation


@dataclass(frozen=True, slots=True)
class Listed:
    """An invitation and the name of its role."""

    invitation: Invitation
    role_name: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What somebody who follows the link is asked; `user` is who has the address already."""

    invitation: Invitation
    organization: Organization
    user: User | None


def invitations(actor: Member) -> tuple[Listed, ...]:
    """Those of the actor's organization that are neither accepted nor revoked, the latest first.

    Raises:
        Forbidden: the role does not carry the permission.
    """
    names = {one.value: str(one) for one in roster(actor).roles}
    found = store.invitations(actor.organization_id)
    return tuple(Listed(one, names.get(one.role, one.role)) for one in reversed(found))


def opened(token: str) -> Opened:
    """What the link of a letter asks.

    Raises:
        InvitationVoid: see `access.opened`.
    """
    found = access.opened(token)
    home = accounts.organization(found.organization_id)
    if not home:
        raise InvitationVoid("This organization does not exist any more.")
    user_id = accounts.user_id_of(found.email)
    return Opened(found, home, accounts.users([user_id]).get(user_id) if user_id else None)
