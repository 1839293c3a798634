"""Between processes: one message to each for an event, however many sockets it has.

The channel layer drops what a full or late channel cannot take, and tells nobody. So each sender
numbers its events, and a process that misses a number, or that lost its connection to the layer,
has its pages come back and ask for what they missed.
"""

import asyncio
import logging
import secrets
import threading
from collections.abc import Mapping
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from craftify.live.frames import Frame, frame_of
from craftify.live.hub import Hub
from craftify.outbox import Entry

log = logging.getLogger(__name__)
GROUP = "live"
DELIVERY_SECONDS = 10
HEARTBEAT = 20.0  # seconds after which everything said is said again
AFTER_TROUBLE = 2.0  # seconds


class Sender:
    """This process as one that tells: its name, and how much it told."""

    def __init__(self) -> None:
        self._name = secrets.token_hex(8)
        self._told = 0
        self._one_at_a_time = threading.Lock()

    def tell(self, entry: Entry) -> None:
        """Send an event to every process. Raises what the layer raises."""
        with self._one_at_a_time:
            frame = frame_of(entry)
            _send_from_anywhere(
                {
                    "type": "live.event",
                    "sender": self._name,
                    "number": self._told + 1,
                    "id": frame.id,
                    "organization_id": frame.organization_id,
                    "told": frame.told,
                    "audience": list(frame.audience),
                    "renews": frame.renews,
                    "text": frame.text,
                }
            )
            self._told += 1


class Bus:
    """What the other processes say, and what this one says; it lives in the sockets' loop."""

    current: "Bus | None" = None

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.hub = Hub(self._changed)
        self._name = secrets.token_hex(8)
        self._numbers: dict[str, int] = {}
        self._unsaid: dict[str, None] = {}
        self._news = asyncio.Event()
        self.ready = asyncio.Event()
        self._layer: Any = get_channel_layer()
        self._channel = ""
        self._tasks = [
            asyncio.create_task(self._again_and_again(self._listen)),
            asyncio.create_task(self._again_and_again(self._speak)),
        ]

    @classmethod
    async def here(cls) -> "Bus":
        """The one of this process, which listens already."""
        if cls.current is None or cls.current.loop is not asyncio.get_running_loop():
            cls.current = cls()
        await cls.current.ready.wait()
        return cls.current

    def _changed(self, place: str) -> None:
        self._unsaid[place] = None
        self._news.set()

    async def _again_and_again(self, step: Any) -> None:
        while True:
            try:
                await step()
            except Exception:
                log.exception("Pages do not hear of other processes; trying again.")
                self.ready.set()
                await asyncio.sleep(AFTER_TROUBLE)

    async def _listen(self) -> None:
        self._channel = await self._layer.new_channel("live")
        await self._layer.group_add(GROUP, self._channel)
        await self.hub.end_all()
        self.ready.set()
        await self._layer.group_send(GROUP, {"type": "live.hello"})
        try:
            while True:
                await self._hear(await self._layer.receive(self._channel))
        finally:
            self.hub.complete_since = ""

    async def _hear(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "live.event":
            await self._tell(message)
        elif message["type"] == "live.presence":
            await self.hub.hear(message["place"], message["process"], message["people"])
        else:
            for place in self.hub.places():
                self._changed(place)

    async def _tell(self, message: Mapping[str, Any]) -> None:
        sender, number = message["sender"], message["number"]
        last = self._numbers.get(sender, number - 1)
        self._numbers[sender] = max(last, number)
        frame = Frame(
            id=message["id"],
            organization_id=message["organization_id"],
            told=message["told"],
            audience=tuple(message["audience"]),
            renews=message["renews"],
            text=message["text"],
        )
        await self.hub.tell(frame)
        if number > last + 1:
            log.warning("%d events did not reach this process.", number - last - 1)
            await self.hub.end_all()

    async def _speak(self) -> None:
        while True:
            try:
                await asyncio.wait_for(self._news.wait(), HEARTBEAT)
            except TimeoutError:
                await self._heartbeat()
            self._news.clear()
            while self._unsaid:
                await self._say(next(iter(self._unsaid)))

    async def _heartbeat(self) -> None:
        """A group forgets its members after a day, and the dead are not heard any more."""
        await self._layer.group_add(GROUP, self._channel)
        await self.hub.forget()
        for place in self.hub.places():
            self._unsaid[place] = None

    async def _say(self, place: str) -> None:
        del self._unsaid[place]
        message = {
            "type": "live.presence",
            "process": self._name,
            "place": place,
            "people": self.hub.here(place),
        }
        await self._layer.group_send(GROUP, message)


def deliver(event: Entry) -> None:
    """Send an event to every open page that may see it: the outbox's handler."""
    _sender.tell(event)


_sender = Sender()


def _send_from_anywhere(message: dict[str, Any]) -> None:
    # The in-memory layer's queues belong to the loop that its receiver runs on; putting into them
    # from another loop wakes nobody up.
    bus = Bus.current
    if bus and bus.loop.is_running():
        sending = asyncio.run_coroutine_threadsafe(_send(message), bus.loop)
        sending.result(DELIVERY_SECONDS)
    else:
        async_to_sync(_send)(message)


async def _send(message: dict[str, Any]) -> None:
    layer: Any = get_channel_layer()
    await layer.group_send(GROUP, message)
