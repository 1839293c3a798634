"""The daily checkpoint over each organization's audit trail; run by `craftify.periodic`."""

from accounts import store
from craftify.history import checkpoints


def run() -> None:
    """Make today's checkpoint of every organization that has none."""
    for organization_id in store.organization_ids():
        checkpoints.make(organization_id)
