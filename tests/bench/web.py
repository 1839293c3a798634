"""Speed and size of the pages: `python -m tests.bench.web`.

One real server process on loopback; milliseconds are the server's own, from its log line of each
request (so that this client costs nothing), medians. Each line has its limit beside it. The
machine's noise is in both columns of a ratio, which are measured in turns.
"""

import gzip
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urljoin

from craftify.config import BASE_DIR
from tests.browser.server import Server

ROUNDS = 40
PASSWORD = "craftify-demo"  # of approvals.demo, which needs Django to be set up
SMALL, LARGE = 100, 10_000
FILL = """
import os, django
django.setup()
from concurrent.futures import ThreadPoolExecutor
from accounts import access, actions, store
from accounts.domain import Role
from approvals.demo import PASSWORD
from templates_app.actions import create_template
from templates_app.domain import Changes
from templates_app.rendering.formats import Format
from templates_app.starters import all_starters
for count in ({small}, {large}):
    home = actions.create_organization(name=f"Bench {{count}}")
    user = actions.create_user(email=f"bench-{{count}}@bench.example", first_name="Ben",
                               last_name="Ch", password=PASSWORD)
    actions.add_member(home.id, user.id, role=Role.EDITOR)
    member = access.member(home.id, user.id)
    starters = all_starters()
    def make(number):
        one = starters[number % len(starters)]
        create_template(actor=member, name=f"{{one.name}} {{number}}", source="<p>Hello</p>",
                        format=Format.HTML, subject=one.subject, category=one.category,
                        tags=one.tags, sample={{"number": number}})
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(make, range(count)))
"""


class Browser:
    """A client with cookies, as plain as can be."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def get(self, path: str) -> str:
        """The body of a page."""
        with self._opener.open(urljoin(self._server.address, path)) as answer:
            body: bytes = answer.read()
        return body.decode()

    def post(self, path: str, data: object) -> str:
        """The body of an answer; a dictionary of texts goes as a form, else as JSON."""
        token = next((one.value for one in self._jar if one.name == "craftify_csrf"), "") or ""
        headers = {"X-CSRFToken": token, "Referer": self._server.address, "Accept": "*/*"}
        if path == "/sign-in":
            body = urlencode({**dict(data), "csrfmiddlewaretoken": token}).encode()  # type: ignore[call-overload]  # a form
        else:
            body = json.dumps(data).encode()
            headers |= {"Content-Type": "application/json", "Accept": "application/json"}
        request = urllib.request.Request(
            urljoin(self._server.address, path), data=body, headers=headers
        )
        with self._opener.open(request) as answer:
            text: bytes = answer.read()
        return text.decode()

    def sign_in(self, email: str) -> "Browser":
        """Start a session."""
        self.get("/sign-in")
        self.post("/sign-in", {"email": email, "password": PASSWORD})
        return self


class Parts(HTMLParser):
    """The styles, scripts and pictures that a page loads, without its frames."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember what is loaded."""
        given = dict(attrs)
        address = {
            "link": given.get("href"),
            "script": given.get("src"),
            "use": given.get("href"),
            "img": given.get("src"),
        }.get(tag)
        if address and address.startswith("/"):
            self.found[address.split("#")[0]] = None


def server_ms(server: Server, act: Callable[[int], object], pattern: str, rounds: int) -> float:
    """The median of the server's own times of the requests that `act` makes."""
    before = len(server.log())
    for number in range(rounds):
        act(number)
    times = re.findall(rf"{pattern} 200 in ([\d.]+) ms", server.log()[before:])
    return statistics.median(map(float, times))


def line(what: str, measured: str, limit: str) -> None:
    """One row of the table."""
    print(f"{what:<62}{measured:>16}   {limit}", flush=True)


def weight(browser: Browser, path: str) -> tuple[float, list[str]]:
    """KB gzipped of a page with everything that it loads, and the names of that."""
    page = browser.get(path)
    parts = Parts()
    parts.feed(page)
    bodies = [page, *(browser.get(address) for address in parts.found)]
    size = sum(len(gzip.compress(body.encode(), 9)) for body in bodies)
    names = [re.sub(r"\.[0-9a-f]{12}\.", ".", address) for address in parts.found]
    return size / 1000, names


def resident_mb(pid: int) -> float:
    """Resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    found = [int(one) for one in listed.split()]
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(one) for one in (task / "children").read_text().split()]
    return sorted(set(found))


def previews(server: Server, eve: Browser) -> None:
    """Typing in the editor: compile, merge, answer."""
    listed = eve.get("/templates?q=potting")
    found = re.search(r"/templates/(tpl_\w+)", listed)
    assert found
    page = eve.get(f"/templates/{found[1]}/edit")
    data = json.loads(re.search(r'id="editor-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]  # it is there
    address = f"/templates/{found[1]}/preview"
    asked = {field: data[field] for field in ("source", "subject", "preheader")}
    asked["data"] = data["sample"]

    def edited(number: int) -> None:
        source = data["source"].replace("</mj-body>", f"<!-- {number} --></mj-body>")
        eve.post(address, asked | {"source": source})

    pattern = rf"POST {address}"
    server_ms(server, edited, pattern, 3)
    ms = server_ms(server, lambda number: edited(number + 100), pattern, ROUNDS)
    line("preview of an edited newsletter, server", f"{ms:.1f} ms", "under 40 ms")
    ms = server_ms(server, lambda _: eve.post(address, asked), pattern, ROUNDS)
    line("the same unchanged", f"{ms:.1f} ms", "under 5 ms")


def library(server: Server) -> None:
    """The first page of the library, of a small and of a large organization, in turns."""
    small = Browser(server).sign_in(f"bench-{SMALL}@bench.example")
    large = Browser(server).sign_in(f"bench-{LARGE}@bench.example")
    times: dict[int, list[float]] = {SMALL: [], LARGE: []}
    for _ in range(ROUNDS // 5):
        for count, browser in ((SMALL, small), (LARGE, large)):
            ms = server_ms(server, lambda _, of=browser: of.get("/templates"), "GET /templates", 5)  # type: ignore[misc]  # bound now
            times[count].append(ms)
    first, second = (statistics.median(times[count]) for count in (SMALL, LARGE))
    line(f"library page of {SMALL} templates, server", f"{first:.1f} ms", "")
    line(f"library page of {LARGE} templates, server", f"{second:.1f} ms", "")
    line("ratio", f"{second / first:.2f}", "at most 1.3")


def weights(server: Server, eve: Browser) -> None:
    """What a browser loads."""
    for name, browser, path in (
        ("sign-in page", Browser(server), "/sign-in"),
        ("library", eve, "/templates"),
    ):
        size, names = weight(browser, path)
        assert not any("editor" in part for part in names)
        line(f"{name}, gzipped: {len(names)} files", f"{size:.1f} KB", "under 120 KB")


def memory(pid: int) -> None:
    """Resident memory after all of the above."""
    line("web process", f"{resident_mb(pid):.0f} MB", "under 200 MB")
    for child in children(pid):
        line("compiler", f"{resident_mb(child):.0f} MB", "under 250 MB")


def main() -> None:
    """Fill a store, then measure."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        server.stop()
        fill = FILL.format(small=SMALL, large=LARGE)
        settings = {"DJANGO_SETTINGS_MODULE": "craftify.settings", "CRAFTIFY_DATA_DIR": folder}
        subprocess.run(
            [sys.executable, "-c", fill], cwd=BASE_DIR, env=os.environ | settings, check=True
        )
        begun = time.perf_counter()
        server.start()
        line("start on a filled store", f"{time.perf_counter() - begun:.1f} s", "under 5 s")
        try:
            eve = Browser(server).sign_in("eve@acme.example")
            previews(server, eve)
            library(server)
            weights(server, eve)
            memory(server.pid)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
