"""What must be told is told at least once, in order per lane, whatever dies in between."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from craftify import clock, ids, outbox
from craftify.dynamo.transact import Write
from craftify.errors import Conflict
from craftify.outbox import Entry
from craftify.outbox.models import OutboxItem

Deliver = Callable[[Entry], None]
heard: list[Entry] = []
handling: list[Deliver] = []


def hear(entry: Entry) -> None:
    """The handler of the kind “test”: what a test has put into `handling`, then remember it."""
    for deliver in handling:
        deliver(entry)
    heard.append(entry)


def hear_too(entry: Entry) -> None:
    """A second handler, which always works."""
    heard.append(entry)


@pytest.fixture(autouse=True)
def handlers(settings: Settings) -> None:
    """One handler for events and one for what comes of them."""
    heard.clear()
    handling.clear()
    settings.OUTBOX_HANDLERS = {
        "event": ["tests.craftify.test_outbox.hear"],
        "letter": ["tests.craftify.test_outbox.hear"],
    }


@pytest.fixture
def organization() -> str:
    """A new organization."""
    return ids.new_id("org")


class Clock:
    """Stands still until told."""

    def __init__(self) -> None:
        self.instant = clock.now()

    def __call__(self) -> datetime:
        return self.instant

    def pass_by(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock of the test's own."""
    here = Clock()
    monkeypatch.setattr(clock, "now", here)
    return here


def publish(organization: str, *numbers: int, about: str = "tpl_1") -> None:
    for number in numbers:
        write = Write()
        outbox.publish(write, organization, "templateSaved", about=about, number=number)
        write.commit()


def numbers() -> list[int]:
    """What was heard since the last call."""
    found = [entry.data["number"] for entry in heard]
    heard.clear()
    return found


def fail_on(number: int, times: int, error: Exception) -> None:
    """Let the handler refuse an entry for so many times."""
    left = [times]

    def fail(entry: Entry) -> None:
        if entry.data["number"] == number and left[0]:
            left[0] -= 1
            raise error

    handling.append(fail)


def test_everything_is_delivered_once_and_in_order(organization: str) -> None:
    publish(organization, *range(30))
    assert outbox.deliver_pending(organization).delivered == 30
    assert numbers() == list(range(30))
    assert outbox.deliver_pending(organization).total == 0


def test_an_event_carries_what_was_published(organization: str) -> None:
    write = Write()
    given = outbox.publish(
        write, organization, "approvalDecided", about="apr_1", audience=["usr_1"], kind=7
    )
    write.commit()
    outbox.deliver_pending(organization)
    [event] = heard
    assert (event.id, event.organization_id, event.type) == (given, organization, "approvalDecided")
    assert (event.audience, event.data, event.attempts) == (("usr_1",), {"kind": 7}, 1)
    assert (event.kind, event.lane) == ("event", f"{organization}#event#apr_1")


def test_what_is_not_committed_is_not_told(organization: str) -> None:
    write = Write()
    outbox.publish(write, organization, "templateSaved", about="tpl_1", number=1)
    write.check(OutboxItem, ("nowhere", "evt"), OutboxItem.id.exists(), Conflict("No"))
    with pytest.raises(Conflict):
        write.commit()
    outbox.deliver_pending(organization)
    assert heard == []


def test_order_holds_when_the_clock_is_set_back(organization: str, time: Clock) -> None:
    ahead = ids._last = ids._last + (3600_000 << 80)
    publish(organization, 1)
    ids._last = 0
    publish(organization, 2, 3)
    outbox.deliver_pending(organization)
    assert ids._last > ahead
    assert numbers() == [1, 2, 3]
