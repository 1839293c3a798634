"""That somebody decides for somebody else for a while: holidays, for instance."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from craftify.errors import Invalid

LONGEST = timedelta(days=366)


@dataclass(frozen=True, kw_only=True, slots=True)
class Delegation:
    """`to_id` may decide in every seat of `from_id` from `starts_at` until `ends_at`."""

    id: str
    organization_id: str
    from_id: str
    to_id: str
    starts_at: datetime
    ends_at: datetime
    created_at: datetime

    def covers(self, now: datetime) -> bool:
        """Whether it holds now."""
        return self.starts_at <= now < self.ends_at

    def days(self, time_zone: str) -> tuple[date, date]:
        """The first and the last day on which it holds, by the calendar of a time zone."""
        zone, last = ZoneInfo(time_zone), self.ends_at - timedelta(microseconds=1)
        return self.starts_at.astimezone(zone).date(), last.astimezone(zone).date()


def check_delegation(delegation: Delegation, now: datetime) -> None:
    """Refuse a delegation that makes no sense.

    Raises:
        Invalid: with the field's name.
    """
    if delegation.from_id == delegation.to_id:
        raise Invalid("Choose somebody else than yourself.", field="to")
    if delegation.ends_at <= max(delegation.starts_at, now):
        raise Invalid("It must end after it begins, and not in the past.", field="endsAt")
    if delegation.ends_at - delegation.starts_at > LONGEST:
        raise Invalid("A delegation lasts at most a year.", field="endsAt")
