"""Fifty approvers decide at once over HTTP: one outcome, and everybody is told the truth."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from tests.approvals.crowd import AUTHOR, by_mail, call, filled, letters, signed_in
from tests.browser.server import Server
from tests.craftify.mail.servers import Mailbox, mail_server

PATIENCE = 240  # seconds for letters that come, if it works
CROWD = 50
pytestmark = [pytest.mark.network, pytest.mark.timeout(600)]


def test_fifty_decide_at_once_and_one_of_them_does(tmp_path: Path) -> None:
    crowded = filled(tmp_path, CROWD)
    [review] = crowded["reviews"]
    with mail_server() as box:
        server = Server(tmp_path, **by_mail(box))
        server.start()
        try:
            api = f"{server.address}/api"
            with ThreadPoolExecutor(4) as few:
                tokens = list(few.map(lambda email: signed_in(api, email), crowded["emails"]))
            wait_for_letters(box, lambda found: set(crowded["emails"]) <= set(found))
            start = Barrier(CROWD)

            def decided(number: int) -> tuple[int, Any]:
                kind = ("approve", "reject", "request_changes")[number % 3]
                body = {"decision": kind, "comment": f"Word {number}.", "digest": review["digest"]}
                start.wait()
                return call(f"{api}/approvals/{review['id']}/decisions", body, tokens[number])

            with ThreadPoolExecutor(CROWD) as crowd:
                answers = list(crowd.map(decided, range(CROWD)))
            _, stored = call(f"{api}/approvals/{review['id']}", token=tokens[0])
            _, threads = call(f"{api}/approvals/{review['id']}/threads", token=tokens[0])
            check_outcome(answers, stored)
            check_words(answers, threads)
            wait_for_letters(box, lambda found: len(found[AUTHOR]) >= CROWD)
            assert server.failures() == []
        finally:
            server.stop()  # what is in hand is finished, so whatever was doubled has arrived
        check_letters(letters(box), crowded["emails"])


def wait_for_letters(box: Mailbox, come: Callable[[dict[str, list[Message]]], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not come(letters(box)):
        assert time.monotonic() < end, "The letters did not come."
        time.sleep(0.05)


def check_letters(found: dict[str, list[Message]], asked: list[str]) -> None:
    """Each was asked once by mail; the author was told of the one decision and of each word."""
    ids = [letter["Message-ID"] for of_one in found.values() for letter in of_one]
    assert len(ids) == len(set(ids))
    assert [len(found[email]) for email in asked] == [1] * CROWD
    assert len(found[AUTHOR]) == CROWD
    assert sum(not one["Subject"].startswith("Comment by") for one in found[AUTHOR]) == 1


def check_outcome(answers: list[tuple[int, Any]], stored: dict[str, Any]) -> None:
    """One won, all others were told who and how."""
    [won] = [number for number, (status, _) in enumerate(answers) if status == 200]
    [decision] = [one for step in stored["steps"] for one in step["decisions"]]
    assert decision["byName"] == stored["closedByName"] == f"approver{won} Crowd"
    assert decision["comment"] == f"Word {won}."
    outcome = {"approve": "approved", "reject": "rejected", "request_changes": "changes_requested"}
    assert stored["status"] == outcome[decision["decision"]]
    for number, (status, error) in enumerate(answers):
        if number != won:
            assert (status, error["code"]) == (409, "already_decided")
            assert error["details"] == {"status": stored["status"], "by": f"approver{won} Crowd"}
            assert f"approver{won} Crowd" in error["message"]


def check_words(answers: list[tuple[int, Any]], threads: list[dict[str, Any]]) -> None:
    """Nobody's words are lost: those of all who came too late stand with the review."""
    kept = sorted(one["comments"][0]["words"] for one in threads)
    late = [number for number, (status, _) in enumerate(answers) if status != 200]
    assert kept == sorted(f"Word {number}." for number in late)
