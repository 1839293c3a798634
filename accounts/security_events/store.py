"""Reads and writes of the security events' table. Dataclasses come out, PynamoDB stays in."""

from collections.abc import Iterator
from datetime import timedelta

from accounts.security_events.models import SecurityEventItem
from craftify import clock
from craftify.security.events import Kind, Record, Severity

KEPT_FOR = timedelta(days=90)
_AT_ONCE = 200


def put(organization_id: str, record: Record) -> None:
    """Keep a record, in place of what it was before it counted on."""
    SecurityEventItem(
        organization_id,
        moment_of(record),
        kind=record.kind.value,
        last_at=clock.stamp(record.last_at),
        times=record.count,
        base=record.base.value,
        user_id=record.user_id,
        address=record.address,
        agent=record.agent,
        request_id=record.request_id,
        about=record.about,
        details=dict(record.details),
        expires=record.first_at + KEPT_FOR,
    ).save()


def newest(organization_id: str, *, before: str = "", since: str = "") -> Iterator[Record]:
    """The records of an organization, the one that began last first: those before the moment
    `before`, back to the time `since`.
    """
    key = SecurityEventItem.moment.between(since or " ", before or "~")
    found = SecurityEventItem.query(
        organization_id, key, scan_index_forward=False, page_size=_AT_ONCE, consistent_read=True
    )
    for item in found:
        if item.moment != before:
            yield _record(item)


def moment_of(record: Record) -> str:
    """Where a record stands in the list."""
    return f"{clock.stamp(record.first_at)}#{record.id}"


def _record(item: SecurityEventItem) -> Record:
    first_at, _, identifier = item.moment.partition("#")
    return Record(
        id=identifier,
        kind=Kind(item.kind),
        first_at=clock.parse(first_at),
        last_at=clock.parse(item.last_at),
        count=int(item.times),
        base=Severity(item.base),
        organization_id=item.organization_id,
        user_id=item.user_id,
        address=item.address,
        agent=item.agent,
        request_id=item.request_id,
        about=item.about,
        details=item.details,
    )
