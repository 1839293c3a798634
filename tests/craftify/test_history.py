"""The hash chain: whatever is done to what was written, it shows."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from craftify import history, ids
from craftify.dynamo.transact import Write, retried
from craftify.history import EventItem
from craftify.origin import Origin, origin


@pytest.fixture
def chain() -> tuple[str, str]:
    """An organization and a resource with five events."""
    organization, resource = ids.new_id("org"), ids.new_id("tpl")
    for number in range(5):
        append(organization, resource, number)
    return organization, resource


@retried
def append(organization: str, resource: str, number: int) -> None:
    write = Write()
    history.record(
        write,
        organization_id=organization,
        resource=resource,
        verb="template.saved",
        actor_id="usr_1",
        actor_name="Eve Moreau",
        revision=number,
        words={"b": [1, None], "a": "ü"},
    )
    write.commit()


def item(organization: str, resource: str, seq: int) -> EventItem:
    return EventItem.get(f"{organization}#{resource}", seq)


def test_events_come_back_in_order_and_verify(chain: tuple[str, str]) -> None:
    events = [event for event, _ in history.events(*chain)]
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert [event.change["revision"] for event in events] == [0, 1, 2, 3, 4]
    assert events[0].previous == history.FIRST
    assert events[3].previous == events[2].digest()
    assert re.fullmatch(r"[0-9a-f]{64}", events[0].digest())
    assert history.verify(*chain) is None


def test_an_empty_chain_verifies() -> None:
    assert history.verify("org_none", "tpl_none") is None


CHANGES = {
    "verb": "template.approved",
    "actor_id": "usr_2",
    "actor_name": "Somebody else",
    "at": "2020-01-01T00:00:00.000Z",
    "request_id": "another",
    "address": "10.0.0.1",
    "change": {"revision": 99},
    "previous": "1" * 64,
    "digest": "1" * 64,
}


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_change_of_any_field_shows(chain: tuple[str, str], field: str, seq: int) -> None:
    changed = item(*chain, seq)
    changed.update([getattr(EventItem, field).set(CHANGES[field])])
    assert history.verify(*chain) == seq


def test_a_change_that_mends_its_own_digest_shows_at_the_next(chain: tuple[str, str]) -> None:
    changed = item(*chain, 2)
    changed.update([EventItem.actor_name.set("Mallory")])
    [event] = [event for event, _ in history.events(*chain) if event.seq == 2]
    changed.update([EventItem.digest.set(event.digest())])
    assert history.verify(*chain) == 3


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_a_removed_event_shows(chain: tuple[str, str], seq: int) -> None:
    item(*chain, seq).delete()
    assert history.verify(*chain) == seq


def swap(organization: str, resource: str) -> int:
    first, second = (item(organization, resource, seq) for seq in (2, 3))
    first.seq, second.seq = 3, 2
    first.save()
    second.save()
    return 2


def insert(organization: str, resource: str) -> int:
    moved = [item(organization, resource, seq) for seq in (3, 4, 5)]
    for one in reversed(moved):
        one.seq = int(one.seq) + 1
        one.save()
    copy = item(organization, resource, 2)
    copy.seq = 3
    copy.save()
    return 3


@pytest.mark.parametrize("forge", [swap, insert])
def test_reordered_and_inserted_events_show(
    chain: tuple[str, str], forge: Callable[[str, str], int]
) -> None:
    broken = forge(*chain)
    assert history.verify(*chain) == broken


def test_one_chain_does_not_touch_another(chain: tuple[str, str]) -> None:
    organization, _ = chain
    other = ids.new_id("tpl")
    append(organization, other, 7)
    item(organization, other, 1).update([EventItem.actor_name.set("Mallory")])
    assert history.verify(organization, other) == 1
    assert history.verify(*chain) is None


def test_appending_at_the_same_moment_loses_nothing(chain: tuple[str, str]) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: append(*chain, number), range(5, 11)))
    numbers = [event.change["revision"] for event, _ in history.events(*chain)]
    assert numbers[:5] == [0, 1, 2, 3, 4]
    assert sorted(numbers[5:]) == [5, 6, 7, 8, 9, 10]
    assert history.verify(*chain) is None


def test_an_event_says_where_it_came_from(chain: tuple[str, str]) -> None:
    token = origin.set(Origin("req-1", "203.0.113.9"))
    append(*chain, 5)
    origin.reset(token)
    *_, (last, _) = history.events(*chain)
    assert (last.request_id, last.address) == ("req-1", "203.0.113.9")


def test_a_gap_shows_even_when_the_next_event_was_mended(chain: tuple[str, str]) -> None:
    [third] = [event for event, _ in history.events(*chain) if event.seq == 3]
    item(*chain, 4).delete()
    last = item(*chain, 5)
    last.update([EventItem.previous.set(third.digest())])
    [mended] = [event for event, _ in history.events(*chain) if event.seq == 5]
    last.update([EventItem.digest.set(mended.digest())])
    assert history.verify(*chain) == 4
