"""Lanes, leases, crashes and late workers in any order, against a simple model of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.test import override_settings
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from craftify import clock, ids, outbox
from craftify.dynamo.transact import Write
from craftify.outbox import Entry, store
from craftify.outbox.entries import Held

LEASE = timedelta(seconds=60)
LANES = ("tpl_1", "tpl_2", "apr_1")
heard: list[Entry] = []


def hear(entry: Entry) -> None:
    """The handler that delivers whatever the machine left."""
    heard.append(entry)


@dataclass
class Modelled:
    """An entry as it should be; `turn` counts its transitions, as its token changes with each."""

    id: str
    ready: datetime
    state: str = "waiting"
    turn: int = 0
    attempts: int = 0


@dataclass(frozen=True)
class Hand:
    """What a worker holds, or believes to hold."""

    held: Held
    entry: Modelled = field(compare=False)
    turn: int

    @property
    def counts(self) -> bool:
        return self.entry.state == "waiting" and self.entry.turn == self.turn


class Lanes(RuleBasedStateMachine):
    """Workers do to the store what they may do to the model."""

    hands = Bundle("hands")

    def __init__(self) -> None:
        super().__init__()
        self.organization = ids.new_id("org")
        self.lanes: dict[str, list[Modelled]] = {lane: [] for lane in LANES}
        self.hidden: dict[str, datetime] = {}  # lanes that were cleared, until when at most
        self.now = clock.now()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(clock, "now", lambda: self.now)
        self.handlers = override_settings(
            OUTBOX_HANDLERS={"event": ["tests.craftify.test_outbox_model.hear"]}
        )
        self.handlers.enable()

    def key(self, lane: str) -> str:
        return f"{self.organization}#event#{lane}"

    def waiting(self, lane: str) -> list[Modelled]:
        return [entry for entry in self.lanes[lane] if entry.state == "waiting"]

    @rule(lane=st.sampled_from(LANES))
    def publish(self, lane: str) -> None:
        write = Write(unrecorded="a test")
        given = outbox.publish(write, self.organization, "templateSaved", about=lane)
        write.commit()
        self.lanes[lane].append(Modelled(given, self.now))

    @rule(target=hands, lane=st.sampled_from(LANES))
    def lease(self, lane: str) -> object:
        held = store.lease(self.key(lane), self.now, self.now + LEASE)
        head = next(iter(self.waiting(lane)), None)
        if head is None or head.ready > self.now:
            assert held is None
            return multiple()
        assert held is not None
        head.turn += 1
        head.attempts += 1
        head.ready = self.now + LEASE
        assert (held.entry.id, held.entry.attempts) == (head.id, head.attempts)
        return Hand(held, head, head.turn)

    @rule(hand=hands, watched=st.booleans())
    def finish(self, hand: Hand, *, watched: bool) -> None:
        if watched:  # another worker finds the lane held and moves it away
            self.clear(hand.held.entry.lane.rpartition("#")[2])
        assert store.done(hand.held, self.now) == hand.counts
        self.turn(hand, "done", self.now)

    @rule(hand=hands, seconds=st.integers(1, 90))
    def postpone(self, hand: Hand, seconds: int) -> None:
        until = self.now + timedelta(seconds=seconds)
        assert store.postpone(hand.held, until, "Later.", ()) == hand.counts
        self.turn(hand, "waiting", until)

    @rule(hand=hands)
    def bury(self, hand: Hand) -> None:
        assert store.bury(hand.held, self.now, "Never.", ()) == hand.counts
        self.turn(hand, "dead", self.now)

    def turn(self, hand: Hand, state: str, ready: datetime) -> None:
        if hand.counts:
            hand.entry.state, hand.entry.ready = state, ready
            hand.entry.turn += 1

    @rule(hand=consumes(hands))
    def crash(self, hand: Hand) -> None:
        """The worker is gone and says nothing."""

    @rule(seconds=st.sampled_from([0.001, 1, 30, 60, 61]))
    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(which=st.integers(0, 3))
    def revive(self, which: int) -> None:
        page = store.dead(self.organization, 1, 10).items
        if which < len(page):
            write = Write(unrecorded="a test")
            store.revive(write, page[which], self.now)
            write.commit()
            [entry] = [
                one for lane in LANES for one in self.lanes[lane] if one.id == page[which].entry.id
            ]
            assert entry.state == "dead"
            entry.state, entry.ready, entry.attempts = "waiting", self.now, 0
            entry.turn += 1

    @rule(lane=st.sampled_from(LANES))
    def clear(self, lane: str) -> None:
        store.clear(self.key(lane), "event", self.organization, self.now)
        waiting = self.waiting(lane)
        if waiting and waiting[0].ready > self.now:
            self.hidden[lane] = max(waiting[0].ready, self.hidden.get(lane, self.now))

    @rule(lane=st.sampled_from(LANES))
    def show(self, lane: str) -> None:
        store.show(self.key(lane), self.now)
        waiting = self.waiting(lane)
        if waiting and waiting[0].ready <= self.now:
            self.hidden.pop(lane, None)

    @invariant()
    def the_store_holds_what_the_model_holds(self) -> None:
        entries = {entry.id: entry for lane in LANES for entry in self.lanes[lane]}
        for state, found in (
            ("waiting", [entry.id for entry in outbox.waiting(self.organization)]),
            ("dead", [one.entry.id for one in store.dead(self.organization, 1, 100).items]),
        ):
            assert sorted(found) == sorted(
                key for key, entry in entries.items() if entry.state == state
            )

    @invariant()
    def what_may_be_delivered_is_found(self) -> None:
        found = {
            lane for work in store.work("event", self.now, self.organization) for lane in work.lanes
        }
        for lane in LANES:
            waiting = self.waiting(lane)
            hidden = self.hidden.get(lane, self.now) > self.now
            if waiting and waiting[0].ready <= self.now and not hidden:
                assert self.key(lane) in found
            if not waiting:
                assert self.key(lane) not in found

    def teardown(self) -> None:
        self.now += timedelta(hours=2)
        heard.clear()
        outbox.deliver_pending(self.organization)
        self.handlers.disable()
        self.patch.undo()
        for lane in LANES:
            told = [entry.id for entry in heard if entry.lane == self.key(lane)]
            assert told == [entry.id for entry in self.waiting(lane)]


TestLanes = Lanes.TestCase
TestLanes.settings = settings(max_examples=200, stateful_step_count=40)
