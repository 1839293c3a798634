"""What goes over a socket, to whom, and how a socket ends."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import Any

import orjson
from autobahn.websocket.protocol import PreparedMessage

from craftify import clock
from craftify.outbox import Entry

Message = Mapping[str, Any]
Person = Mapping[str, str | int]

PING, PONG = '{"type":"ping"}', '{"type":"pong"}'  # as `static/js/live.js` has them
# A page asks for what was told since `told` of its last event. Others may have been told a little
# earlier and heard later: their delivery was slow, or another machine's clock is.
OVERLAP = timedelta(seconds=20)


class Close(IntEnum):
    """Why a socket ends; the numbers are part of the protocol."""

    AGAIN = 4012  # come back: who you are is asked anew, and nothing is missed
    UNKNOWN = 4400  # that is not in the protocol
    SIGNED_OUT = 4401
    TOO_SLOW = 4408  # you did not read what was sent
    TOO_MUCH = 4429  # you sent too often, or have too many sockets


@dataclass(frozen=True, slots=True)
class Frame:
    """An event as every socket gets it. `told` is the instant at which its delivery began.

    `renews` is the user whose membership it changed, whose sockets have to come back.
    """

    id: str
    organization_id: str
    told: str
    audience: tuple[str, ...]
    renews: str
    text: str


@dataclass(frozen=True, slots=True)
class Listener:
    """Who opened a socket, and what they may hear: all of the organization, or what names them.

    `is_current` tells whether they still may; `may_enter` whether they may be at a place. `person`
    is what others see of them there.
    """

    organization_id: str
    user_id: str
    hears_all: bool
    person: Person
    is_current: Callable[[], Awaitable[bool]]
    may_enter: Callable[[str], Awaitable[bool]]

    def hears(self, frame: Frame) -> bool:
        """Whether an event is for them."""
        if frame.organization_id != self.organization_id:
            return False
        return self.user_id in frame.audience if frame.audience else self.hears_all


def frame_of(entry: Entry) -> Frame:
    """An event, serialised, once for everybody."""
    told = entry.told or clock.stamp(clock.now())
    text = orjson.dumps(
        {
            "id": entry.id,
            "type": entry.type,
            "organizationId": entry.organization_id,
            "at": entry.at,
            "told": told,
            "data": entry.data,
        }
    ).decode()
    renews = str(entry.data.get("memberId", ""))
    return Frame(entry.id, entry.organization_id, told, entry.audience, renews, text)


def sent(text: str) -> Message:
    """The ASGI message of a text; `craftify.server` writes its `frame` as it is."""
    prepared = PreparedMessage(text.encode(), isBinary=False, applyMask=False, doNotCompress=True)
    return {"type": "websocket.send", "text": text, "frame": prepared}


def said(kind: str, data: Any) -> Message:
    """The ASGI message of something that is no event."""
    return sent(orjson.dumps({"type": kind, "data": data}).decode())


def too_old(now: str) -> Message:
    """What was missed before `now` is too much to be told: fetch again."""
    return sent(orjson.dumps({"type": "liveReconnected", "told": now, "data": {}}).decode())


PONGED = sent(PONG)
