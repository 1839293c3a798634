"""The API's speed beside its limit and beside Wagtail's: `python -m tests.bench.api`.

Real server processes on loopback and a client in a process of its own, all on the same cores, so
absolute numbers are a pessimistic floor. Ours has all middleware and a real access token, under
Daphne with the one-hop handler. The limit is the same Daphne with an application that answers as
many bytes and does nothing. Wagtail is served by gunicorn with 8 threads, from SQLite, without
anybody signed in. The sides take turns, and the medians of the rounds are shown.
"""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from craftify.config import BASE_DIR
from tests.bench.web import PASSWORD
from tests.browser.server import Server
from tests.conformance.peer import free_port

PAGES = 300  # as tests/bench/api-peers makes
SECONDS = 4
ROUNDS = 3
WAGTAIL = BASE_DIR / "var" / "wagtail"
FILL = """
import django
django.setup()
from accounts import access, actions
from accounts.domain import Role
from approvals.demo import PASSWORD
from craftify import outbox
from templates_app.actions import create_template
from templates_app.rendering.formats import Format
from templates_app.starters import all_starters
home = actions.create_organization(name="Bench")
user = actions.create_user(email="bench@bench.example", first_name="Ben", last_name="Ch",
                           password=PASSWORD)
actions.add_member(home.id, user.id, role=Role.EDITOR)
member = access.member(home.id, user.id)
starters = all_starters()
for number in range({pages}):
    one = starters[number % len(starters)]
    create_template(actor=member, name=f"{{one.name}} {{number}}", source=one.source,
                    format=Format.MJML, subject=one.subject, category=one.category,
                    tags=one.tags, sample=one.sample)
outbox.deliver_pending()
"""


def line(what: str, measured: str, limit: str = "") -> None:
    """One row of the table."""
    print(f"{what:<58}{measured:>12}   {limit}", flush=True)


@contextlib.contextmanager
def process(command: list[str | Path], port: int, folder: Path, **env: str) -> Iterator[str]:
    """The address of a server for as long as needed."""
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            command, cwd=folder, env=os.environ | env, stdout=log, stderr=log
        ) as running,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address)
            yield address
        finally:
            running.terminate()


def _wait(address: str) -> None:
    for _ in range(200):
        with contextlib.suppress(urllib.error.HTTPError):
            try:
                urllib.request.urlopen(address)
            except urllib.error.URLError as error:
                if isinstance(error, urllib.error.HTTPError):
                    return
                time.sleep(0.1)
                continue
        return
    raise RuntimeError(f"{address} does not answer")


def measured(
    address: str, connections: int, *headers: str, seconds: float = SECONDS
) -> dict[str, float]:
    """What `load` says."""
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("load.py"), address, str(connections),
         str(seconds), *headers],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout)
    return found


def median(rounds: list[dict[str, float]]) -> dict[str, float]:
    """The median of each measure."""
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}


def row(what: str, found: dict[str, float], limit: str = "") -> None:
    """Requests a second, p50 and p95."""
    numbers = f"{found['rate']:7.0f}/s  p50 {found['p50']:6.1f}  p95 {found['p95']:6.1f} ms"
    print(f"{what:<44}{numbers}   {limit}", flush=True)


def token(server: Server) -> str:
    """An access token, as anybody gets one."""
    body = json.dumps({"email": "bench@bench.example", "password": PASSWORD}).encode()
    request = urllib.request.Request(
        f"{server.address}/api/auth/token", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        return str(json.load(answer)["data"]["access"])


def filled(folder: Path) -> Server:
    """The product with an organization of as many templates as Wagtail has pages."""
    server = Server(folder)
    server.start()
    server.stop()
    settings = {"DJANGO_SETTINGS_MODULE": "craftify.settings", "CRAFTIFY_DATA_DIR": str(folder)}
    subprocess.run(
        [sys.executable, "-c", FILL.format(pages=PAGES)],
        cwd=BASE_DIR, env=os.environ | settings, check=True,
    )  # fmt: skip
    server.start()
    return server


@contextlib.contextmanager
def hello(size: int, folder: Path) -> Iterator[str]:
    """The limit for answers of `size` bytes."""
    port = free_port()
    command: list[str | Path] = [
        sys.executable, "-m", "tests.bench.hello", str(port), str(size),
    ]  # fmt: skip
    with process(command, port, BASE_DIR, CRAFTIFY_DATA_DIR=str(folder)) as address:
        yield address


@contextlib.contextmanager
def wagtail() -> Iterator[str]:
    """Wagtail's API."""
    port = free_port()
    command: list[str | Path] = [
        WAGTAIL / "bin" / "gunicorn", "peer.wsgi", "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--threads", "8", "--keep-alive", "30",
    ]  # fmt: skip
    env = {"DJANGO_SETTINGS_MODULE": "peer.settings.bench"}
    with process(command, port, WAGTAIL / "peer", **env) as address:
        yield address


def compare(what: str, ours: str, theirs: str, auth: str, folder: Path) -> None:
    """One kind of request, at 1, 8 and 32 connections, the three sides in turns."""
    size = int(measured(ours, 1, auth)["bytes"])
    line(f"{what}: bytes of an answer", f"{size:,}")
    with hello(size, folder) as limit:
        for connections in (1, 8, 32):
            sides: dict[str, tuple[Any, ...]] = {
                "ours": (ours, connections, auth),
                "Wagtail's": (theirs, connections),
                "nothing, on the same server": (f"{limit}/", connections),
            }
            rounds = [
                {side: measured(*asked) for side, asked in sides.items()} for _ in range(ROUNDS)
            ]
            found = {side: median([one[side] for one in rounds]) for side in sides}
            for side, numbers in found.items():
                bar = "p95 under 50 ms" if (side, connections) == ("ours", 8) else ""
                row(f"  {connections} connections: {side}", numbers, bar)
            rate = found["ours"]["rate"]
            times = rate / found["Wagtail's"]["rate"]
            share = rate / found["nothing, on the same server"]["rate"]
            line(f"  {connections} connections: times Wagtail's", f"{times:.1f}", "at least 3")
            line(f"  {connections} connections: of the limit", f"{share:.0%}", "at least 25 %")


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = filled(folder)
        try:
            auth = f"Authorization: Bearer {token(server)}"
            request = urllib.request.Request(
                f"{server.address}/api/templates", headers={"Authorization": auth[15:]}
            )
            with urllib.request.urlopen(request) as answer:
                template = json.load(answer)["data"][0]["id"]
            with wagtail() as peer:
                pages = f"{peer}/api/v2/pages"
                templates = f"{server.address}/api/templates"
                compare("list of 25", f"{templates}?limit=25", f"{pages}/?limit=25", auth, folder)
                compare("one", f"{templates}/{template}", f"{pages}/4/", auth, folder)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
