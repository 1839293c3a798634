"""The daily checkpoint over each organization's audit trail; run by `craftify.periodic`."""

from accounts import store
from craftify.history import PLATFORM, checkpoints


def run() -> None:
    """Make today's checkpoint of every organization that has none, and of what is above them."""
    for organization_id in (PLATFORM, *store.organization_ids()):
        checkpoints.make(organization_id)
