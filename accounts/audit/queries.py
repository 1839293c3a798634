"""The events of an organization, and whether they are as they were written."""

from collections.abc import Iterator
from dataclasses import asdict

from django.core.cache import cache

from accounts.access import require
from accounts.audit.domain import LIMIT, LOOKED_AT, Wanted
from accounts.domain import Member, Permission
from craftify import clock, history
from craftify.dynamo.paging import decode_cursor, encode_cursor
from craftify.history import Event, checkpoints, export
from craftify.history.checkpoints import Report

_DAY = 24 * 3600
_LIST = "audit-events"


def events(
    actor: Member, wanted: Wanted, *, cursor: str | None = None, limit: int = LIMIT
) -> tuple[tuple[Event, ...], str | None]:
    """The newest events that are wanted, and a cursor to those before them, None at the end.

    At most `LOOKED_AT` events are read: there may be fewer than `limit`, or none, and still a
    cursor.

    Raises:
        Invalid: the cursor is not one of this list, with these wishes.
        Forbidden: the role does not carry the permission.
    """
    _refuse_others(actor)
    name = f"{_LIST}:{actor.organization_id}:{sorted(asdict(wanted).items())}"
    place = decode_cursor(cursor, of=name) or {}
    found: list[Event] = []
    last = None
    for count, event in enumerate(_walk(actor.organization_id, wanted, place), start=1):
        if len(found) == limit or count > LOOKED_AT:
            assert last  # noqa: S101 - an event was seen before this one
            return tuple(found), encode_cursor({"m": last.moment, "s": last.seq}, of=name)
        last = event
        if wanted.takes(event):
            found.append(event)
    return tuple(found), None


def verify(actor: Member) -> Report:
    """Verify everything now, from nothing but the data; the page remembers it for a day.

    Raises:
        Forbidden: the role does not carry the permission.
    """
    _refuse_others(actor)
    report = checkpoints.verify(actor.organization_id)
    cache.set(_report_key(actor), (clock.stamp(clock.now()), report), _DAY)
    return report


def last_report(actor: Member) -> tuple[str, Report] | None:
    """When somebody verified everything last, within a day, and what came out.

    Raises:
        Forbidden: the role does not carry the permission.
    """
    _refuse_others(actor)
    found: tuple[str, Report] | None = cache.get(_report_key(actor))
    return found


def exported(actor: Member) -> Iterator[bytes]:
    """The whole trail as JSON Lines.

    Raises:
        Forbidden: the role does not carry the permission.
    """
    _refuse_others(actor)
    return export.lines(actor.organization_id)


def _walk(organization_id: str, wanted: Wanted, place: dict[str, object]) -> Iterator[Event]:
    if wanted.resource:
        return history.newest_of(organization_id, wanted.resource, before=_seq(place))
    before = str(place.get("m", "")) or wanted.until
    return history.newest(organization_id, before=before, since=wanted.since)


def _seq(place: dict[str, object]) -> int:
    seq = place.get("s", 0)
    return seq if isinstance(seq, int) else 0


def _report_key(actor: Member) -> str:
    return f"audit-report:{actor.organization_id}"


def _refuse_others(actor: Member) -> None:
    require(actor, Permission.AUDIT_VIEW, "see the audit trail")
