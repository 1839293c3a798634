"""What may be read of roles."""

from dataclasses import dataclass

from accounts.domain import AnyRole, CustomRole, Member, Role
from accounts.people.access import roster
from accounts.people.domain import Roster
from craftify.errors import NotFound


@dataclass(frozen=True, slots=True)
class Counted:
    """A role, and how many members have it."""

    role: AnyRole
    members: int


def roles(actor: Member) -> tuple[Counted, ...]:
    """Every role of the actor's organization: those of all organizations, then its own.

    Raises:
        Forbidden: the role does not carry the permission.
    """
    found = roster(actor)
    every: tuple[AnyRole, ...] = (*Role, *found.roles)
    return tuple(counted(found, one) for one in every)


def role(actor: Member, role_id: str) -> Counted:
    """One of the organization's own.

    Raises:
        NotFound: there is none.
        Forbidden: the role does not carry the permission.
    """
    found = roster(actor)
    return counted(found, own(found, role_id))


def own(found: Roster, role_id: str) -> CustomRole:
    """One of the organization's own.

    Raises:
        NotFound: there is none.
    """
    for one in found.roles:
        if one.id == role_id:
            return one
    raise NotFound("There is no such role.")


def counted(found: Roster, one: AnyRole) -> Counted:
    """With the number of its members."""
    holders = [standing for standing in found.standings.values() if standing.role == one]
    return Counted(one, len(holders))
