"""Fifty approvers decide at once over HTTP: one outcome, and everybody is told the truth."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from craftify.config import BASE_DIR
from tests.approvals.crowd import PASSWORD
from tests.browser.server import Server

CROWD = 50
pytestmark = pytest.mark.network


def call(address: str, body: object = None, token: str = "") -> tuple[int, Any]:
    """Status and data (or error) of the API's answer."""
    request = urllib.request.Request(  # noqa: S310 (http, ours)
        address,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        if token
        else {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 (http, ours)
            return answer.status, json.load(answer)["data"]
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)["error"]


def filled(data_dir: Path) -> Any:
    """The review and its crowd, written by a process of its own that has the store to itself."""
    kept = {name: value for name, value in os.environ.items() if "CRAFTIFY" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "tests.approvals.crowd", str(CROWD)],
        cwd=BASE_DIR,
        env=kept
        | {"DJANGO_SETTINGS_MODULE": "craftify.settings", "CRAFTIFY_DATA_DIR": str(data_dir)},
        stdout=subprocess.PIPE,
        check=True,
        timeout=240,
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_fifty_decide_at_once_and_one_of_them_does(tmp_path: Path) -> None:
    review = filled(tmp_path)
    server = Server(tmp_path)
    server.start()
    try:
        api = f"{server.address}/api"

        def signed_in(email: str) -> str:
            status, data = call(f"{api}/auth/token", {"email": email, "password": PASSWORD})
            assert status == 200, data
            return str(data["access"])

        with ThreadPoolExecutor(4) as few:
            tokens = list(few.map(signed_in, review["emails"]))
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
        assert server.failures() == []
    finally:
        server.stop()


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
