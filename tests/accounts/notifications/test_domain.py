"""Choices, quiet hours and summaries, on every clock that people live by."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from accounts.notifications import domain
from accounts.notifications.domain import (
    SWITCHES,
    Channel,
    Choices,
    Kind,
    Quiet,
    Rhythm,
    quiet_hours,
    switched_to,
)
from craftify.errors import Invalid

NOBODY = Choices(organization_id="org_1", user_id="usr_1")
MINUTES = st.times().map(lambda one: one.replace(second=0, microsecond=0))
# Berlin changes by an hour, Lord Howe by half of one, Apia left a day out, Kathmandu is at :45.
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia",
     "Asia/Kathmandu", "America/Sao_Paulo"]
)  # fmt: skip
INSTANTS = st.datetimes(
    datetime.fromisoformat("2005-01-01"),
    datetime.fromisoformat("2035-01-01"),
    timezones=st.just(UTC),
)


def choices(zone: str, quiet: Quiet | None = None, **others: Any) -> Choices:
    return replace(NOBODY, time_zone=zone, quiet=quiet, **others)


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@given(st.frozensets(st.sampled_from(SWITCHES)))
def test_what_is_wanted_is_told_and_nothing_else(wanted: frozenset[tuple[Kind, Channel]]) -> None:
    chosen = replace(NOBODY, switched=switched_to(wanted))
    for one in SWITCHES:
        assert chosen.wants(*one) == (one in wanted)
    assert chosen.wants(Kind.ALERT, Channel.APP)
    assert chosen.wants(Kind.ALERT, Channel.MAIL)


def test_the_default_is_everything_here_and_by_mail_what_matters() -> None:
    silent = [one for one in SWITCHES if not NOBODY.wants(*one)]
    assert silent == [(Kind.PROGRESS, Channel.MAIL), (Kind.THREAD, Channel.MAIL)]
    assert switched_to(frozenset(set(SWITCHES) - set(silent))) == frozenset()


def test_every_kind_has_words() -> None:
    assert set(domain.LABELS) == set(Kind)


@given(INSTANTS, ZONES, MINUTES, MINUTES)
def test_mail_waits_for_the_first_minute_that_is_not_quiet(
    now: datetime, zone: str, start: time, end: time
) -> None:
    assume(start != end)
    quiet = Quiet(start, end)
    until = choices(zone, quiet).quiet_until(now)

    def is_quiet(instant: datetime) -> bool:
        return quiet.covers(instant.astimezone(ZoneInfo(zone)).time())

    if until is None:
        assert not is_quiet(now.replace(second=0, microsecond=0))
        return
    assert now < until <= now + timedelta(hours=25)
    assert not is_quiet(until)
    assert is_quiet(until - timedelta(minutes=1))
    between = (until - now) // timedelta(minutes=7)
    assert all(is_quiet(now + number * timedelta(minutes=7)) for number in range(between))


@pytest.mark.parametrize(
    ("now", "start", "end", "until"),
    [
        ("2026-11-23T23:30", "22:00", "07:00", "2026-11-24T07:00"),  # over midnight
        ("2026-11-24T06:59", "22:00", "07:00", "2026-11-24T07:00"),
        ("2026-11-24T07:00", "22:00", "07:00", None),
        ("2026-11-23T21:59", "22:00", "07:00", None),
        ("2026-11-23T13:00", "12:00", "14:00", "2026-11-23T14:00"),
        ("2026-03-29T01:30", "22:00", "02:30", "2026-03-29T03:00"),  # 02:30 does not exist
        ("2026-03-28T23:00", "22:00", "07:00", "2026-03-29T07:00"),  # a night of 8 hours
        ("2026-10-24T23:00", "22:00", "07:00", "2026-10-25T07:00"),  # a night of 10 hours
    ],
)
def test_quiet_hours_follow_the_clock_on_the_wall(
    now: str, start: str, end: str, until: str | None
) -> None:
    zone = "Europe/Berlin"
    found = choices(zone, quiet_hours(start, end)).quiet_until(local(now, zone))
    assert found == (local(until, zone) if until else None)


@given(INSTANTS, ZONES, st.integers(0, 23), st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY]))
def test_summaries_come_once_a_day_or_week(
    now: datetime, zone: str, hour: int, rhythm: Rhythm
) -> None:
    chosen = choices(zone, rhythm=rhythm, digest_hour=hour)
    first = chosen.next_digest(now)
    assert first
    second = chosen.next_digest(first)
    assert second
    assert now < first < second
    days = 7 if rhythm == Rhythm.WEEKLY else 1
    assert first - now <= timedelta(days=days + 1, hours=2)  # Apia left a day out
    here = [one.astimezone(ZoneInfo(zone)) for one in (first, second)]
    assert 0 < (here[1].date() - here[0].date()).days <= 2 * days
    for one in here:
        assert rhythm == Rhythm.DAILY or one.weekday() == 0 or zone == "Pacific/Apia"
        # Where the clock leaves the hour out, it is the first one after it.
        assert one.hour in {hour, hour + 1} or zone == "Pacific/Apia"


def test_a_summary_keeps_its_hour_when_clocks_change() -> None:
    zone = "Europe/Berlin"
    chosen = choices(zone, rhythm=Rhythm.DAILY, digest_hour=8)
    due = chosen.next_digest(local("2026-10-24T08:00", zone))
    assert due == local("2026-10-25T08:00", zone)
    assert due - local("2026-10-24T08:00", zone) == timedelta(hours=25)
    assert replace(chosen, rhythm=Rhythm.OFF).next_digest(due) is None


def test_changing_the_rhythm_keeps_what_was_not_told_yet() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    daily = domain.rescheduled(NOBODY, replace(NOBODY, rhythm=Rhythm.DAILY), now)
    assert (daily.digest_since, daily.digest_due) == (now, datetime(2026, 11, 24, 8, tzinfo=UTC))
    later = now + timedelta(hours=1)
    assert domain.rescheduled(daily, replace(daily, quiet=None), later) == daily
    weekly = domain.rescheduled(daily, replace(daily, rhythm=Rhythm.WEEKLY), later)
    assert weekly.digest_since == now
    assert weekly.digest_due == datetime(2026, 11, 30, 8, tzinfo=UTC)
    off = domain.rescheduled(weekly, replace(weekly, rhythm=Rhythm.OFF), later)
    assert (off.digest_since, off.digest_due) == (None, None)


@pytest.mark.parametrize(
    ("start", "end"), [("22:00", ""), ("", "07:00"), ("24:00", "07:00"), ("7:00", "22:00"),
                       ("22:00+02:00", "07:00"), ("22:00:30", "07:00")]
)  # fmt: skip
def test_what_is_no_time_of_day_is_refused(start: str, end: str) -> None:
    with pytest.raises(Invalid):
        quiet_hours(start, end)


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../etc/passwd"},
        {"digest_hour": 24},
        {"digest_hour": -1},
        {"quiet": Quiet(time(7), time(7))},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        domain.check(replace(NOBODY, **wrong))


def test_what_can_be_is_kept() -> None:
    assert quiet_hours("", "") is None
    assert domain.check(NOBODY) == NOBODY
