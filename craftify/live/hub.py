"""The open sockets of this process: who hears what, who is where, what was told lately."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from craftify import clock
from craftify.live.frames import Close, Frame, Listener, Message, Person, said, sent
from craftify.live.presence import Presence

log = logging.getLogger(__name__)
REMEMBERED = 5_000  # frames, of all organizations
REMEMBERED_FOR = timedelta(minutes=2)
MOST_SOCKETS = 50  # of one person in one organization, in one process
AT_ONCE = 200  # sockets before the loop may do something else


@dataclass(eq=False, slots=True)
class Socket:
    """One open page. Telling it never waits for it: `craftify.server` drops a slow client."""

    listener: Listener
    send: Callable[[Message], Awaitable[None]]
    place: str = ""

    async def tell(self, message: Message) -> None:
        """Send it something; whatever is wrong with this page is no matter of the others."""
        try:
            await self.send(message)
        except Exception:
            log.exception("A page could not be told.")

    async def close(self, code: Close) -> None:
        """End it."""
        await self.tell({"type": "websocket.close", "code": int(code)})


@dataclass(slots=True)
class Hub:
    """`complete_since`: whatever was told after this instant, and not too long ago, is in here.

    `changed` is called with a place when somebody came or left.
    """

    changed: Callable[[str], None]
    complete_since: str = ""
    presence: Presence = field(default_factory=Presence)
    _sockets: dict[str, dict[str, dict[Socket, None]]] = field(default_factory=dict)
    _places: dict[str, dict[Socket, None]] = field(default_factory=dict)
    _recent: deque[Frame] = field(default_factory=deque)

    def add(self, socket: Socket) -> bool:
        """From now on it is told everything; False when the person has too many."""
        users = self._sockets.setdefault(socket.listener.organization_id, {})
        theirs = users.setdefault(socket.listener.user_id, {})
        if len(theirs) >= MOST_SOCKETS:
            return False
        theirs[socket] = None
        return True

    def remove(self, socket: Socket) -> None:
        """It is told nothing more, and is nowhere."""
        self.leave(socket)
        users = self._sockets.get(socket.listener.organization_id, {})
        theirs = users.get(socket.listener.user_id, {})
        theirs.pop(socket, None)
        if not theirs:
            users.pop(socket.listener.user_id, None)
        if not users:
            self._sockets.pop(socket.listener.organization_id, None)

    async def tell(self, frame: Frame) -> None:
        """Send an event to everybody who may hear it."""
        self._remember(frame)
        users = self._sockets.get(frame.organization_id, {})
        if frame.renews:
            await self._end(list(users.get(frame.renews, ())))
        asked = frame.audience or users
        heard = [
            socket
            for user_id in asked
            for socket in users.get(user_id, ())
            if socket.listener.hears(frame)
        ]
        await _send(heard, sent(frame.text))

    async def end_all(self) -> None:
        """Have every page come back, because something may have been lost."""
        self._recent.clear()
        self.complete_since = clock.stamp(clock.now())
        by_user = [theirs for users in self._sockets.values() for theirs in users.values()]
        await self._end([socket for theirs in by_user for socket in theirs])

    def remembers(self, since: str) -> bool:
        """Whether `told_since` gives everything since an instant."""
        return bool(self.complete_since) and since > self.complete_since

    def told_since(self, listener: Listener, since: str) -> list[Frame]:
        """What the listener may hear of what was told here since an instant, in order."""
        return [one for one in self._recent if one.told >= since and listener.hears(one)]

    async def enter(self, socket: Socket, place: str) -> None:
        """Be at a place; the socket is told who else is."""
        socket.place = _inside(socket.listener.organization_id, place)
        self._places.setdefault(socket.place, {})[socket] = None
        self.changed(socket.place)
        if socket.listener.person in self.presence.people(socket.place):
            await self._show(socket.place, [socket])

    def leave(self, socket: Socket) -> None:
        """Be nowhere."""
        here = self._places.get(socket.place, {})
        if here.pop(socket, 0) is None:
            self.changed(socket.place)
        if not here:
            self._places.pop(socket.place, None)

    def places(self) -> list[str]:
        """Where anybody of this process is."""
        return list(self._places)

    def here(self, place: str) -> list[Person]:
        """Who of this process is at a place, once each."""
        people = {one.listener.user_id: one.listener.person for one in self._places.get(place, ())}
        return list(people.values())

    async def hear(self, place: str, process: str, people: Iterable[Person]) -> None:
        """Take what a process says of a place, and show it there when it is news."""
        if self.presence.hear(place, process, people, time.monotonic()):
            await self._show(place, self._places.get(place, ()))

    async def forget(self) -> None:
        """Leave out the people of processes that died."""
        for place in self.presence.forget(time.monotonic()):
            await self._show(place, self._places.get(place, ()))

    async def _show(self, place: str, sockets: Iterable[Socket]) -> None:
        people = self.presence.people(place)
        data = {"place": place.partition("/")[2], "people": people}
        await _send(list(sockets), said("presence", data))

    async def _end(self, sockets: list[Socket]) -> None:
        for socket in sockets:
            self.remove(socket)
            await socket.close(Close.AGAIN)

    def _remember(self, frame: Frame) -> None:
        old = clock.stamp(clock.now() - REMEMBERED_FOR)
        self._recent.append(frame)
        while self._recent and (len(self._recent) > REMEMBERED or self._recent[0].told < old):
            self.complete_since = max(self.complete_since, self._recent.popleft().told)


def _inside(organization_id: str, place: str) -> str:
    return f"{organization_id}/{place}"


async def _send(sockets: list[Socket], message: Message) -> None:
    for number, socket in enumerate(sockets):
        await socket.tell(message)
        if number % AT_ONCE == AT_ONCE - 1:
            await asyncio.sleep(0)
