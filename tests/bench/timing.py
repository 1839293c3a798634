"""Whether the time of an answer tells who has an account: `python -m tests.bench timing`.

Known and unknown accounts are asked about in turns, over one connection, each time from another
network address and never about one account often enough to meet a limit. Milliseconds are the
client's. A ratio near 1 says that neither answer gives anything away; the noise is what the two
halves of the unknown ones differ by.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from craftify.config import BASE_DIR
from tests.browser.server import Server

ROUNDS = 60
# Run in a process of its own.
FILL = """
import django
django.setup()
from accounts import actions
from accounts.domain import Role
home = actions.create_organization(name="Bench")
for number in range({accounts}):
    user = actions.create_user(email=f"known-{{number}}@bench.example", first_name="Ben",
                               last_name="Ch", password="craftify-demo")
    actions.add_member(home.id, user.id, role=Role.EDITOR)
"""


class Asker:
    """One connection, behind a proxy that the server trusts."""

    def __init__(self, port: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._asked = 0

    def ask(self, path: str, expected: int, **fields: str) -> float:
        """The milliseconds of an answer."""
        self._asked += 1
        headers = {
            "Content-Type": "application/json",
            "X-Forwarded-For": f"10.{self._asked >> 8}.{self._asked & 255}.1",
        }
        begun = time.perf_counter()
        self._line.request("POST", path, json.dumps(fields), headers)
        answer = self._line.getresponse()
        answer.read()
        milliseconds = (time.perf_counter() - begun) * 1000
        if answer.status != expected:
            raise RuntimeError(f"{path} answered {answer.status} instead of {expected}.")
        return milliseconds


def shown(what: str, times: list[float]) -> float:
    """Print one distribution; its median."""
    median = statistics.median(times)
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"{what:<44}{median:>9.1f} ms {p95:>9.1f} ms", flush=True)
    return median


def compare(what: str, asker: Asker, path: str, expected: int, fields: dict[str, str]) -> None:
    """Ask about known and unknown accounts in turns."""
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(-3, ROUNDS):
        for kind in sorted(times, reverse=number % 2 == 0):
            email = f"{kind}-{number % ROUNDS}@bench.example"
            taken = asker.ask(path, expected, email=email, **fields)
            if number >= 0:
                times[kind].append(taken)
    medians = {kind: shown(f"{what}, {kind} accounts", taken) for kind, taken in times.items()}
    halves = [statistics.median(times["unknown"][start::2]) for start in (0, 1)]
    print(
        f"{'  ratio of the medians; of two halves alike':<44}"
        f"{medians['known'] / medians['unknown']:>9.3f}    {halves[0] / halves[1]:>9.3f}",
        flush=True,
    )


def _fill(folder: Path) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "craftify.settings", "CRAFTIFY_DATA_DIR": str(folder)}
    subprocess.run(
        [sys.executable, "-c", FILL.format(accounts=ROUNDS)],
        cwd=BASE_DIR,
        env=os.environ | settings,
        check=True,
    )


def main() -> None:
    """Print the distributions: median and 95th percentile."""
    with tempfile.TemporaryDirectory() as name:
        server = Server(Path(name), CRAFTIFY_TRUSTED_PROXIES="127.0.0.1/32")
        server.start()
        _fill(Path(name))
        try:
            asker = Asker(server.port)
            wrong = {"password": "wrong"}
            compare("failed sign-in", asker, "/api/auth/token", 401, wrong)
            compare("password reset", asker, "/api/auth/password-letters", 202, {})
        finally:
            server.stop()
