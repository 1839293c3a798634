"""What must be told is told at least once, in order, whatever dies in between."""

import threading
from collections.abc import Iterator

import pytest

from craftify import ids, outbox
from craftify.dynamo.transact import Write
from craftify.errors import Conflict
from craftify.outbox import Dispatcher, Event, OutboxItem


@pytest.fixture
def organization() -> Iterator[str]:
    """A new organization in front of an empty queue."""
    outbox.deliver_pending(lambda _: None)
    yield ids.new_id("org")
    outbox.deliver_pending(lambda _: None)


def publish(organization: str, *numbers: int) -> None:
    for number in numbers:
        write = Write()
        outbox.publish(write, organization, "templateSaved", number=number)
        write.commit()


def delivered(organization: str) -> list[int]:
    heard: list[Event] = []
    outbox.deliver_pending(heard.append)
    return [event.data["number"] for event in heard if event.organization_id == organization]


def test_everything_is_delivered_once_and_in_order(organization: str) -> None:
    publish(organization, *range(30))
    assert delivered(organization) == list(range(30))
    assert delivered(organization) == []


def test_a_long_queue_is_delivered_page_by_page(
    organization: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "PAGE", 3)
    publish(organization, *range(10))
    assert delivered(organization) == list(range(10))
    assert delivered(organization) == []


def test_nothing_is_begun_once_it_is_to_end(organization: str) -> None:
    publish(organization, 1, 2, 3)
    heard: list[Event] = []
    assert outbox.deliver_pending(heard.append, until=lambda: len(heard) == 2) == 2
    assert delivered(organization) == [3]


def test_an_event_carries_what_was_published(organization: str) -> None:
    publish(organization, 7)
    heard: list[Event] = []
    assert outbox.deliver_pending(heard.append) == 1
    [event] = heard
    assert (event.type, event.organization_id) == ("templateSaved", organization)
    assert event.data == {"number": 7}
    assert event.id.startswith("evt_")


def test_what_is_not_committed_is_not_told(organization: str) -> None:
    write = Write()
    outbox.publish(write, organization, "templateSaved", number=1)
    gone = OutboxItem(organization, "evt_none")
    write.check(OutboxItem, (gone.organization_id, gone.id), OutboxItem.id.exists(), Conflict("No"))
    with pytest.raises(Conflict):
        write.commit()
    assert delivered(organization) == []


def test_a_crash_between_delivery_and_mark_repeats_the_event_and_loses_none(
    organization: str,
) -> None:
    publish(organization, 1, 2, 3)
    heard: list[Event] = []

    def dies_after_the_second(event: Event) -> None:
        heard.append(event)
        if event.data["number"] == 2:
            raise SystemExit("killed")

    with pytest.raises(SystemExit):
        outbox.deliver_pending(dies_after_the_second)
    outbox.deliver_pending(heard.append)
    assert [event.data["number"] for event in heard] == [1, 2, 2, 3]
    assert heard[1].id == heard[2].id


def test_a_refused_event_holds_back_those_behind_it(organization: str) -> None:
    publish(organization, 1, 2)

    def refuses(_: Event) -> None:
        raise ConnectionError("Redis is down")

    with pytest.raises(ConnectionError):
        outbox.deliver_pending(refuses)
    assert delivered(organization) == [1, 2]


def test_two_workers_deliver_everything_at_least_once(organization: str) -> None:
    publish(organization, *range(20))
    heard: list[int] = []
    workers = [
        threading.Thread(
            target=outbox.deliver_pending, args=(lambda event: heard.append(event.data["number"]),)
        )
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert set(heard) == set(range(20))
    assert delivered(organization) == []


def test_a_delivered_event_is_kept_for_a_week_and_then_expires(organization: str) -> None:
    publish(organization, 1)
    delivered(organization)
    [item] = OutboxItem.query(organization)
    assert item.queue is None
    assert item.expires is not None


class RedisIsDown(Exception):
    """Not an OSError, like the Redis client's own."""


def test_the_dispatcher_goes_on_after_any_failure(
    organization: str, caplog: pytest.LogCaptureFixture
) -> None:
    publish(organization, 1)
    done = threading.Event()
    attempts: list[int] = []

    def fails_first(event: Event) -> None:
        attempts.append(event.data["number"])
        if len(attempts) == 1:
            raise RedisIsDown
        done.set()

    dispatcher = Dispatcher(fails_first, poll_seconds=0.01)
    dispatcher.start()
    assert done.wait(30)
    dispatcher.stop()
    assert not dispatcher.is_alive()
    assert attempts == [1, 1]
    assert delivered(organization) == []


def test_a_nudge_wakes_the_dispatcher_at_once(organization: str) -> None:
    told = threading.Event()
    dispatcher = Dispatcher(lambda _: told.set(), poll_seconds=3600)
    dispatcher.start()
    publish(organization, 1)
    outbox.nudge()
    assert told.wait(30)
    dispatcher.stop()
