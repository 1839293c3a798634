"""`/ws/live?after=INSTANT&place=ID`: one socket a page.

It is told what happens in its organization, first what was told since `after`; and who else is at
`place`. All that it may say is a ping. `scope["listener"]` is set by the middleware that opened it.
"""

import time
from collections import deque
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import parse_qs

from asgiref.sync import sync_to_async

from craftify import clock, outbox
from craftify.live.bus import Bus
from craftify.live.frames import (
    OVERLAP,
    PING,
    PONGED,
    Close,
    Frame,
    Listener,
    Message,
    frame_of,
    sent,
    too_old,
)
from craftify.live.hub import Hub, Socket
from craftify.observability import metrics

MOST_MESSAGES, IN_SECONDS = 10, 10.0
MOST_MISSED = 200  # events; who missed more fetches everything again
LONGEST_AGO = timedelta(days=1)


async def live(scope: Any, receive: Any, send: Any) -> None:
    """The ASGI application of a page's socket."""
    await receive()
    await send({"type": "websocket.accept"})
    listener: Listener | None = scope.get("listener")
    if listener is None:
        await send({"type": "websocket.close", "code": int(Close.SIGNED_OUT)})
        return
    asked = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
    socket = Socket(listener, send)
    hub = (await Bus.here()).hub
    metrics.SOCKETS.inc()
    try:
        if not await _catch_up(hub, socket, asked.get("after", "")):
            await socket.close(Close.TOO_MUCH)
            return
        place = asked.get("place", "")
        if place and await listener.may_enter(place):
            await hub.enter(socket, place)
        await _answer(socket, receive)
    finally:
        metrics.SOCKETS.dec()
        hub.remove(socket)


async def nowhere(scope: Any, receive: Any, send: Any) -> None:
    """Refuse a socket at any other address; the router would answer with a traceback."""
    await send({"type": "websocket.close"})


async def _catch_up(hub: Hub, socket: Socket, after: str) -> bool:
    """Tell what was missed, then have it told everything; False when the person has too many.

    What is told here meanwhile is looked at again until there is nothing more of it, and only then
    the socket is told directly: so it hears nothing twice and nothing late.
    """
    if not after:
        return hub.add(socket)
    since = _since(after)
    heard: set[str] = set()
    if not hub.remembers(since):
        missed = await sync_to_async(_stored, thread_sensitive=False)(socket.listener, since)
        if missed is None:
            since = clock.stamp(clock.now())
            await socket.tell(too_old(since))
        heard = await _tell(socket, missed or [])
    while new := [one for one in hub.told_since(socket.listener, since) if one.id not in heard]:
        heard |= await _tell(socket, new)
    return hub.add(socket)


async def _tell(socket: Socket, frames: list[Frame]) -> set[str]:
    for frame in frames:
        await socket.tell(sent(frame.text))
    return {frame.id for frame in frames}


def _since(after: str) -> str:
    """A little before the instant that a page names; a day ago, and nonsense, is too long ago."""
    now = clock.now()
    try:
        known = clock.parse(after).astimezone(UTC)
    except (ValueError, OverflowError):
        known = now - LONGEST_AGO
    return clock.stamp(min(max(known, now - LONGEST_AGO), now) - OVERLAP)


def _stored(listener: Listener, since: str) -> list[Frame] | None:
    """What the listener may hear of what was told since; None when that is too long ago."""
    if since < clock.stamp(clock.now() - LONGEST_AGO):
        return None
    entries = outbox.told(listener.organization_id, since, MOST_MISSED + 1)
    if len(entries) > MOST_MISSED:
        return None
    return [frame for frame in map(frame_of, entries) if listener.hears(frame)]


async def _answer(socket: Socket, receive: Any) -> None:
    """Answer pings until the socket ends."""
    lately: deque[float] = deque(maxlen=MOST_MESSAGES)
    while (message := await receive())["type"] == "websocket.receive":
        now = time.monotonic()
        too_often = len(lately) == MOST_MESSAGES and now - lately[0] < IN_SECONDS
        lately.append(now)
        if refusal := await _refusal(socket, message, too_often=too_often):
            await socket.close(refusal)
            return
        await socket.tell(PONGED)


async def _refusal(socket: Socket, message: Message, *, too_often: bool) -> Close | None:
    if too_often:
        return Close.TOO_MUCH
    if message.get("text") != PING:
        return Close.UNKNOWN
    return None if await socket.listener.is_current() else Close.AGAIN
