"""Sockets behind the server that the product runs on: all are told, the slow and the loud end."""

from collections.abc import Callable, Iterator

import pytest

from craftify.live.frames import PING
from craftify.live.sockets import MOST_MESSAGES
from tests.craftify.live_crowd import Crowd, Ear, ask, served

pytestmark = pytest.mark.network
SOCKETS, EVENTS = 200, 10


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served() as port:
        yield port


Open = Callable[..., list[Ear]]


@pytest.fixture
def listen(port: int) -> Iterator[Open]:
    """`listen(3)`: three sockets that are told everything from here on."""
    opened: list[Ear] = []

    def listening(count: int, *, buffer: int = 0) -> list[Ear]:
        first = len(opened)
        for number in range(first, first + count):
            ear = Ear.open(port, f"/ours?user={number}", buffer=buffer)
            opened.append(ear)
            ear.say(PING)
            ear.wait(1)
            assert ear.heard.pop()[1] == {"type": "pong"}
        return opened[first:]

    yield listening
    for ear in opened:
        ear.line.close()


def numbers(ear: Ear) -> list[int]:
    return [message["data"]["number"] for _, message in ear.heard]


def test_every_socket_hears_every_event_once_and_in_order(port: int, listen: Open) -> None:
    crowd = Crowd(listen(SOCKETS))
    for number in range(EVENTS):
        ask(port, "POST", f"/ours?number={number}")
    crowd.wait(EVENTS)
    assert all(numbers(ear) == list(range(EVENTS)) for ear in crowd.ears)


def test_a_slow_client_is_dropped_and_nobody_waits_for_it(port: int, listen: Open) -> None:
    crowd = Crowd(listen(20))
    [slow] = listen(1, buffer=4096)
    for number in range(40):
        ask(port, "POST", f"/ours?number={number}&size=60000")
        crowd.wait(number + 1)
    assert all(numbers(ear) == list(range(40)) for ear in crowd.ears)
    slow.wait(40)
    assert slow.code in {4408, 1006}  # read in time, or hung up on
    assert len(slow.heard) < 40


def test_who_reads_late_hears_why_it_was_dropped(port: int, listen: Open) -> None:
    [slow] = listen(1, buffer=4096)
    ask(port, "POST", "/ours?number=1&size=2000000")
    slow.wait(2)
    assert (numbers(slow), slow.code) == ([1], 4408)


def test_who_is_another_member_now_has_to_come_back(port: int, listen: Open) -> None:
    ears = listen(3)
    ask(port, "POST", "/ours?number=1&member=1")
    for ear in ears:
        ear.wait(1)
    assert [(numbers(ear), ear.code) for ear in ears] == [([1], 0), ([], 4012), ([1], 0)]


@pytest.mark.parametrize("text", ["x" * 1025, PING + " " * 2000])
def test_a_long_message_ends_the_socket(listen: Open, text: str) -> None:
    [ear] = listen(1)
    ear.say(text)
    ear.wait(1)
    assert (ear.heard, ear.code) == ([], 1006)  # without a word


def test_pinging_too_often_ends_the_socket(listen: Open) -> None:
    [ear] = listen(1)
    for _ in range(MOST_MESSAGES):
        ear.say(PING)  # one was said before
    ear.wait(MOST_MESSAGES)
    assert (len(ear.heard), ear.code) == (MOST_MESSAGES - 1, 4429)
