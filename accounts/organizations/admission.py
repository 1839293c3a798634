"""What an organization demands of a request, whoever sends it, before anything else."""

from accounts.domain import Member
from accounts.signin.store import factors
from craftify.errors import Forbidden
from craftify.origin import origin
from craftify.security.addresses import is_in, parsed


class NetworkRefused(Forbidden):
    """The organization names networks, and the request came from another."""


class SecondFactorNeeded(Forbidden):
    """The organization demands a second step, and the member has set none up."""


def admit(member: Member, address: str | None = None) -> None:
    """Let the member act, from a network address: that of the request in hand, if none is given.

    Raises:
        NetworkRefused, SecondFactorNeeded: the organization demands what is not so.
    """
    allowed = member.organization.networks
    here = parsed(origin.get().address if address is None else address)
    if allowed and not (here and is_in(here, allowed)):
        raise NetworkRefused(
            f"{member.organization.name} can be entered from its own networks only. Ask one of its "
            "administrators."
        )
    if member.organization.requires_second_factor and not _has_factor(member):
        raise SecondFactorNeeded(
            f"{member.organization.name} demands a second step of everybody. Set it up, then go on."
        )


def _has_factor(member: Member) -> bool:
    found = factors.get(member.id)
    return found is not None and found.confirmed_at is not None
