"""What may be read of the brand."""

from accounts.brand import store
from accounts.brand.domain import Brand
from accounts.domain import Member


def brand(actor: Member) -> Brand:
    """The brand of the actor's organization; every member may know it."""
    return store.brand(actor.organization_id)
