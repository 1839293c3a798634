"""The web process is killed at any moment while people comment and decide: every letter arrives.

`CRAFTIFY_WEB_KILLS` says how often.
"""

import os
import random
import threading
import time
from collections.abc import Callable
from email.message import Message
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from craftify import ids
from tests.approvals.crowd import AUTHOR, by_mail, call, filled, letters, signed_in
from tests.browser.server import Server
from tests.craftify.mail.servers import Mailbox, mail_server

KILLS = int(os.environ.get("CRAFTIFY_WEB_KILLS", "4"))
REVIEWS, COMMENTS = 6, 3
PATIENCE = 240  # seconds for something that comes, if it works
pytestmark = [pytest.mark.network, pytest.mark.timeout(600)]


def repeated(act: Callable[[], tuple[int, Any]]) -> tuple[int, Any]:
    """The answer of a server that may be gone for a while; asking twice must do no harm."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except OSError:  # refused, reset, or gone in the middle of an answer
            assert time.monotonic() < end, "The server did not come back."
            time.sleep(0.05)


def work(api: str, token: str, reviews: list[dict[str, str]]) -> None:
    """Say three things about each review and approve it."""
    for review in reviews:
        place = f"{api}/approvals/{review['id']}"
        for number in range(COMMENTS):
            said = {"id": ids.new_id("thr"), "words": f"Word {number}."}
            status, answer = repeated(partial(call, f"{place}/threads", said, token))
            assert status in {200, 201}, answer
        body = {"decision": "approve", "digest": review["digest"]}
        status, answer = repeated(partial(call, f"{place}/decisions", body, token))
        # Killed between the commit and the answer, it is told that it was decided.
        assert (status, answer.get("code")) in {(200, None), (409, "already_decided")}


def test_a_killed_web_process_loses_no_letter_and_no_order(tmp_path: Path) -> None:
    crowded = filled(tmp_path, 1, REVIEWS)
    moments = random.Random(5)  # noqa: S311 (no secret)
    with mail_server() as box:
        server = Server(tmp_path, **by_mail(box), CRAFTIFY_DELIVERY_LEASE_SECONDS="4")
        server.start()
        api = f"{server.address}/api"
        token = signed_in(api, crowded["emails"][0])
        worker = threading.Thread(target=work, args=(api, token, crowded["reviews"]))
        worker.start()
        try:
            for _ in range(KILLS):
                time.sleep(moments.uniform(0.05, 1.2))
                server.kill()
                server.start()
            worker.join(PATIENCE)
            assert not worker.is_alive()
            wait_for(box, lambda: set(told(box)) >= {one["id"] for one in crowded["reviews"]})
            wait_for(box, lambda: all(len(one) > COMMENTS for one in told(box).values()))
        finally:
            server.stop()
    for subjects in told(box).values():
        assert [subject.partition(" ")[0] for subject in subjects] == [
            *["Comment"] * COMMENTS,
            "Approved:",
        ]


def told(box: Mailbox) -> dict[str, list[str]]:
    """The subjects that the author got about each review, in order; what came twice counts once."""
    found: dict[str, list[str]] = {}
    for letter in {one["Message-ID"]: one for one in reversed(letters(box)[AUTHOR])}.values():
        found.setdefault(about(letter), []).insert(0, letter["Subject"])
    return found


def about(letter: Message) -> str:
    """The id of the review that a letter leads to."""
    parts = [part for part in letter.walk() if part.get_content_type() == "text/plain"]
    text = parts[0].get_payload(decode=True)
    assert isinstance(text, bytes)
    return text.decode().partition("/approvals/")[2][:30]


def wait_for(box: Mailbox, come: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not come():
        assert time.monotonic() < end, f"It did not come: {told(box)}"
        time.sleep(0.1)
