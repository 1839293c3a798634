"""Working days in an organization's own time zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Calendar:
    """`weekdays` count from Monday, 0; `holidays` are days on which nobody works."""

    time_zone: str = "UTC"
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    holidays: tuple[date, ...] = ()

    @cached_property
    def _holidays(self) -> frozenset[date]:
        return frozenset(self.holidays)

    def works_on(self, day: date) -> bool:
        """Whether people work on that day."""
        return day.weekday() in self.weekdays and day not in self._holidays

    def add(self, instant: datetime, days: int) -> datetime:
        """The same time of day, `days` working days later (or earlier, when negative).

        From a free day the count starts at the next (last) working day: what is submitted on a
        Saturday is due as if it had been on Monday.
        """
        zone = ZoneInfo(self.time_zone)
        local = instant.astimezone(zone)
        day, step = local.date(), timedelta(days=1 if days >= 0 else -1)
        day = self._next(day, step)
        for _ in range(abs(days)):
            day = self._next(day + step, step)
        moved = datetime.combine(day, local.time(), tzinfo=zone)
        return moved.astimezone(instant.tzinfo)

    def _next(self, day: date, step: timedelta) -> date:
        # A policy is refused unless some weekday is worked and holidays are at most 400.
        while not self.works_on(day):
            day += step
        return day
