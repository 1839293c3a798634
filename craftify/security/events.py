"""Security events (LOG-3): what administrators should know of and no page shows otherwise.

`security_event(…)` costs a look into a dictionary. What repeats (same kind, account, address and
subject, in one hour) is one record that counts; a thread hands records to
`settings.SECURITY_EVENTS_KEEPER` every few seconds. Each owner gets `MOST_RECORDS` a day from each
process; what comes then is counted without its address and subject, so that a flood fills nothing.
The log has the first, the tenth, the hundredth … of what repeats. Events that concern no
organization are in the log only.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from django.conf import settings
from django.utils.module_loading import import_string

from craftify import clock, ids
from craftify.dynamo.trouble import refusal_of
from craftify.errors import CraftifyError
from craftify.origin import NOBODY, Identity, asker, identity, origin

log = logging.getLogger("craftify.security")

MOST_RECORDS = 1_000  # an owner, a day, a process
MOST_OPEN = 10_000  # records that a process has in its memory
GRAVER_AT = 20  # so many in one record are more than a mistake
MANY = "many"
_LONGEST = 200  # characters of a detail


class Severity(StrEnum):
    """How much it matters, the least first."""

    INFO = "info"
    WARNING = "warning"
    ALARM = "alarm"


_ORDER = tuple(Severity)


class Kind(StrEnum):
    """What happened; `SEVERITIES` says how grave one of it is."""

    SIGN_IN_REFUSED = "signIn.refused"
    CODE_REFUSED = "code.refused"
    TOKEN_REFUSED = "token.refused"  # noqa: S105 (a word, no token)
    TOKEN_REUSED = "token.reused"  # noqa: S105 (as above)
    PERMISSION_REFUSED = "permission.refused"
    THING_ABSENT = "thing.absent"
    FORM_REFUSED = "form.refused"
    LIMIT_REACHED = "limit.reached"
    ADDRESS_REFUSED = "address.refused"
    PATTERN_FOUND = "pattern.found"
    POLICY_VIOLATED = "policy.violated"


SEVERITIES: Mapping[Kind, Severity] = {
    Kind.SIGN_IN_REFUSED: Severity.INFO,
    Kind.CODE_REFUSED: Severity.WARNING,
    Kind.TOKEN_REFUSED: Severity.INFO,
    Kind.TOKEN_REUSED: Severity.ALARM,
    Kind.PERMISSION_REFUSED: Severity.INFO,
    Kind.THING_ABSENT: Severity.INFO,
    Kind.FORM_REFUSED: Severity.WARNING,
    Kind.LIMIT_REACHED: Severity.WARNING,
    Kind.ADDRESS_REFUSED: Severity.WARNING,
    Kind.PATTERN_FOUND: Severity.WARNING,
    Kind.POLICY_VIOLATED: Severity.WARNING,
}


@dataclass(frozen=True, slots=True)
class Record:
    """One event, or `count` of the same in one hour; the rest is of the first one.

    `about` tells one subject from another of the same kind: a permission, a limit, a pattern.
    """

    id: str
    kind: Kind
    first_at: datetime
    last_at: datetime
    count: int = 1
    base: Severity = Severity.INFO
    organization_id: str = ""
    user_id: str = ""
    address: str = ""
    agent: str = ""
    request_id: str = ""
    about: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """One degree more when it goes on and on."""
        place = _ORDER.index(self.base) + (self.count >= GRAVER_AT)
        return _ORDER[min(place, len(_ORDER) - 1)]


def security_event(
    kind: Kind,
    *,
    about: str = "",
    severity: Severity | None = None,
    organization_id: str | None = None,
    user_id: str | None = None,
    address: str | None = None,
    details: Mapping[str, object] | None = None,
) -> None:
    """Record something. Never raises; waits for nothing but, at most, the session of the request.

    Who and whence are those of the request in hand (`craftify.origin`) unless named. With a user
    and no organization, each organization of the user gets it. `details` are short words for
    people, cut at 200 characters; no secret and nothing of a body belongs in them.
    """
    here, now = origin.get(), clock.now()
    is_named = organization_id is not None or user_id is not None
    who = NOBODY if is_named else _who()
    recorder.add(
        Record(
            id=ids.new_id("sec"),
            kind=kind,
            first_at=now,
            last_at=now,
            base=severity or SEVERITIES[kind],
            organization_id=organization_id or who.organization_id,
            user_id=user_id or who.user_id,
            address=(here.address if address is None else address)[:_LONGEST],
            agent=here.agent[:_LONGEST],
            request_id=here.request_id,
            about=about[:_LONGEST],
            details={
                name[:60]: str(value)[:_LONGEST]
                for name, value in list((details or {}).items())[:20]
            },
        )
    )


class Recorder:
    """The records of a process that may still count up, and those that are to be kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keeping = threading.Lock()
        self._hour = datetime.min.replace(tzinfo=UTC)
        self._open: dict[tuple[str, ...], Record] = {}
        self._given: Counter[str] = Counter()
        self._changed: dict[str, Record] = {}
        self._thread: threading.Thread | None = None

    def add(self, new: Record) -> None:
        """Count one event."""
        with self._lock:
            record = self._counted(new)
            is_known = record.id in self._changed or len(self._changed) < 2 * MOST_OPEN
            if is_known and (record.organization_id or record.user_id):
                self._changed[record.id] = record
                self._begin()
        if str(record.count).strip("0") == "1":  # 1, 10, 100 …
            _tell(record)

    def flush(self) -> None:
        """Hand over what changed; what the keeper does not take stays for the next time."""
        with self._keeping:
            with self._lock:
                changed, self._changed = self._changed, {}
            try:
                if changed:
                    import_string(settings.SECURITY_EVENTS_KEEPER)(tuple(changed.values()))
            except BaseException:
                with self._lock:
                    self._changed = changed | self._changed
                raise

    def _counted(self, new: Record) -> Record:
        self._turn(new.first_at)
        owner = new.organization_id or new.user_id
        if _key(new) not in self._open:
            if len(self._open) >= 2 * MOST_OPEN:
                new = replace(_plain(new), organization_id="", user_id="")
            elif len(self._open) >= MOST_OPEN or self._given[owner] >= MOST_RECORDS:
                new = _plain(new)
        old = self._open.get(_key(new))
        if old:
            new = replace(old, count=old.count + 1, last_at=new.last_at)
        else:
            self._given[owner] += 1
        self._open[_key(new)] = new
        return new

    def _turn(self, now: datetime) -> None:
        """Begin the hour anew, and the day."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        if hour != self._hour:
            self._open.clear()
            if hour.date() != self._hour.date():
                self._given.clear()
            self._hour = hour

    def _begin(self) -> None:
        """Start the thread with the first event: a process that is quiet has none."""
        seconds = settings.SECURITY_EVENTS_SECONDS
        if seconds and (self._thread is None or not self._thread.is_alive()):
            self._thread = threading.Thread(
                target=self._work, args=(seconds,), name="security events", daemon=True
            )
            self._thread.start()

    def _work(self, seconds: float) -> None:
        while True:
            time.sleep(seconds)
            try:
                self.flush()
            except Exception:
                # The edge of this thread: whatever the store raised, it must go on.
                log.exception("Security events could not be kept; it is tried again.")


recorder = Recorder()


def _who() -> Identity:
    """Whom the request in hand concerns; its session is read if nobody did that before."""
    find = asker.get()
    if identity.get() == NOBODY and find:
        try:
            find()
        except Exception as error:
            if not isinstance(error, CraftifyError) and not refusal_of(error):
                raise
    return identity.get()


def _plain(record: Record) -> Record:
    """The record without what tells it from others of its kind."""
    return replace(record, address=MANY, about="", agent="", details={})


def _key(record: Record) -> tuple[str, ...]:
    return (
        record.organization_id,
        record.user_id,
        record.kind,
        record.base,
        record.address,
        record.about,
    )


def _tell(record: Record) -> None:
    log.log(
        # An error in the log is a mistake of ours; an alarm is somebody else's doing.
        logging.INFO if record.severity == Severity.INFO else logging.WARNING,
        "%s %s (%d)",
        record.kind.value,
        record.about,
        record.count,
        extra={
            "eventType": "security",
            "kind": record.kind.value,
            "about": record.about,
            "severity": record.severity.value,
            "count": record.count,
            "ip": record.address,
            "userAgent": record.agent,
            "organizationId": record.organization_id,
            "userId": record.user_id,
            "details": dict(record.details),
        },
    )
