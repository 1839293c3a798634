"""A page's socket without a server, for tests: opened, heard, ended."""

import asyncio
import json
from typing import Any

from channels.testing import WebsocketCommunicator

from accounts.domain import Member
from accounts.live import listener_of
from craftify import live
from craftify.live.frames import PING, PONG
from craftify.live.sockets import live as page_socket
from craftify.outbox import Event


async def opened(member: Member | None, query: str = "") -> Any:
    """The socket of a member's page, or of nobody's."""
    socket: Any = WebsocketCommunicator(page_socket, f"/ws/live?{query}")
    socket.scope["listener"] = listener_of(member, lambda: True) if member else None
    assert (await socket.connect())[0]
    if member and not query:
        await settled(socket)
    return socket


async def settled(socket: Any) -> list[Any]:
    """What it hears until it is told everything: then a ping is answered."""
    await socket.send_to(PING)
    messages = []
    while (text := await socket.receive_from()) != PONG:
        messages.append(json.loads(text))
    return messages


async def tell(one: Event) -> None:
    """As the dispatcher does it: from another thread."""
    await asyncio.to_thread(live.deliver, one)


async def heard(socket: Any) -> Any:
    """Its next message."""
    return json.loads(await socket.receive_from())


async def ended(socket: Any) -> Any:
    """The code that the socket ends with."""
    output = await socket.receive_output()
    assert output["type"] == "websocket.close"
    await socket.send_input({"type": "websocket.disconnect", "code": output["code"]})
    await socket.wait()
    return output["code"]
