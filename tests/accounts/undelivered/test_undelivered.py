"""What was given up is seen and repeated by administrators only, and each repeat is on record."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from accounts.api.tokens import pair_for
from accounts.domain import Member
from accounts.undelivered import actions, queries
from accounts.undelivered.access import NotUndelivered
from craftify import history, outbox
from craftify.dynamo.transact import Write
from craftify.errors import Forbidden
from craftify.outbox import Entry, Undeliverable
from tests.cast import Acme, Globex

heard: list[int] = []
refused: set[int] = set()


def hear(entry: Entry) -> None:
    """The handler of these tests."""
    if entry.data["number"] in refused:
        raise Undeliverable("This mailbox does not exist.")
    heard.append(entry.data["number"])


@pytest.fixture(autouse=True)
def handlers(settings: Settings) -> None:
    """One handler, that refuses what a test names."""
    heard.clear()
    refused.clear()
    settings.OUTBOX_HANDLERS = {
        "event": ["tests.accounts.undelivered.test_undelivered.hear"],
    }


def given_up(organization_id: str, *numbers: int) -> None:
    """Entries that were tried and given up."""
    refused.update(numbers)
    for number in numbers:
        write = Write(unrecorded="a test")
        outbox.publish(write, organization_id, "templateSaved", about="tpl_1", number=number)
        write.commit()
    outbox.deliver_pending(organization_id)
    refused.clear()


def test_an_administrator_sees_why_and_since_when(acme: Acme) -> None:
    given_up(acme.id, 1, 2)
    page = queries.undelivered(acme.ada)
    assert [(one.lane, one.type, one.attempts) for one in page.items] == [
        ("event#tpl_1", "templateSaved", 1)
    ] * 2
    assert page.items[0].id > page.items[1].id  # the last one first
    assert page.items[0].reason == "This mailbox does not exist."
    assert page.items[0].since >= page.items[0].at


def test_what_is_repeated_is_delivered_and_on_record(acme: Acme) -> None:
    given_up(acme.id, 1)
    [one] = queries.undelivered(acme.ada).items
    actions.replay(one.lane, one.id, actor=acme.ada)
    assert queries.undelivered(acme.ada).items == ()
    outbox.deliver_pending(acme.id)
    assert heard == [1]
    [(event, _)] = history.events(acme.id, "undelivered")
    assert (event.verb, event.actor_id) == ("delivery.replayed", acme.ada.id)
    assert event.change["delivery"] == one.id
    assert event.change["reason"] == "This mailbox does not exist."


def test_all_are_repeated_in_the_order_of_what_happened(acme: Acme) -> None:
    given_up(acme.id, 1, 2, 3)
    assert actions.replay_all(actor=acme.ada) == 3
    assert actions.replay_all(actor=acme.ada) == 0
    outbox.deliver_pending(acme.id)
    assert heard == [1, 2, 3]
    assert len(list(history.events(acme.id, "undelivered"))) == 3


def test_what_is_not_given_up_cannot_be_repeated(acme: Acme) -> None:
    given_up(acme.id, 1)
    [one] = queries.undelivered(acme.ada).items
    actions.replay(one.lane, one.id, actor=acme.ada)
    for lane, entry in (
        (one.lane, one.id),
        ("event#tpl_1", "evt_none"),
        ("", ""),
        ("a", "b" * 1025),
    ):
        with pytest.raises(NotUndelivered):
            actions.replay(lane, entry, actor=acme.ada)


@pytest.mark.parametrize("who", ["max", "eve", "ann", "vic"])
def test_nobody_else_sees_or_repeats_it(acme: Acme, who: str) -> None:
    given_up(acme.id, 1)
    [one] = queries.undelivered(acme.ada).items
    actor: Member = getattr(acme, who)
    with pytest.raises(Forbidden):
        queries.undelivered(actor)
    with pytest.raises(Forbidden):
        actions.replay(one.lane, one.id, actor=actor)
    with pytest.raises(Forbidden):
        actions.replay_all(actor=actor)


def test_another_organization_has_its_own(acme: Acme, globex: Globex) -> None:
    given_up(acme.id, 1)
    [one] = queries.undelivered(acme.ada).items
    assert queries.undelivered(globex.zoe).items == ()
    for lane in (one.lane, f"{acme.id}#{one.lane}"):
        with pytest.raises(NotUndelivered):
            actions.replay(lane, one.id, actor=globex.zoe)


SignIn = Callable[[Member], Client]


def test_the_api_does_the_same(acme: Acme) -> None:
    given_up(acme.id, 1, 2, 3)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair_for(acme.ada)['access']}")
    answer = client.get("/api/undelivered?limit=2").json()
    assert answer["pagination"]["total"] == 3
    one = answer["data"][0]
    assert set(one) == {"lane", "id", "kind", "type", "at", "attempts", "reason", "since"}
    replays = "/api/undelivered/replays"
    asked = {"lane": one["lane"], "id": one["id"]}
    assert client.post(replays, asked, format="json").json()["data"] == {"replayed": 1}
    again = client.post(replays, asked, format="json")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "not_undelivered")
    assert client.post(replays, {"lane": "x"}, format="json").status_code == 400
    assert client.post(replays).json()["data"] == {"replayed": 2}


def test_the_page_shows_and_repeats_them(acme: Acme, sign_in: SignIn) -> None:
    given_up(acme.id, 1, 2)
    client = sign_in(acme.ada)
    page = client.get("/settings/undelivered").content.decode()
    assert page.count("Event: template saved</h3>") == 2
    assert page.count("This mailbox does not exist.") == 2
    one = queries.undelivered(acme.ada).items[0]
    replays = "/settings/undelivered/replays"
    answer = client.post(replays, {"lane": one.lane, "id": one.id}, follow=True)
    assert answer.content.decode().count("Event: template saved</h3>") == 1
    assert "It is tried again." in answer.content.decode()
    assert client.post(replays, {"lane": one.lane, "id": one.id}).status_code == 409
    answer = client.post(replays, follow=True)
    assert "1 delivery is tried again." in answer.content.decode()
    assert "Everything was delivered" in answer.content.decode()
    assert client.get("/settings/undelivered?page=2").status_code == 200
    assert client.get("/settings/undelivered?page=x").status_code == 400


def test_the_page_is_for_administrators(acme: Acme, sign_in: SignIn) -> None:
    client = sign_in(acme.max)
    assert client.get("/settings/undelivered").status_code == 403
    assert client.post("/settings/undelivered/replays").status_code == 403
