"""Reads and writes of delegations."""

from collections.abc import Iterator
from datetime import datetime

from approvals.domain.delegation import Delegation
from approvals.models import DelegationItem
from craftify import clock
from craftify.dynamo.transact import Write


def get(organization_id: str, delegation_id: str) -> Delegation | None:
    """One delegation."""
    try:
        return _delegation(DelegationItem.get(organization_id, delegation_id, consistent_read=True))
    except DelegationItem.DoesNotExist:
        return None


def every(organization_id: str) -> Iterator[Delegation]:
    """All of an organization, the latest first."""
    return map(_delegation, DelegationItem.query(organization_id, scan_index_forward=False))


def stands_for(organization_id: str, user_id: str, now: datetime) -> frozenset[str]:
    """For whom somebody may decide now."""
    found = map(_delegation, DelegationItem.by_delegate.query(f"{organization_id}#{user_id}"))
    return frozenset(one.from_id for one in found if one.covers(now))


def add(write: Write, delegation: Delegation) -> None:
    """A new delegation."""
    item = DelegationItem(
        delegation.organization_id,
        delegation.id,
        from_id=delegation.from_id,
        to_id=delegation.to_id,
        starts_at=clock.stamp(delegation.starts_at),
        ends_at=clock.stamp(delegation.ends_at),
        created_at=clock.stamp(delegation.created_at),
        to_key=f"{delegation.organization_id}#{delegation.to_id}",
    )
    write.put(item, DelegationItem.id.does_not_exist())


def delete(write: Write, delegation: Delegation) -> None:
    """End a delegation; races with another end."""
    item = DelegationItem(delegation.organization_id, delegation.id)
    write.delete(item, DelegationItem.id.exists())


def _delegation(item: DelegationItem) -> Delegation:
    return Delegation(
        id=item.id,
        organization_id=item.organization_id,
        from_id=item.from_id,
        to_id=item.to_id,
        starts_at=clock.parse(item.starts_at),
        ends_at=clock.parse(item.ends_at),
        created_at=clock.parse(item.created_at),
    )
