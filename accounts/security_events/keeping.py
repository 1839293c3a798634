"""Where security events go from the memory of a process."""

from collections.abc import Sequence

from accounts import store as people
from accounts.security_events import store
from craftify.security.events import Record


def keep(records: Sequence[Record]) -> None:
    """Keep each record with its organization; one that names only a user, with each of theirs."""
    for record in records:
        for organization_id in _organizations(record):
            store.put(organization_id, record)


def _organizations(record: Record) -> tuple[str, ...]:
    if record.organization_id:
        return (record.organization_id,)
    return tuple(one.organization_id for one in people.memberships_of(record.user_id))
