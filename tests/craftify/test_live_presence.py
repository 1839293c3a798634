"""Who is here: comes, leaves, is lost; and only who may see the place."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from channels.layers import get_channel_layer

from accounts.domain import Member
from craftify import ids
from craftify.live import bus as buses
from craftify.live.bus import GROUP, Bus
from craftify.live.frames import Person
from craftify.live.presence import SILENCE, Presence
from templates_app.actions import create_template
from templates_app.rendering.formats import Format
from tests.cast import Acme, Globex
from tests.craftify.listening import heard, opened, tell
from tests.craftify.test_live import event

ANN: Person = {"id": "usr_1", "name": "Ann Boyd", "initials": "AB", "hue": 1}
BOB: Person = {"id": "usr_2", "name": "Bob Okafor", "initials": "BO", "hue": 2}


@pytest.fixture(autouse=True)
async def own_loop(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The bus and the layer remember the loop of the last test."""
    monkeypatch.setattr(buses, "HEARTBEAT", 0.05)
    Bus.current = None
    await get_channel_layer().flush()
    yield
    Bus.current = None


@pytest.fixture
def place(acme: Acme) -> str:
    """A template of Acme's."""
    made = create_template(
        actor=acme.eve, name="Sale", source="<p>Hello</p>", format=Format.HTML, subject="Hi"
    )
    return made.id


async def entered(member: Member, place: str) -> Any:
    return await opened(member, f"place={place}")


async def names(socket: Any) -> list[str]:
    """Who is there, as the page is told next."""
    message = await heard(socket)
    assert message["type"] == "presence"
    return [person["name"].split()[0] for person in message["data"]["people"]]


async def test_who_comes_and_leaves_is_shown_to_who_is_there(acme: Acme, place: str) -> None:
    eve = await entered(acme.eve, place)
    assert await names(eve) == ["Eve"]
    ann = await entered(acme.ann, place)
    assert await names(eve) == await names(ann) == ["Ann", "Eve"]
    await ann.disconnect()
    assert await names(eve) == ["Eve"]
    await eve.disconnect()


async def test_a_second_page_of_the_same_person_changes_nothing(acme: Acme, place: str) -> None:
    eve = await entered(acme.eve, place)
    assert await names(eve) == ["Eve"]
    second = await entered(acme.eve, place)
    assert await names(second) == ["Eve"]
    await second.disconnect()
    assert await eve.receive_nothing()
    await eve.disconnect()


async def test_nobody_enters_what_they_may_not_see(acme: Acme, globex: Globex, place: str) -> None:
    eve = await entered(acme.eve, place)
    assert await names(eve) == ["Eve"]
    for where in (place, ids.new_id("apr"), "tpl_", "usr_1", "craftify.views_1", "x" * 5000):
        zoe = await entered(globex.zoe, where)
        assert await zoe.receive_nothing(timeout=0.05)
        await zoe.disconnect()
    assert await eve.receive_nothing(timeout=0.05)
    await eve.disconnect()


async def test_a_changed_member_is_not_there_any_more(acme: Acme, place: str) -> None:
    eve = await entered(acme.eve, place)
    assert await names(eve) == ["Eve"]
    ann = await entered(acme.ann, place)
    assert await names(eve) == ["Ann", "Eve"]
    await tell(event(acme.id, memberId=acme.ann.id))
    assert (await heard(eve))["id"] == "evt_1"
    assert await names(eve) == ["Eve"]
    await ann.disconnect()
    await eve.disconnect()


async def test_people_of_other_processes_are_here_until_they_are_lost(
    acme: Acme, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    eve = await entered(acme.eve, place)
    assert await names(eve) == ["Eve"]
    said = {"process": "another", "place": f"{acme.id}/{place}", "people": [ANN]}
    await get_channel_layer().group_send(GROUP, {"type": "live.presence", **said})
    assert await names(eve) == ["Ann", "Eve"]
    monkeypatch.setattr("craftify.live.presence.SILENCE", 0.2)  # of heartbeats every 0.05 s
    assert await names(eve) == ["Eve"]
    assert await eve.receive_nothing(timeout=0.3)
    await eve.disconnect()


async def test_a_new_process_asks_who_is_where(acme: Acme, place: str) -> None:
    eve = await entered(acme.eve, place)
    assert await names(eve) == ["Eve"]
    layer: Any = get_channel_layer()
    other = await layer.new_channel()
    await layer.group_add(GROUP, other)
    await layer.send((await Bus.here())._channel, {"type": "live.hello"})
    message = await layer.receive(other)
    assert (message["type"], message["place"]) == ("live.presence", f"{acme.id}/{place}")
    assert [one["id"] for one in message["people"]] == [acme.eve.id]
    await eve.disconnect()


def test_everybody_is_there_once() -> None:
    presence = Presence()
    assert presence.hear("here", "one", [ANN], 0)
    assert not presence.hear("here", "two", [ANN], 0)
    assert presence.hear("here", "two", [ANN, BOB], 0)
    assert presence.people("here") == [ANN, BOB]
    assert not presence.hear("here", "one", [], 0)
    assert presence.hear("here", "two", [], 0)
    assert presence.people("here") == presence.people("there") == []


def test_a_silent_process_is_forgotten_with_its_people() -> None:
    presence = Presence()
    presence.hear("here", "one", [ANN], 0)
    presence.hear("here", "two", [BOB], 30)
    presence.hear("there", "one", [ANN], 30)
    assert presence.forget(SILENCE + 1) == {"here"}
    assert presence.people("here") == [BOB]
    assert presence.people("there") == [ANN]
