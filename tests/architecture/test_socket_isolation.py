"""Every socket and every event, as everybody, and with another organization's ids (SEC-14).

The sockets come from the product's routing, the events from the code, and who may hear them from
the permission matrix: what is added is tested without a line here, or fails for want of one.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.test import override_settings

from accounts import access, actions
from accounts.actions import ORGANIZATION_KEY
from accounts.domain import Member, Permission, Role
from accounts.people import actions as people
from accounts.roles import actions as roles
from accounts.webhooks.domain import EVENT_TYPES
from approvals import actions as approvals
from craftify import asgi, clock, outbox
from craftify.dynamo.transact import Write
from craftify.live.bus import Bus
from craftify.live.frames import Close
from craftify.outbox import Event
from templates_app import actions as templates
from templates_app.rendering.formats import Format
from tests import cast
from tests.accounts.webhooks.test_docs import NOT_OFFERED
from tests.cast import Acme, Globex
from tests.craftify.listening import ended, heard, opened, settled, tell
from tests.craftify.test_live import SignIn, door

EVENTS = sorted({*EVENT_TYPES, *NOT_OFFERED})
SOCKETS = ["ws/live"]
LAST = "evt_last_"
ONLY_PAGES = {"event": ["craftify.live.deliver"]}


@pytest.fixture(autouse=True)
async def own_loop() -> AsyncIterator[None]:
    """The bus and the layer remember the loop of the last test."""
    Bus.current = None
    await get_channel_layer().flush()
    yield
    Bus.current = None


def everybody(admin: Member) -> dict[str, Member]:
    """Somebody of every role, and of two that the organization made: one reads, one does not."""
    found = {}
    made = {
        "reader": roles.create("Reader", ("templates.view",), actor=admin).role,
        "blind": roles.create("Blind", ("audit.view",), actor=admin).role,
    }
    for name in [*(role.value for role in Role), *made]:
        user = actions.create_user(
            email=f"{name}@{admin.organization_id}.example",
            first_name=name.capitalize(),
            last_name="Of them",
            password=cast.PASSWORD,
        )
        role = Role(name) if name not in made else Role.VIEWER
        actions.add_member(admin.organization_id, user.id, role=role)
        if name in made:
            people.change_role(user.id, made[name].id, actor=admin)
        found[name] = access.member(admin.organization_id, user.id)
    return found


@pytest.fixture
def ours(acme: Acme) -> dict[str, Member]:
    return everybody(acme.ada)


@pytest.fixture
def theirs(globex: Globex) -> dict[str, Member]:
    return everybody(globex.zoe)


@pytest.fixture
def places(acme: Acme) -> list[str]:
    """What of Acme's can have a page: a template and a review; and names of what is no place."""
    template = templates.create_template(
        actor=acme.eve, name="Sale", source="<p>Hello</p>", format=Format.HTML, subject="Sale"
    )
    review = approvals.submit(template.id, actor=acme.eve)
    return [template.id, review.id]


def event(organization_id: str, number: int, name: str, *audience: str) -> Event:
    return Event(
        LAST + organization_id if number == 99 else f"evt_{number}",
        organization_id,
        name,
        "2026-11-23T09:00:00.000Z",
        {"templateId": "tpl_1"},
        audience=audience,
        told=f"2026-11-23T09:00:{number:02}.000Z",
    )


def test_every_socket_is_known_here() -> None:
    """A socket that is added needs its own lines below."""
    inner: Any = asgi.application
    router = _router(inner)
    assert [str(route.pattern) for route in router.routes if str(route.pattern)] == SOCKETS


def _router(application: Any) -> Any:
    """The router of sockets, behind whatever is wrapped around it."""
    waiting, seen = [application], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if hasattr(one, "routes"):
            return one
        waiting += [cell.cell_contents for cell in getattr(one, "__closure__", None) or ()]
        waiting += list(getattr(one, "application_mapping", {}).values())
        waiting += [getattr(one, name) for name in ("application", "inner") if hasattr(one, name)]
    raise AssertionError("There is no router of sockets in the application.")


async def test_every_event_is_heard_in_its_organization_by_who_may(
    acme: Acme, globex: Globex, ours: dict[str, Member], theirs: dict[str, Member]
) -> None:
    sockets = {name: await opened(member) for name, member in ours.items()}
    elsewhere = {name: await opened(member) for name, member in theirs.items()}
    for number, name in enumerate(EVENTS):
        await tell(event(acme.id, number, name))
    # In the order of telling, so what comes before this one is all that was heard.
    for organization in (acme, globex):
        audience = [member.id for member in (*ours.values(), *theirs.values())]
        await tell(event(organization.id, 99, "memberChanged", *audience))
    for name, socket in sockets.items():
        messages = await until_last(socket)
        sees = ours[name].may(Permission.TEMPLATES_VIEW)
        assert messages == (EVENTS if sees else []), name
    for name, socket in elsewhere.items():
        assert await until_last(socket) == [], name


async def until_last(socket: Any) -> list[str]:
    """The names of the events of Acme that a socket heard; it is closed then."""
    found = []
    while not (message := await heard(socket))["id"].startswith(LAST):
        found.append(message["type"])
    await socket.disconnect()
    return found


async def test_what_is_told_to_somebody_is_not_told_elsewhere_by_naming_them(
    acme: Acme, globex: Globex, ours: dict[str, Member], theirs: dict[str, Member]
) -> None:
    elsewhere = {name: await opened(member) for name, member in theirs.items()}
    for number, name in enumerate(EVENTS):
        await tell(event(acme.id, number, name, *(one.id for one in theirs.values())))
    await tell(event(globex.id, 99, "brandChanged", *(one.id for one in theirs.values())))
    for name, socket in elsewhere.items():
        assert await until_last(socket) == [], name


async def test_what_was_missed_is_told_in_its_organization_only(
    acme: Acme, ours: dict[str, Member], theirs: dict[str, Member]
) -> None:
    after = clock.stamp(clock.now())
    with override_settings(OUTBOX_HANDLERS=ONLY_PAGES):
        await asyncio.to_thread(publish_all, acme.id)
    Bus.current = None  # another process, which heard nothing of it
    await get_channel_layer().flush()
    for members, is_told in ((ours, True), (theirs, False)):
        for name, member in members.items():
            socket = await opened(member, f"after={after}")
            told = {message["type"] for message in await settled(socket)} & set(EVENTS)
            sees = is_told and member.may(Permission.TEMPLATES_VIEW)
            assert told == (set(EVENTS) if sees else set()), name
            await socket.disconnect()


def publish_all(organization_id: str) -> None:
    """One of every event, delivered to pages."""
    write = Write(unrecorded="a test has nothing to record")
    for name in EVENTS:
        outbox.publish(write, organization_id, name, about=f"tpl_{name}")
    write.commit()
    outbox.deliver_pending(organization_id)


async def test_nobody_is_seen_at_a_place_of_another_organization(
    places: list[str], ours: dict[str, Member], theirs: dict[str, Member]
) -> None:
    for place in places:
        eve = await opened(ours["editor"], f"place={place}")
        assert [one["name"] for one in (await presence(eve))] == ["Editor Of them"]
        for member in theirs.values():
            socket = await opened(member, f"place={place}")
            assert await settled(socket) == []
            assert await socket.receive_nothing()
            await socket.disconnect()
        assert await eve.receive_nothing()
        for name, member in ours.items():
            if name == "editor":
                continue
            socket = await opened(member, f"place={place}")
            if member.may(Permission.TEMPLATES_VIEW):
                assert len(await presence(socket)) == 2, name
            else:
                assert await settled(socket) == [], name
            await socket.disconnect()
        await eve.disconnect()


async def presence(socket: Any) -> list[dict[str, Any]]:
    """Who is told to be there."""
    message = await heard(socket)
    assert message["type"] == "presence"
    people: list[dict[str, Any]] = message["data"]["people"]
    return people


@pytest.mark.parametrize("place", ["org_1", "usr_1", "", "tpl_", "apr_none", "tpl_*", "../tpl_1"])
async def test_what_is_no_place_is_entered_by_nobody(ours: dict[str, Member], place: str) -> None:
    socket = await opened(ours["admin"], f"place={place}")
    assert [one for one in await settled(socket) if one["type"] == "presence"] == []
    await socket.disconnect()


async def test_a_session_that_names_another_organization_opens_nothing_there(
    acme: Acme, theirs: dict[str, Member], sign_in: SignIn
) -> None:
    for member in theirs.values():
        client = await sync_to_async(sign_in)(member)

        def forge(client: Any = client) -> None:
            session = client.session
            session[ORGANIZATION_KEY] = acme.id
            session.save()

        await sync_to_async(forge)()
        socket = await door(client)
        assert (await socket.connect())[0]
        assert await ended(socket) == Close.SIGNED_OUT


@pytest.mark.parametrize("text", ["subscribe", "organization", "place"])
async def test_nothing_that_is_sent_opens_another_organization(
    acme: Acme, places: list[str], theirs: dict[str, Member], text: str
) -> None:
    for member in theirs.values():
        socket = await opened(member)
        await socket.send_to(json.dumps({"type": text, "id": acme.id, "place": places[0]}))
        assert await ended(socket) == Close.UNKNOWN
