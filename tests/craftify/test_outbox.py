"""What must be told is told at least once, in order per lane, whatever dies in between."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from craftify import clock, ids, outbox
from craftify.dynamo.transact import RacedError, Write
from craftify.errors import Conflict
from craftify.outbox import Entry, Tally, Undeliverable, store
from craftify.outbox.delivery import pause
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
        write = Write(unrecorded="a test")
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
    write = Write(unrecorded="a test")
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
    write = Write(unrecorded="a test")
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


def test_a_failure_is_tried_again_later_and_holds_back_its_lane_only(
    organization: str, time: Clock
) -> None:
    publish(organization, 1, 2)
    publish(organization, 3, about="tpl_2")
    fail_on(1, 2, ConnectionError("Redis is down"))
    assert outbox.deliver_pending(organization).postponed == 1
    assert numbers() == [3]
    assert outbox.deliver_pending(organization).total == 0
    time.pass_by(1)
    assert outbox.deliver_pending(organization).postponed == 1
    time.pass_by(2)
    outbox.deliver_pending(organization)
    assert numbers() == [1, 2]


def test_pauses_double_with_jitter_up_to_an_hour() -> None:
    for attempts in range(1, 40):
        longest = min(2.0 ** (attempts - 1), 3600)
        found = {pause(attempts) for _ in range(20)}
        assert len(found) > 1
        assert all(longest / 2 <= seconds <= longest for seconds in found)


def test_what_always_fails_dies_and_its_lane_goes_on(
    organization: str, time: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    publish(organization, 1, 2)
    fail_on(1, 99, ConnectionError("ann@acme.example refused"))
    for _ in range(14):
        assert outbox.deliver_pending(organization).postponed == 1
        time.pass_by(3600)
    assert outbox.deliver_pending(organization) == Tally(delivered=1, dead=1)
    assert numbers() == [2]
    [dead] = store.dead(organization, 1, 10).items
    assert (dead.entry.data, dead.entry.attempts) == ({"number": 1}, 15)
    assert dead.reason == "ConnectionError('[hidden] refused')"
    assert outbox.deliver_pending(organization).total == 0
    assert "ann@acme" not in "".join(map(str, dead.reason))


def test_what_cannot_be_delivered_dies_at_once_with_its_sentence(organization: str) -> None:
    publish(organization, 1, 2)
    fail_on(1, 1, Undeliverable("This address does not exist."))
    assert outbox.deliver_pending(organization) == Tally(delivered=1, dead=1)
    [dead] = store.dead(organization, 1, 10).items
    assert dead.reason == "This address does not exist."


def test_a_dead_entry_lives_again_as_the_head_of_its_lane(organization: str, time: Clock) -> None:
    publish(organization, 1, 2)
    fail_on(1, 1, Undeliverable("No."))
    fail_on(2, 1, ConnectionError("Later."))
    outbox.deliver_pending(organization)
    [dead] = store.dead(organization, 1, 10).items
    write = Write(unrecorded="a test")
    store.revive(write, dead, clock.now())
    write.commit()
    assert store.dead(organization, 1, 10).items == ()
    time.pass_by(1)
    outbox.deliver_pending(organization)
    assert [(entry.data["number"], entry.attempts) for entry in heard] == [(1, 1), (2, 2)]


def test_two_who_revive_one_entry_revive_it_once(organization: str) -> None:
    publish(organization, 1)
    fail_on(1, 1, Undeliverable("No."))
    outbox.deliver_pending(organization)
    [dead] = store.dead(organization, 1, 10).items
    writes = [Write(unrecorded="a test") for _ in range(2)]
    for write in writes:
        store.revive(write, dead, clock.now())
    writes[0].commit()
    with pytest.raises(RacedError):
        writes[1].commit()


def test_handlers_that_are_done_are_not_asked_again(
    organization: str, settings: Settings, time: Clock
) -> None:
    settings.OUTBOX_HANDLERS = {
        "event": ["tests.craftify.test_outbox.hear", "tests.craftify.test_outbox.hear_too"]
    }
    publish(organization, 1)
    fail_on(1, 1, ConnectionError("Later."))
    outbox.deliver_pending(organization)
    assert numbers() == [1]  # the second handler heard it although the first failed
    time.pass_by(1)
    outbox.deliver_pending(organization)
    assert numbers() == [1]


class Killed(BaseException):
    """The process ends here."""


def test_the_lease_of_a_dead_worker_ends_and_the_entry_comes_again(
    organization: str, time: Clock
) -> None:
    publish(organization, 1, 2, 3)

    def dies_at_the_second(entry: Entry) -> None:
        if entry.data["number"] == 2 and entry.attempts == 1:
            heard.append(entry)
            raise Killed

    handling.append(dies_at_the_second)
    with pytest.raises(Killed):
        outbox.deliver_pending(organization)
    assert outbox.deliver_pending(organization).total == 0
    time.pass_by(61)
    outbox.deliver_pending(organization)
    assert [entry.data["number"] for entry in heard] == [1, 2, 2, 3]
    assert heard[1].id == heard[2].id


def test_an_entry_that_kills_every_worker_dies(organization: str, time: Clock) -> None:
    publish(organization, 1, 2)

    def kills(entry: Entry) -> None:
        if entry.data["number"] == 1:
            raise Killed

    handling.append(kills)
    for _ in range(15):
        with pytest.raises(Killed):
            outbox.deliver_pending(organization)
        time.pass_by(61)
    assert outbox.deliver_pending(organization) == Tally(delivered=1, dead=1)
    [dead] = store.dead(organization, 1, 10).items
    assert dead.reason == "Every worker that tried died or took too long."


def test_who_lost_the_lease_cannot_say_what_became_of_the_entry(
    organization: str, time: Clock
) -> None:
    publish(organization, 1, 2)
    lane = f"{organization}#event#tpl_1"
    late = store.lease(lane, time.instant, time.instant + timedelta(seconds=60))
    assert late
    assert not store.lease(lane, time.instant, time.instant + timedelta(seconds=60))
    time.pass_by(60)
    held = store.lease(lane, time.instant, time.instant + timedelta(seconds=60))
    assert held
    assert held.entry.id == late.entry.id
    assert not store.done(late, time.instant)
    assert not store.postpone(late, time.instant, "Late.", ())
    assert not store.bury(late, time.instant, "Late.", ())
    assert [entry.data["number"] for entry in outbox.waiting(organization)] == [1, 2]
    assert store.done(held, time.instant)
    assert [entry.data["number"] for entry in outbox.waiting(organization)] == [2]


def test_a_handler_that_outlasts_its_lease_is_counted_as_lost(
    organization: str, time: Clock
) -> None:
    publish(organization, 1)

    def slow(entry: Entry) -> None:
        if entry.attempts == 1:
            time.pass_by(61)
            outbox.deliver_pending(organization)

    handling.append(slow)
    assert outbox.deliver_pending(organization) == Tally(lost=1)
    assert numbers() == [1, 1]


def test_a_handler_that_goes_on_keeps_its_lease(organization: str, time: Clock) -> None:
    publish(organization, 1, 2)

    def long(entry: Entry) -> None:
        for _ in range(5):
            time.pass_by(40)
            outbox.progress()
            assert outbox.deliver_pending(organization).total == 0, "nobody else has it"

    handling.append(long)
    assert outbox.deliver_pending(organization) == Tally(delivered=2)
    assert numbers() == [1, 2]


def test_who_lost_the_lease_is_stopped_and_does_not_take_it_back(
    organization: str, time: Clock
) -> None:
    publish(organization, 1)
    went_on: list[int] = []

    def slow(entry: Entry) -> None:
        if entry.attempts == 1:
            time.pass_by(61)
            outbox.deliver_pending(organization)
            outbox.progress()
            went_on.append(1)

    handling.append(slow)
    assert outbox.deliver_pending(organization) == Tally(lost=1)
    assert (numbers(), went_on) == ([1], [])


def test_progress_outside_a_delivery_is_nothing() -> None:
    outbox.progress()


def test_a_delivery_is_put_once_also_after_it_was_delivered(organization: str) -> None:
    def put(id: str, number: int) -> bool:
        return outbox.enqueue_once(
            organization, "letter", lane="apr_1#usr_1", id=id, data={"number": number}
        )

    assert put("evt_1:usr_1", 1)
    assert not put("evt_1:usr_1", 2)
    outbox.deliver_pending(organization)
    assert not put("evt_1:usr_1", 3)
    assert put("evt_2:usr_1", 4)
    outbox.deliver_pending(organization)
    assert [(entry.kind, entry.type) for entry in heard] == [("letter", "letter")] * 2
    assert numbers() == [1, 4]


def test_what_comes_of_an_event_is_delivered_with_it(organization: str) -> None:
    def expand(entry: Entry) -> None:
        if entry.kind == "event":
            outbox.enqueue_once(
                organization, "letter", lane="tpl_1", id=entry.id, data={"number": 10}
            )

    handling.append(expand)
    publish(organization, 1)
    outbox.deliver_pending(organization)
    assert numbers() == [1, 10]


def test_not_before_holds_back_the_lane(organization: str, time: Clock) -> None:
    later = time.instant + timedelta(hours=8)
    for number, wait in ((1, later), (2, None)):
        outbox.enqueue_once(
            organization,
            "letter",
            lane="a",
            id=str(number),
            data={"number": number},
            not_before=wait,
        )
    assert outbox.deliver_pending(organization).total == 0
    time.pass_by(8 * 3600)
    outbox.deliver_pending(organization)
    assert numbers() == [1, 2]


def test_a_kind_without_handlers_is_a_mistake(organization: str) -> None:
    with pytest.raises(KeyError):
        outbox.enqueue_once(organization, "fax", lane="a", id="1", data={})


def test_many_entries_of_one_organization_do_not_delay_another(settings: Settings) -> None:
    settings.OUTBOX_HANDLERS = {"letter": ["tests.craftify.test_outbox.hear"]}
    outbox.deliver_pending()
    found = (ids.new_id("org") for _ in range(1000))
    organizations = [one for one in found if store._shard(one) == 0][:4]
    for number in range(3 * store.PAGE):
        publish_letter(organizations[0], f"lane{number}", number)
    for organization in organizations[1:]:
        publish_letter(organization, "lane", 0)
    outbox.deliver_pending(until=lambda: len(heard) == 20 + 3)
    assert {entry.organization_id for entry in heard} >= set(organizations[1:])


def publish_letter(organization: str, lane: str, number: int) -> None:
    entry_id = f"evt_{number:04}"
    outbox.enqueue_once(organization, "letter", lane=lane, id=entry_id, data={"number": number})


def test_a_long_lane_that_stands_does_not_hide_the_others(organization: str, time: Clock) -> None:
    for number in range(2 * store.PAGE + 10):
        publish_letter(organization, "broken", number)
    time.pass_by(1)
    publish_letter(organization, "good", -1)
    fail_on(0, 1, ConnectionError("Down."))
    for _ in range(4):  # each look moves a page of the broken lane out of the way
        outbox.deliver_pending(organization)
    assert numbers() == [-1]
    time.pass_by(1)
    outbox.deliver_pending(organization)
    assert numbers() == list(range(2 * store.PAGE + 10))


def test_a_lane_that_was_moved_away_while_it_was_held_comes_back(
    organization: str, time: Clock
) -> None:
    for number in range(store.PAGE + 1):
        publish_letter(organization, "long", number)

    def another_worker_looks(entry: Entry) -> None:
        if entry.data["number"] == 0:
            assert outbox.deliver_pending(organization).total == 0

    handling.append(another_worker_looks)
    outbox.deliver_pending(organization)
    assert numbers() == list(range(store.PAGE + 1))


def test_a_delivered_entry_is_kept_for_a_week(organization: str, time: Clock) -> None:
    publish(organization, 1)
    outbox.deliver_pending(organization)
    [item] = OutboxItem.query(f"{organization}#event#tpl_1")
    assert item.waiting is item.queue is item.due is None
    assert item.expires == (time.instant + timedelta(days=7)).replace(microsecond=0)


def test_nothing_is_begun_once_it_is_to_end(organization: str) -> None:
    publish(organization, 1, 2, 3)
    outbox.deliver_pending(organization, until=lambda: len(heard) == 2)
    assert numbers() == [1, 2]
    outbox.deliver_pending(organization)
    assert numbers() == [3]


def test_threads_deliver_everything_once_and_in_order(organization: str) -> None:
    for number in range(60):
        publish(organization, number, about=f"tpl_{number % 6}")
    workers = [
        threading.Thread(target=outbox.deliver_pending, args=(organization,)) for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    outbox.deliver_pending(organization)
    assert sorted(entry.data["number"] for entry in heard) == list(range(60))
    for lane in {entry.lane for entry in heard}:
        found = [entry.id for entry in heard if entry.lane == lane]
        assert found == sorted(found)
