"""Sockets: who may listen, what they hear, and that nobody hears what is not theirs."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from accounts.domain import Member
from accounts.live import listener_of
from accounts.models import MembershipItem
from craftify.live import bus as buses
from craftify.live.bus import GROUP, Bus, Sender
from craftify.live.frames import PING, PONG, Close
from craftify.live.hub import MOST_SOCKETS, Socket
from craftify.live.sockets import live as page_socket
from craftify.outbox import Event
from tests.cast import Acme, Globex
from tests.craftify.listening import ended, heard, opened, settled, tell


@pytest.fixture(autouse=True)
async def own_loop(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The bus and the layer remember the loop of the last test."""
    monkeypatch.setattr(buses, "AFTER_TROUBLE", 0.01)
    Bus.current = None
    await get_channel_layer().flush()
    yield
    Bus.current = None


def event(organization_id: str, number: int = 1, *audience: str, **data: str) -> Event:
    return Event(
        f"evt_{number}",
        organization_id,
        "approvalDecided",
        "2026-11-23T09:00:00.000Z",
        {"approvalId": "apr_1", "by": "Ann Boyd"} | data,
        audience=audience,
        told="2026-11-23T09:00:01.000Z",
    )


async def test_a_member_hears_what_happens_in_their_organization(acme: Acme) -> None:
    sockets = [await opened(member) for member in (acme.eve, acme.ann)]
    await tell(event(acme.id))
    for socket in sockets:
        assert json.loads(await socket.receive_from()) == {
            "id": "evt_1",
            "type": "approvalDecided",
            "organizationId": acme.id,
            "at": "2026-11-23T09:00:00.000Z",
            "told": "2026-11-23T09:00:01.000Z",
            "data": {"approvalId": "apr_1", "by": "Ann Boyd"},
        }
        await socket.disconnect()


async def test_nobody_hears_another_organization(acme: Acme, globex: Globex) -> None:
    zoe, eve = await opened(globex.zoe), await opened(acme.eve)
    await tell(event(acme.id))
    assert await eve.receive_from()
    assert await zoe.receive_nothing()
    await zoe.disconnect()
    await eve.disconnect()


async def test_events_come_in_the_order_they_were_told(acme: Acme) -> None:
    socket = await opened(acme.eve)
    for number in range(20):
        await tell(event(acme.id, number))
    heard = [json.loads(await socket.receive_from())["id"] for _ in range(20)]
    assert heard == [f"evt_{number}" for number in range(20)]
    await socket.disconnect()


async def test_a_ping_is_answered_as_pages_expect(acme: Acme) -> None:
    script = (settings.BASE_DIR / "static" / "js" / "live.js").read_text()
    assert PING in script
    assert json.loads(PONG)["type"] in script
    socket = await opened(acme.eve)
    await socket.send_to(PING)
    assert await socket.receive_from() == PONG
    await socket.disconnect()


@pytest.mark.parametrize("text", ["ping", "[", '{"type":"subscribe","group":"organization.x"}'])
async def test_anything_else_ends_the_socket(acme: Acme, text: str) -> None:
    socket = await opened(acme.eve)
    await socket.send_to(text)
    assert await socket.receive_output() == {"type": "websocket.close", "code": 4400}
    await socket.wait()


async def test_an_anonymous_socket_is_told_to_sign_in(acme: Acme) -> None:
    socket = await opened(None)
    assert await socket.receive_output() == {"type": "websocket.close", "code": 4401}
    await socket.wait()
    await tell(event(acme.id))


async def test_a_viewer_of_nothing_hears_only_what_names_them(acme: Acme) -> None:
    socket: Any = WebsocketCommunicator(page_socket, "/ws/live?")
    socket.scope["listener"] = replace(listener_of(acme.vic, lambda: True), hears_all=False)
    assert (await socket.connect())[0]
    await settled(socket)
    await tell(event(acme.id, 1))
    await tell(event(acme.id, 2, acme.vic.id))
    assert (await heard(socket))["id"] == "evt_2"
    await socket.disconnect()


async def test_what_is_told_to_some_is_heard_by_them_alone(acme: Acme, globex: Globex) -> None:
    eve, ann, zoe = [await opened(member) for member in (acme.eve, acme.ann, globex.zoe)]
    await tell(event(acme.id, 1, acme.ann.id, globex.zoe.id))
    await tell(event(acme.id, 2))
    assert [(await heard(ann))["id"] for _ in range(2)] == ["evt_1", "evt_2"]
    assert (await heard(eve))["id"] == "evt_2"
    assert await zoe.receive_nothing()
    for socket in (eve, ann, zoe):
        await socket.disconnect()


async def test_a_changed_member_comes_back_before_anything_is_heard(acme: Acme) -> None:
    eve, ann = await opened(acme.eve), await opened(acme.ann)
    await tell(event(acme.id, memberId=acme.eve.id))
    await tell(event(acme.id, 2))
    assert await ended(eve) == Close.AGAIN
    assert [(await heard(ann))["id"] for _ in range(2)] == ["evt_1", "evt_2"]
    await ann.disconnect()


async def test_a_page_whose_socket_fails_is_no_matter_of_the_others(acme: Acme) -> None:
    bus = await Bus.here()

    async def fail(message: Any) -> None:
        raise RuntimeError("broken")

    eve = await opened(acme.eve)
    for member in (acme.eve, acme.ann):
        bus.hub.add(Socket(listener_of(member, lambda: True), fail))
    ann = await opened(acme.ann)
    await tell(event(acme.id))
    for socket in (eve, ann):
        assert (await heard(socket))["id"] == "evt_1"
        await socket.disconnect()


async def test_a_person_has_so_many_sockets(acme: Acme) -> None:
    sockets = [await opened(acme.eve) for _ in range(MOST_SOCKETS)]
    assert await ended(await opened(acme.eve, "place=")) == Close.TOO_MUCH
    other = await opened(acme.ann)
    await sockets.pop().disconnect()
    for socket in [*sockets, other, await opened(acme.eve)]:
        await socket.disconnect()


async def test_pages_come_back_when_an_event_did_not_reach_this_process(acme: Acme) -> None:
    eve = await opened(acme.eve)
    layer: Any = get_channel_layer()
    sender = Sender()
    await asyncio.to_thread(sender.tell, event(acme.id, 1))
    kept, layer.groups = layer.groups, {}  # as if the layer had no room
    await asyncio.to_thread(sender.tell, event(acme.id, 2))
    layer.groups = kept
    await asyncio.to_thread(sender.tell, event(acme.id, 3))
    assert [(await heard(eve))["id"] for _ in range(2)] == ["evt_1", "evt_3"]
    assert await ended(eve) == Close.AGAIN


async def test_an_interrupted_layer_is_joined_anew_and_pages_come_back(acme: Acme) -> None:
    eve = await opened(acme.eve)
    bus = await Bus.here()
    await get_channel_layer().group_send(GROUP, {"type": "live.event"})  # nonsense: hearing fails
    for _ in range(500):
        if not bus.hub.complete_since:
            break
        await asyncio.sleep(0.01)
    assert await ended(eve) == Close.AGAIN
    again = await opened(acme.eve)
    await tell(event(acme.id))
    assert (await heard(again))["id"] == "evt_1"
    await again.disconnect()


async def test_telling_without_any_socket_is_fine(acme: Acme) -> None:
    await tell(event(acme.id))


SignIn = Callable[[Member], Client]


async def door(client: Client, origin: str = "http://localhost", *, path: str = "/ws/live") -> Any:
    """The product's own way to the consumer: origin, session, member."""
    from craftify.asgi import application

    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    headers = [(b"origin", origin.encode()), (b"host", b"localhost"), (b"cookie", cookies.encode())]
    return WebsocketCommunicator(application, path, headers)


async def test_a_session_opens_the_door_to_its_organization(acme: Acme, sign_in: SignIn) -> None:
    socket = await door(await sync_to_async(sign_in)(acme.eve))
    assert (await socket.connect())[0]
    await tell(event(acme.id))
    assert json.loads(await socket.receive_from())["organizationId"] == acme.id
    await socket.disconnect()


async def test_without_a_session_or_a_membership_the_door_stays_shut(
    acme: Acme, sign_in: SignIn
) -> None:
    removed = await sync_to_async(sign_in)(acme.vic)
    await sync_to_async(MembershipItem(acme.id, acme.vic.id).delete)()
    for client in (Client(), removed):
        socket = await door(client)
        await socket.connect()
        assert await socket.receive_output() == {"type": "websocket.close", "code": 4401}
        await socket.wait()


async def test_a_socket_ends_with_its_session(acme: Acme, sign_in: SignIn) -> None:
    client = await sync_to_async(sign_in)(acme.eve)
    socket = await door(client)
    assert (await socket.connect())[0]
    await socket.send_to(PING)
    assert await socket.receive_from() == PONG
    await sync_to_async(client.post)("/sign-out")
    await socket.send_to(PING)
    assert (await socket.receive_output())["type"] == "websocket.close"
    await socket.wait()


async def test_a_socket_ends_with_its_membership(acme: Acme, sign_in: SignIn) -> None:
    socket = await door(await sync_to_async(sign_in)(acme.eve))
    assert (await socket.connect())[0]
    await sync_to_async(MembershipItem(acme.id, acme.eve.id).delete)()
    await socket.send_to(PING)
    assert (await socket.receive_output())["type"] == "websocket.close"
    await socket.wait()


async def test_there_is_one_address_for_sockets(acme: Acme, sign_in: SignIn) -> None:
    socket = await door(await sync_to_async(sign_in)(acme.eve), path="/ws/other")
    connected, _ = await socket.connect()
    assert not connected
    await socket.wait()


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://localhost.evil.example",
        "http://evil.example#localhost",
        "http://evil.example/localhost",
        "http://localhost@evil.example",
        "null",
        "file://",
        "",
        "\xff",
    ],
)
async def test_another_site_cannot_listen_with_our_cookie(
    acme: Acme, sign_in: SignIn, origin: str
) -> None:
    socket = await door(await sync_to_async(sign_in)(acme.eve), origin)
    connected, _ = await socket.connect()
    assert not connected
