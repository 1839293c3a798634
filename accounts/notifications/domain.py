"""What somebody is told, and what they chose to be told, where and when. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from craftify.errors import Invalid

KEPT_FOR = timedelta(days=90)
MOST_UNREAD = 100  # counted no further; the page says “99+”
MINUTE = timedelta(minutes=1)
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


class Kind(StrEnum):
    """What a notification is about, as people choose it."""

    REQUESTED = "requested"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    MENTION = "mention"
    CHANGES_REQUESTED = "changes_requested"
    DECIDED = "decided"
    PROGRESS = "progress"
    COMMENT = "comment"
    THREAD = "thread"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    DELEGATION = "delegation"
    WEBHOOK = "webhook"
    ALERT = "alert"


class Channel(StrEnum):
    """Where somebody is told."""

    APP = "app"
    MAIL = "mail"


class Rhythm(StrEnum):
    """How often a summary comes by mail."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


ASKING = frozenset({Kind.REQUESTED, Kind.REMINDER, Kind.ESCALATION})
"""What is over when the review is closed."""

_NOT_MAILED = frozenset({Kind.PROGRESS, Kind.THREAD})
SWITCHES = tuple((kind, channel) for kind in Kind if kind != Kind.ALERT for channel in Channel)
LABELS: Mapping[Kind, tuple[str, str]] = MappingProxyType(
    {
        Kind.REQUESTED: ("Your turn", "You are asked to decide, or for comments"),
        Kind.REMINDER: ("Reminders", "A decision of yours is due"),
        Kind.ESCALATION: ("Escalations", "Nobody decided in time, and others are asked"),
        Kind.MENTION: ("Mentions", "Somebody names you in a comment"),
        Kind.CHANGES_REQUESTED: ("Changes requested", "In what you submitted"),
        Kind.DECIDED: ("Outcomes", "What you submitted is approved or rejected"),
        Kind.PROGRESS: ("Progress", "One of several approvers approved what you submitted"),
        Kind.COMMENT: ("Comments", "On what you submitted, or where you take part"),
        Kind.THREAD: ("Threads", "One that you take part in is resolved or opened again"),
        Kind.EXPIRED: ("Expired reviews", "Nobody decided at all"),
        Kind.WITHDRAWN: ("Withdrawn reviews", "There is nothing to decide any more"),
        Kind.DELEGATION: ("Delegations", "Who decides for whom changes"),
        Kind.WEBHOOK: ("Webhooks", "One is switched off because nothing arrives"),
        Kind.ALERT: ("Alerts", "Emergency releases, and stored emails that somebody changed"),
    }
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What to tell one person: a sentence, perhaps somebody's words, and where it leads.

    `about` is the id of what it concerns; `by_id` and `by_name` are who did it.
    """

    kind: Kind
    sentence: str
    target: str
    about: str
    quote: str = ""
    by_id: str = ""
    by_name: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notification:
    """What somebody was told in the product; its id is that of the event."""

    id: str
    organization_id: str
    user_id: str
    notice: Notice
    at: datetime
    added_at: datetime
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours in which no mail comes, by the clock on the wall: `start` until `end`.

    They may go over midnight.
    """

    start: time
    end: time

    def covers(self, clock: time) -> bool:
        """Whether it is quiet at that time of day."""
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What a member chose in one organization.

    `switched` holds what differs from the default. `digest_since` is until when summaries told
    everything, `digest_due` when the next one is.
    """

    organization_id: str
    user_id: str
    switched: frozenset[tuple[Kind, Channel]] = frozenset()
    rhythm: Rhythm = Rhythm.OFF
    digest_hour: int = 8
    time_zone: str = "UTC"
    quiet: Quiet | None = None
    digest_since: datetime | None = None
    digest_due: datetime | None = None
    revision: int = 0

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""
        return ZoneInfo(self.time_zone)

    def wants(self, kind: Kind, channel: Channel) -> bool:
        """Whether somebody is told of `kind` there; of alerts, everybody is."""
        default = channel == Channel.APP or kind not in _NOT_MAILED
        return default != ((kind, channel) in self.switched)

    def quiet_until(self, now: datetime) -> datetime | None:
        """When mail may come again; None when it may now.

        The hours are walked minute by minute, so that clocks which are put forward or back need no
        cases: it is the first minute whose time of day is not quiet.
        """
        minute = now.replace(second=0, microsecond=0)
        while self.quiet and self.quiet.covers(minute.astimezone(self.zone).time()):
            minute += MINUTE
        return minute if minute > now else None

    def next_digest(self, after: datetime) -> datetime | None:
        """When the first summary after an instant is due: every day, or every Monday."""
        if self.rhythm == Rhythm.OFF:
            return None
        day = after.astimezone(self.zone).date()
        while True:
            due = datetime.combine(day, time(self.digest_hour), tzinfo=self.zone)
            due = due.astimezone(after.tzinfo)
            if due > after and (self.rhythm == Rhythm.DAILY or day.weekday() == 0):
                return due
            day += timedelta(days=1)


def switched_to(wanted: frozenset[tuple[Kind, Channel]]) -> frozenset[tuple[Kind, Channel]]:
    """What differs from the default when exactly `wanted` is told."""
    plain = Choices(organization_id="", user_id="")
    return frozenset(one for one in SWITCHES if plain.wants(*one) != (one in wanted))


def rescheduled(old: Choices, new: Choices, now: datetime) -> Choices:
    """The choices with their next summary; one that is on its way is not put off by others."""
    if _schedule(old) == _schedule(new):
        return new
    due = new.next_digest(now)
    return replace(new, digest_due=due, digest_since=(old.digest_since or now) if due else None)


def _schedule(choices: Choices) -> tuple[Rhythm, int, str]:
    return choices.rhythm, choices.digest_hour, choices.time_zone


def check(choices: Choices) -> Choices:
    """The choices, if they can be kept.

    Raises:
        Invalid: no such time zone or hour, or quiet hours without an end.
    """
    if choices.time_zone not in time_zones():
        raise Invalid("Choose one of the time zones.", field="timeZone")
    if not 0 <= choices.digest_hour <= 23:
        raise Invalid("The hour of the summary is from 0 to 23.", field="digestHour")
    if choices.quiet and choices.quiet.start == choices.quiet.end:
        raise Invalid("Quiet hours end at another time than they begin.", field="quietUntil")
    return choices


def quiet_hours(start: str, end: str) -> Quiet | None:
    """The hours from two times such as `22:00`; None when both are empty.

    Raises:
        Invalid: one is missing or no time of day.
    """
    if not start and not end:
        return None
    if not (_TIME.fullmatch(start) and _TIME.fullmatch(end)):
        raise Invalid(
            "Quiet hours need both times, such as 22:00 and 07:00, or none.", field="quietFrom"
        )
    return Quiet(time.fromisoformat(start), time.fromisoformat(end))


def told(choices: Choices) -> dict[str, Any]:
    """The choices in the names of the API, for those who read history."""
    quiet = choices.quiet
    return {
        "channels": {
            kind.value: {channel.value: choices.wants(kind, channel) for channel in Channel}
            for kind in Kind
        },
        "digest": choices.rhythm.value,
        "digestHour": choices.digest_hour,
        "timeZone": choices.time_zone,
        "quietFrom": quiet.start.isoformat("minutes") if quiet else "",
        "quietUntil": quiet.end.isoformat("minutes") if quiet else "",
    }


@cache
def time_zones() -> tuple[str, ...]:
    """The names of the time zones that people live in, sorted."""
    return tuple(
        sorted(
            name
            for name in available_timezones()
            if name == "UTC" or ("/" in name and not name.startswith(("Etc/", "SystemV/")))
        )
    )
