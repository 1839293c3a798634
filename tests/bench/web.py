"""Speed and size of the product beside their limits: `python -m tests.bench.web`.

One real server process on loopback; milliseconds are the server's own, from its log line of each
request (so that this client costs nothing), medians. The two sides of a ratio are measured in
turns, so the machine's noise is in both.
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
from templates_app.rendering.compile import compile_source
from templates_app.rendering.compiler import Compiler
from templates_app.rendering.formats import Format
from tests.bench import rendering, storage
from tests.browser.server import Server
from tests.templates_app.rendering.documents import starters

ROUNDS = 40
GETS = 1000
PASSWORD = "craftify-demo"  # of approvals.demo, which needs Django to be set up
SMALL, LARGE = 100, 10_000
# Run in a process of its own. What the outbox has to tell is told to nobody at the end, or the
# server would do it while it is measured.
FILL = """
import django
django.setup()
from concurrent.futures import ThreadPoolExecutor
from accounts import access, actions
from accounts.domain import Role
from approvals.demo import PASSWORD
from craftify import outbox
from templates_app.actions import create_template
from templates_app.rendering.formats import Format
from templates_app.starters import all_starters
starters = all_starters()
for count in ({small}, {large}):
    home = actions.create_organization(name=f"Bench {{count}}")
    user = actions.create_user(email=f"bench-{{count}}@bench.example", first_name="Ben",
                               last_name="Ch", password=PASSWORD)
    actions.add_member(home.id, user.id, role=Role.EDITOR)
    member = access.member(home.id, user.id)
    def make(number):
        one = starters[number % len(starters)]
        create_template(actor=member, name=f"{{one.name}} {{number}}", source="<p>Hello</p>",
                        format=Format.HTML, subject=one.subject, category=one.category,
                        tags=one.tags, sample={{"number": number}})
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(make, range(count)))
outbox.deliver_pending()
"""


class Browser:
    """A client with cookies, as plain as can be."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def get(self, path: str) -> str:
        """The body of a page."""
        return self._open(urllib.request.Request(urljoin(self._server.address, path)))

    def post(self, path: str, body: bytes, content_type: str) -> str:
        """The body of an answer."""
        token = next((one.value for one in self._jar if one.name == "craftify_csrf"), "") or ""
        headers = {
            "Content-Type": content_type,
            "X-CSRFToken": token,
            "Referer": self._server.address,
        }
        address = urljoin(self._server.address, path)
        return self._open(urllib.request.Request(address, data=body, headers=headers))

    def sign_in(self, email: str) -> "Browser":
        """Start a session."""
        self.get("/sign-in")
        form = urlencode({"email": email, "password": PASSWORD}).encode()
        self.post("/sign-in", form, "application/x-www-form-urlencoded")
        return self

    def _open(self, request: urllib.request.Request) -> str:
        with self._opener.open(request) as answer:
            body: bytes = answer.read()
        return body.decode()


class Parts(HTMLParser):
    """The styles, scripts and pictures that a page loads, without its frames."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember what is loaded."""
        attribute = {"link": "href", "script": "src", "use": "href", "img": "src"}.get(tag, "")
        address = dict(attrs).get(attribute)
        if address and address.startswith("/"):
            self.found[address.split("#")[0]] = None


def line(what: str, measured: str, limit: str = "") -> None:
    """One row of the table."""
    print(f"{what:<58}{measured:>12}   {limit}", flush=True)


def server_ms(server: Server, act: Callable[[int], object], pattern: str, rounds: int) -> float:
    """The median of the server's own times of the requests that `act` makes."""
    before = len(server.log())
    for number in range(rounds):
        act(number)
    times = re.findall(rf"{pattern} 200 in ([\d.]+) ms", server.log()[before:])
    return statistics.median(map(float, times))


def visit(server: Server, browser: Browser, path: str) -> float:
    """The server's milliseconds for one page."""
    return server_ms(server, lambda _: browser.get(path), f"GET {path}", 1)


def newsletter(eve: Browser) -> tuple[str, dict[str, object]]:
    """Where to ask for previews of the demo's newsletter, and what its editor begins with."""
    found = re.search(r"/templates/(tpl_\w+)", eve.get("/templates?q=potting+shed"))
    assert found
    page = eve.get(f"/templates/{found[1]}/edit")
    data = re.search(r'id="editor-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert data
    return f"/templates/{found[1]}", json.loads(data[1])


def previews(server: Server, eve: Browser) -> None:
    """Typing in the editor: compile, merge, answer."""
    address, draft = newsletter(eve)
    source = str(draft["source"])

    def ask(shown: str) -> None:
        asked = {"subject": draft["subject"], "preheader": draft["preheader"], "source": shown}
        body = json.dumps(asked | {"data": draft["sample"]}).encode()
        eve.post(f"{address}/preview", body, "application/json")

    def edited(number: int) -> None:
        ask(source.replace("</mj-body>", f"<!-- {number} --></mj-body>"))

    for number in range(5):
        edited(-number)
    ms = server_ms(server, edited, f"POST {address}/preview", ROUNDS)
    line("preview of an edited newsletter", f"{ms:.1f} ms", "under 40 ms")
    ask(source)
    ms = server_ms(server, lambda _: ask(source), f"POST {address}/preview", ROUNDS)
    line("preview of the newsletter unchanged", f"{ms:.1f} ms", "under 5 ms")


def library(server: Server) -> None:
    """The first page of the library, of a small and of a large organization, in turns."""
    browsers = [Browser(server).sign_in(f"bench-{count}@bench.example") for count in (SMALL, LARGE)]
    rounds = [[visit(server, one, "/templates") for one in browsers] for _ in range(ROUNDS)]
    small, large = map(statistics.median, zip(*rounds, strict=True))
    line(f"library page of {SMALL} templates", f"{small:.1f} ms")
    line(f"library page of {LARGE:,} templates", f"{large:.1f} ms")
    line("ratio of the two", f"{large / small:.2f}", "at most 1.3")


def weight(browser: Browser, path: str) -> tuple[float, list[str]]:
    """KB gzipped of a page with everything that it loads, and each part with its own KB."""
    page = browser.get(path)
    parts = Parts()
    parts.feed(page)
    sizes = {"the page": _gzipped(page)}
    for address in parts.found:
        name = re.sub(r"\.[0-9a-f]{12}\.", ".", Path(address).name)
        sizes[name] = _gzipped(browser.get(address))
    return sum(sizes.values()), [f"{name} {size:.1f}" for name, size in sizes.items()]


def _gzipped(text: str) -> float:
    return len(gzip.compress(text.encode(), 9)) / 1000


def weights(server: Server, eve: Browser) -> None:
    """What a browser loads, without the frames of the emails themselves."""
    address, _ = newsletter(eve)
    for name, browser, path, limit in (
        ("sign-in page", Browser(server), "/sign-in", "under 120 KB"),
        ("library", eve, "/templates", "under 120 KB"),
        ("editor", eve, f"{address}/edit", ""),
    ):
        size, parts = weight(browser, path)
        line(f"{name} with all that it loads, gzipped", f"{size:.1f} KB", limit)
        print(f"    {', '.join(parts)}")


def resident_mb(pid: int) -> float:
    """Resident memory of a process, as the other limits count it: 1 MB is 1,000,000 bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def memory(pid: int) -> None:
    """Resident memory of the server and its compiler after all of the above."""
    line("resident memory of the web process", f"{resident_mb(pid):.0f} MB", "under 200 MB")
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            line(
                "resident memory of the compiler",
                f"{resident_mb(int(child)):.0f} MB",
                "under 250 MB",
            )


def gets() -> None:
    """One item by its key, through PynamoDB, in this process."""
    with storage.engine() as host:
        thing = storage.model(host, "bench")
        storage.fill(thing, GETS)
        ms = rendering.median(lambda number: thing.get("o", f"{number:08}"), GETS)
    line("get_item through PynamoDB", f"{ms:.2f} ms", "under 1 ms")


def equality() -> None:
    """How many starters compile to the same bytes as with npm's mjml."""
    sources = list(starters().values())
    folder = BASE_DIR / "tests/templates_app/rendering"
    prelude = BASE_DIR / "templates_app/rendering/compiler_prelude.js"
    done = subprocess.run(
        ["node", folder / "npm_mjml.mjs", prelude],
        input=json.dumps(sources),
        capture_output=True,
        check=True,
        text=True,
    )
    compiler = Compiler(BASE_DIR / "static/dist/mjml.js")
    ours = [compile_source(one, Format.MJML, compiler=compiler).html for one in sources]
    compiler.close()
    same = sum(
        one == other for one, other in zip(ours, json.loads(done.stdout)["htmls"], strict=True)
    )
    line("starters compiled to the bytes of npm's mjml", f"{same} of {len(sources)}", "all")


def pages(folder: Path) -> None:
    """Everything that needs a server, on a store with a small and a large library."""
    server = Server(folder)
    server.start()  # makes the tables and the demo
    server.stop()
    settings = {"DJANGO_SETTINGS_MODULE": "craftify.settings", "CRAFTIFY_DATA_DIR": str(folder)}
    fill = FILL.format(small=SMALL, large=LARGE)
    subprocess.run(
        [sys.executable, "-c", fill], cwd=BASE_DIR, env=os.environ | settings, check=True
    )
    begun = time.perf_counter()
    server.start()
    try:
        seconds = time.perf_counter() - begun
        line(f"start with {LARGE:,} templates, until healthy", f"{seconds:.1f} s", "under 5 s")
        eve = Browser(server).sign_in("eve@acme.example")
        previews(server, eve)
        library(server)
        weights(server, eve)
        memory(server.pid)
    finally:
        server.stop()


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        pages(Path(folder))
    gets()
    equality()


if __name__ == "__main__":
    main()
