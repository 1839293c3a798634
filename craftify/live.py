"""Events to open pages: one socket a page, one group an organization.

A message is `{"id", "type", "organizationId", "at", "data"}`; pages re-fetch what it touches under
their own permissions, so a message carries names and ids, never content.
"""

import asyncio
from typing import Any

import orjson
from asgiref.sync import async_to_sync
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer

from craftify.outbox import Event

DELIVERY_SECONDS = 10
PING, PONG = '{"type":"ping"}', '{"type":"pong"}'  # as `static/js/live.js` has them


def group_of(organization_id: str) -> str:
    """The channel group of everyone who looks at an organization's pages."""
    return f"organization.{organization_id}"


def deliver(event: Event) -> None:
    """Send an event to every open page of its organization; serialised once."""
    text = orjson.dumps(
        {
            "id": event.id,
            "type": event.type,
            "organizationId": event.organization_id,
            "at": event.at,
            "data": event.data,
        }
    ).decode()
    message = {"type": "live.event", "text": text}
    group = group_of(event.organization_id)
    # The in-memory layer's queues belong to the loop that its sockets run on; putting into them
    # from another loop wakes nobody up.
    if LiveConsumer.loop:
        sending = asyncio.run_coroutine_threadsafe(_send(group, message), LiveConsumer.loop)
        sending.result(DELIVERY_SECONDS)
    else:
        async_to_sync(_send)(group, message)


async def _send(group: str, message: dict[str, Any]) -> None:
    layer: Any = get_channel_layer()
    await layer.group_send(group, message)


async def nowhere(scope: Any, receive: Any, send: Any) -> None:
    """Refuse a socket at any other address; the router would answer with a traceback."""
    await send({"type": "websocket.close"})


class LiveConsumer(AsyncWebsocketConsumer):
    """Joins the group of the session's organization; says nothing but what happens there.

    `scope["member"]` and `scope["is_current"]` are set by the middleware that opened the socket
    (`accounts.live`). A page pings every 25 seconds; a session that ended gets its socket closed
    then, and the page's next try is refused, or joins the organization that was switched to.
    """

    loop: asyncio.AbstractEventLoop | None = None
    group: str | None = None

    async def connect(self) -> None:
        """Accept a member, refuse anybody else (close code 4401)."""
        member: Any = self.scope.get("member")
        if member is None:
            await self.accept()
            await self.close(code=4401)
            raise StopConsumer
        LiveConsumer.loop = asyncio.get_running_loop()
        self.group = group_of(member.organization_id)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave the group."""
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answer the ping of a member; anything else is not in the protocol and ends the socket."""
        if text_data != PING:
            await self.close(code=4400)
        elif await self.scope["is_current"]():
            await self.send(PONG)
        else:
            await self.close()

    async def live_event(self, message: dict[str, Any]) -> None:
        """Pass a group's message on."""
        await self.send(message["text"])
