"""The security events of an organization."""

from dataclasses import asdict

from accounts.access import require
from accounts.domain import Member, Permission
from accounts.security_events import store
from accounts.security_events.domain import LIMIT, LOOKED_AT, Wanted
from craftify.dynamo.paging import decode_cursor, encode_cursor
from craftify.security.events import Record, recorder

_LIST = "security-events"


def events(
    actor: Member, wanted: Wanted, *, cursor: str | None = None, limit: int = LIMIT
) -> tuple[tuple[Record, ...], str | None]:
    """The newest events that are wanted, and a cursor to those before them, None at the end.

    At most `LOOKED_AT` events are read: there may be fewer than `limit`, or none, and still a
    cursor. What other processes have not handed over yet is some seconds late.

    Raises:
        Invalid: the cursor is not one of this list, with these wishes.
        Forbidden: the role does not carry the permission.
    """
    require(actor, Permission.ORGANIZATION_MANAGE, "see security events")
    recorder.flush()
    name = f"{_LIST}:{actor.organization_id}:{sorted(asdict(wanted).items())}"
    place = decode_cursor(cursor, of=name) or {}
    before = str(place.get("m", "")) or wanted.until
    found: list[Record] = []
    last = ""
    walk = store.newest(actor.organization_id, before=before, since=wanted.since)
    for count, event in enumerate(walk, start=1):
        if len(found) == limit or count > LOOKED_AT:
            return tuple(found), encode_cursor({"m": last}, of=name)
        last = store.moment_of(event)
        if wanted.takes(event):
            found.append(event)
    return tuple(found), None
