"""Security events in the memory of a process: counted, bounded, told, handed over."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from craftify import ids
from craftify.origin import Identity, Origin, identity, origin
from craftify.security import events
from craftify.security.events import Kind, Record, Recorder, Severity, security_event

NOON = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
KEPT: dict[str, Record] = {}


def keep(records: tuple[Record, ...]) -> None:
    """A keeper that remembers."""
    KEPT.update({record.id: record for record in records})


def refuse(records: tuple[Record, ...]) -> None:
    """A keeper without a store."""
    raise ConnectionError("no store")


@pytest.fixture(autouse=True)
def own_recorder(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    KEPT.clear()
    monkeypatch.setattr(events, "recorder", Recorder())
    settings.SECURITY_EVENTS_KEEPER = f"{__name__}.keep"


def record(organization: str = "org_1", **given: object) -> Record:
    new = {"kind": Kind.SIGN_IN_REFUSED, "first_at": NOON, "last_at": NOON} | given
    return Record(id=ids.new_id("sec"), organization_id=organization, **new)  # type: ignore[arg-type]  # fields by name


def kept() -> list[Record]:
    events.recorder.flush()
    return list(KEPT.values())


def test_an_event_is_of_the_request_in_hand(caplog: pytest.LogCaptureFixture) -> None:
    here = origin.set(Origin("request-1", "192.0.2.7", "curl/8"))
    who = identity.set(Identity("org_1", "usr_1"))
    with caplog.at_level(logging.INFO, "craftify.security"):
        security_event(Kind.PERMISSION_REFUSED, about="members.manage", details={"path": "x" * 999})
    identity.reset(who)
    origin.reset(here)
    [one] = kept()
    assert (one.organization_id, one.user_id, one.address) == ("org_1", "usr_1", "192.0.2.7")
    assert (one.agent, one.request_id, one.about) == ("curl/8", "request-1", "members.manage")
    assert len(one.details["path"]) == 200
    [line] = caplog.records
    told = {name: vars(line)[name] for name in ("eventType", "severity", "ip", "userAgent")}
    assert told == {
        "eventType": "security",
        "severity": "info",
        "ip": "192.0.2.7",
        "userAgent": "curl/8",
    }


def test_what_concerns_no_organization_is_only_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "craftify.security"):
        security_event(Kind.LIMIT_REACHED, about="anonymous", organization_id="", user_id="")
    assert kept() == []
    assert len(caplog.records) == 1


def test_what_repeats_is_one_record_and_grows_graver(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "craftify.security"):
        for _ in range(1_500):
            events.recorder.add(record(address="192.0.2.7"))
    [one] = kept()
    assert (one.count, one.severity) == (1_500, Severity.WARNING)
    assert [vars(line)["count"] for line in caplog.records] == [1, 10, 100, 1_000]
    events.recorder.add(record(address="192.0.2.7", first_at=NOON + timedelta(hours=1)))
    assert [one.count for one in kept()] == [1_500, 1]


def test_a_flood_fills_neither_store_nor_memory() -> None:
    for number in range(40_000):
        events.recorder.add(record(f"org_{number % 2}", address=f"2001:db8::{number:x}"))
    found = kept()
    assert len(found) <= 2 * events.MOST_RECORDS + 2
    assert sum(one.count for one in found) == 40_000
    assert {one.organization_id for one in found if one.address == events.MANY} == {
        "org_0",
        "org_1",
    }
    for number in range(3 * events.MOST_OPEN):
        events.recorder.add(record(f"org_x{number}"))
    assert len(events.recorder._open) <= 2 * events.MOST_OPEN + len(Kind)
    assert len(kept()) <= 2 * events.MOST_OPEN + 2_002


def test_another_day_has_room_again() -> None:
    for number in range(events.MOST_RECORDS + 5):
        events.recorder.add(record(about=f"{number}"))
    events.recorder.add(record(about="new", first_at=NOON + timedelta(hours=1)))
    events.recorder.add(record(about="next day", first_at=NOON + timedelta(days=1)))
    abouts = [one.about for one in kept()]
    assert "next day" in abouts
    assert "new" not in abouts


def test_what_the_store_did_not_take_is_tried_again(settings: Settings) -> None:
    keeper = settings.SECURITY_EVENTS_KEEPER
    settings.SECURITY_EVENTS_KEEPER = f"{__name__}.refuse"
    events.recorder.add(record())
    with pytest.raises(ConnectionError):
        events.recorder.flush()
    events.recorder.add(record())
    settings.SECURITY_EVENTS_KEEPER = keeper
    assert [one.count for one in kept()] == [2]


def test_every_kind_has_a_severity() -> None:
    assert set(events.SEVERITIES) == set(Kind)
