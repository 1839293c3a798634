"""Our sockets behind our server, and Channels' own consumers beside them; prints the port it takes.

For `test_live_served.py` and the benchmark. `POST /ours`, `/async` and `/sync` tell an event to all
sockets of that address, with the instant in it, and `?size=` characters more; `?member=` is whose
membership it changed. `GET /cpu` gives the seconds of CPU that this process has used.
"""

import asyncio
import json
import os
import time
from typing import Any
from urllib.parse import parse_qs

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from channels.generic.websocket import (  # noqa: E402 (after the setup)
    AsyncJsonWebsocketConsumer,
    JsonWebsocketConsumer,
)
from channels.layers import get_channel_layer  # noqa: E402

from craftify import live  # noqa: E402
from craftify.live.frames import Listener, Person  # noqa: E402
from craftify.live.sockets import live as page_socket  # noqa: E402
from craftify.outbox import Entry  # noqa: E402
from craftify.server import Server  # noqa: E402

ORGANIZATION = "org_1"


class Stock(JsonWebsocketConsumer):  # type: ignore[misc]  # Channels has no types
    """What the documentation of Channels tells to write first."""

    groups = ("sync",)

    def tell(self, event: dict[str, Any]) -> None:
        """Pass a group's message on."""
        self.send_json(event["content"])


class AsyncStock(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # Channels has no types
    """The same, as it tells to write it for speed."""

    groups = ("async",)

    async def tell(self, event: dict[str, Any]) -> None:
        """Pass a group's message on."""
        await self.send_json(event["content"])


STOCK: dict[str, type[Stock] | type[AsyncStock]] = {"/sync": Stock, "/async": AsyncStock}


def body_of(number: int, size: int) -> dict[str, Any]:
    """As much as an event of ours has, and when it was sent."""
    words = {"approvalId": "apr_01k0000000000000000000000", "templateName": "Potting shed"}
    return words | {
        "by": "Ann Boyd",
        "number": number,
        "sent": time.monotonic(),
        "fill": "x" * size,
    }


async def tell(side: str, asked: dict[str, int]) -> None:
    """Tell one event."""
    data = body_of(asked["number"], asked.get("size", 0))
    if "member" in asked:
        data["memberId"] = f"usr_{asked['member']}"
    if side == "ours":
        entry = Entry(f"evt_{asked['number']}", ORGANIZATION, "approvalDecided", "", data)
        await asyncio.to_thread(live.deliver, entry)
    else:
        layer: Any = get_channel_layer()
        content = {"id": f"evt_{asked['number']}", "type": "approvalDecided", "data": data}
        await layer.group_send(side, {"type": "tell", "content": content})


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Sockets by their path; what else is asked for, see above."""
    asked = {name: int(values[0]) for name, values in parse_qs(scope["query_string"]).items()}
    numbers = {name.decode(): value for name, value in asked.items()}
    if scope["type"] == "http":
        if scope["method"] == "POST":
            await tell(scope["path"][1:], numbers)
        body = json.dumps(time.process_time()).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})
    elif scope["path"] in STOCK:
        await STOCK[scope["path"]].as_asgi()(scope, receive, send)
    else:
        await page_socket(scope | {"listener": listener(numbers["user"])}, receive, send)


def listener(number: int) -> Listener:
    """Somebody of the one organization."""

    async def yes() -> bool:
        return True

    async def anywhere(place: str) -> bool:
        return True

    person: Person = {"id": f"usr_{number}", "name": f"Person {number}", "initials": "P", "hue": 1}
    return Listener(ORGANIZATION, f"usr_{number}", True, person, yes, anywhere)


if __name__ == "__main__":
    server = Server(
        application,
        endpoints=["tcp:port=0:interface=127.0.0.1:backlog=1024"],
        websocket_connect_timeout=60,  # Channels' threads take their time
    )
    server.ready_callable = lambda: print(server.listening_addresses[0][1], flush=True)
    server.run()
