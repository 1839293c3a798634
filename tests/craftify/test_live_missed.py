"""Whatever a page misses while it is not connected, it is told, whoever remembers it."""

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain import Member
from craftify import clock, outbox
from craftify.dynamo.transact import Write
from craftify.live import sockets
from craftify.live.bus import Bus
from craftify.outbox import store
from tests import cast
from tests.cast import Acme, Globex
from tests.craftify.listening import opened, settled

ONLY_PAGES = {"event": ["craftify.live.deliver"]}
ALL, MINE, OTHERS, ELSEWHERE = "all", "mine", "others", "elsewhere"
CUT, CONNECT, RESTART = "cut", "connect", "restart"


@dataclass
class Page:
    """What `static/js/live.js` does, and what its page heard of."""

    member: Member
    after: str
    seen: list[str] = field(default_factory=list)
    fetched_again: int = 0
    socket: Any = None

    async def connect(self) -> None:
        """Open the socket, if it is not, and hear all that was missed."""
        if not self.socket:
            self.socket = await opened(self.member, f"after={self.after}")
            for message in await settled(self.socket):
                self.hear(message)

    async def cut(self) -> None:
        """Lose the connection with what is on its way."""
        if self.socket:
            while not await self.socket.receive_nothing(timeout=0.001, interval=0.001):
                self.hear(json.loads(await self.socket.receive_from()))
            await self.socket.disconnect()
            self.socket = None

    def hear(self, message: dict[str, Any]) -> None:
        """Take one message."""
        self.after = max(self.after, message["told"])
        if message["type"] == "liveReconnected":
            self.fetched_again += 1
        elif message["id"] not in self.seen:
            self.seen.append(message["id"])


def publish(organization_id: str, *audience: str, about: str = "tpl_1") -> str:
    write = Write(unrecorded="a test")
    given = outbox.publish(
        write, organization_id, "templateSaved", about=about, audience=audience, number=1
    )
    write.commit()
    outbox.deliver_pending(organization_id)
    return given


def run(story: Coroutine[Any, Any, None]) -> None:
    """A story in a loop of its own, which neither the bus nor the layer knows yet."""
    Bus.current = None
    try:
        asyncio.run(_flushed(story))
    finally:
        Bus.current = None


async def _flushed(story: Coroutine[Any, Any, None]) -> None:
    await get_channel_layer().flush()
    await story


steps = st.lists(
    st.sampled_from([ALL, ALL, MINE, OTHERS, ELSEWHERE, CUT, CONNECT, RESTART]), max_size=14
)


@given(steps=steps)
@settings(max_examples=60)
def test_a_page_hears_everything_once_and_in_order_wherever_it_is_cut(steps: list[str]) -> None:
    acme, globex = cast.acme(), cast.globex()
    audiences: dict[str, tuple[str, ...]] = {
        ALL: (acme.id,),
        MINE: (acme.id, acme.eve.id),
        OTHERS: (acme.id, acme.ann.id),
        ELSEWHERE: (globex.id,),
    }
    page = Page(acme.eve, clock.stamp(clock.now()))

    async def story() -> None:
        expected = []
        await page.connect()
        for number, step in enumerate(steps):
            if step == CUT:
                await page.cut()
            elif step == CONNECT:
                await page.connect()
            elif step == RESTART:
                await page.cut()
                Bus.current = None
                await get_channel_layer().flush()
            else:
                told = await asyncio.to_thread(publish, *audiences[step], about=f"tpl_{number % 3}")
                expected += [told] if step in {ALL, MINE} else []
        await page.cut()
        await page.connect()
        await page.cut()
        assert page.seen == expected
        assert not page.fetched_again

    with override_settings(OUTBOX_HANDLERS=ONLY_PAGES):
        run(story())


@pytest.fixture
def only_pages() -> Any:
    """No mails, no webhooks."""
    with override_settings(OUTBOX_HANDLERS=ONLY_PAGES):
        yield


@pytest.mark.usefixtures("only_pages")
def test_who_missed_too_much_fetches_again(acme: Acme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "MOST_MISSED", 3)
    monkeypatch.setattr(sockets, "OVERLAP", timedelta(0))
    page = Page(acme.eve, clock.stamp(clock.now()))

    async def story() -> None:
        for count, again in ((3, 0), (4, 1)):
            for _ in range(count):
                await asyncio.to_thread(publish, acme.id)
            Bus.current = None
            await page.connect()
            await page.cut()
            assert page.fetched_again == again
        told = await asyncio.to_thread(publish, acme.id)
        await page.connect()
        await page.cut()
        assert page.seen[-1] == told
        assert page.fetched_again == 1

    run(story())


@pytest.mark.parametrize(
    "after",
    [
        "yesterday",
        "0001-01-01T00:00:00.000Z",
        "2026-99-99T00:00:00.000Z",
        "2020-01-01T00:00:00.000Z",
    ],
)
def test_who_was_away_for_too_long_fetches_again(acme: Acme, after: str) -> None:
    page = Page(acme.eve, after)

    async def story() -> None:
        await page.connect()
        await page.cut()
        assert (page.seen, page.fetched_again) == ([], 1)

    run(story())


@pytest.mark.usefixtures("only_pages")
def test_an_instant_to_come_is_now(acme: Acme) -> None:
    page = Page(acme.eve, clock.stamp(clock.now() + timedelta(days=9)))

    async def story() -> None:
        told = await asyncio.to_thread(publish, acme.id)
        await page.connect()
        await page.cut()
        assert page.seen == [told]

    run(story())


@pytest.mark.usefixtures("only_pages")
def test_what_was_delivered_late_was_told_late(
    acme: Acme, globex: Globex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event that waited an hour is later than a page that saw a newer one meanwhile."""
    write = Write(unrecorded="a test")
    first = outbox.publish(write, acme.id, "templateSaved", about="tpl_1")
    write.commit()
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=1))
    outbox.deliver_pending(acme.id)
    since = clock.stamp(now + timedelta(minutes=59))
    assert [entry.id for entry in store.told(acme.id, since, 10)] == [first]
    assert store.told(globex.id, since, 10) == []
