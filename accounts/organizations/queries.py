"""What may be read of an organization."""

from accounts.domain import Member, Organization
from accounts.organizations import access
from accounts.organizations.domain import SignUp

opened = access.opened


def organization(actor: Member) -> Organization:
    """The actor's organization with its settings; every member may know them."""
    return actor.organization


def has_account(asked: SignUp) -> bool:
    """Whether the reader of the letter signs in with the address already."""
    return access.account_of(asked) is not None
