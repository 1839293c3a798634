"""Every page, with attacks in every field that people write (SEC-9).

`tests.browser.hostile` fills the store with the corpus of `tests.attacks.xss`. No script of it may
run, nothing may be asked of another host (a listener stands where its name leads), no policy of
ours may be violated, and no markup of it may stand in a page outside of an email's frame.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, expect

from craftify.api.openapi import endpoints
from craftify.config import BASE_DIR
from tests.attacks.xss import CLASSES, payloads
from tests.browser.conftest import FLAGS
from tests.browser.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PASSWORD = "correct-horse-battery"
# An email alone, which has a policy of its own: what that holds back is no violation of ours.
ALONE = re.compile(r"/(frame|miniature|marks)\b")
# What a GET of nothing known answers, and addresses that would end the visit.
ABSENT = {
    "templates:preview-frame": "its key is made by the editor, which is opened with it",
    "templates:miniature": "its fingerprint is in the library, which is opened with it",
    "accounts:email-link": "a secret of a letter",
    "accounts:reset-link": "the same",
    "invitations:link": "the same",
}
ONE = {
    "organization",
    "definition",
    "step",
    "who asked for a call",
    "source in Liquid",
    "postal address",
}
WATCH = """
addEventListener("securitypolicyviolation", (event) => {
  if (window === window.top) violated(`${event.violatedDirective} ${event.blockedURI}`);
});
"""
# Elements that are of the corpus and no text: what runs or loads, and what the corpus has marked.
MARKUP = """
() => [...document.querySelectorAll("*")]
  // Not by the element's own members: the corpus clobbers those.
  .flatMap((one) => Element.prototype.getAttributeNames.call(one).map((name) =>
    ({tag: one.localName, name, value: Element.prototype.getAttribute.call(one, name)})))
  .filter(({name, value}) => /^(on|hx-on|x-init|_$)/i.test(name)
    || (/^(href|src|srcdoc|action|formaction|data|xlink:href|background|ping)$/i.test(name)
      && (/^[\\x00-\\x20]*(javascript|vbscript|data:text|feed:|jar:)/i.test(value)
        || /^(https?:)?[/\\\\]{2}evil/i.test(value)))
    || (/^(id|name)$/i.test(name) && /^(xss|defaultView|currentScript|getElementById)/.test(value))
    || name === "data-xss"
    || (/^(data-)?hx-(get|post)$/.test(name) && /evil/.test(value)))
  .map(({tag, name, value}) => `<${tag} ${name}="${value.slice(0, 80)}">`)
"""


@dataclass
class Seen:
    """What a browser noticed that must not be."""

    ran: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    violated: list[str] = field(default_factory=list)
    markup: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def all(self) -> dict[str, list[str]]:
        """Only what there is."""
        return {name: found[:5] for name, found in vars(self).items() if found}


@dataclass(frozen=True)
class World:
    """The hostile organization, and the product that serves it."""

    server: Server
    ids: dict[str, str]
    fields: dict[str, list[int]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    data = tmp_path_factory.mktemp("hostile")
    kept = {name: value for name, value in os.environ.items() if "CRAFTIFY" not in name}
    ours = {"CRAFTIFY_DATA_DIR": str(data), "CRAFTIFY_ENV": "test", "CRAFTIFY_LOG_LEVEL": "ERROR"}
    made = subprocess.run(
        [sys.executable, "-m", "tests.browser.hostile"],
        cwd=BASE_DIR,
        env=kept | ours | {"DJANGO_SETTINGS_MODULE": "craftify.settings"},
        check=True,
        stdout=subprocess.PIPE,
    )
    said = json.loads(made.stdout)
    server = Server(data, CRAFTIFY_ENV="test")
    server.start()
    yield World(server, said["ids"], said["fields"])
    server.stop()
    assert server.failures() == []


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[tuple[int, list[str]]]:
    """A port to which all other names lead, and what came there."""
    came: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            while True:
                try:
                    one, _ = listener.accept()
                except OSError:
                    return
                with one:
                    one.settimeout(0.5)
                    try:
                        came.append(one.recv(200).decode("latin-1").split("\r\n")[0])
                    except TimeoutError:
                        came.append("a connection")

        threading.Thread(target=listen, daemon=True).start()
        yield listener.getsockname()[1], came
        listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def guarded(chromium: Browser, elsewhere: tuple[int, list[str]]) -> Iterator[Browser]:
    """A browser for which every name but ours leads to the listener."""
    rules = f"--host-resolver-rules=MAP *.example 127.0.0.1:{elsewhere[0]}"
    path = shutil.which("chromium") or shutil.which("google-chrome")
    one = chromium.browser_type.launch(
        executable_path=path, chromium_sandbox=False, args=[*FLAGS, rules]
    )
    yield one
    one.close()


def visitor(browser: Browser, world: World, seen: Seen, email: str) -> BrowserContext:
    """A signed-in browser that notices everything."""
    context = browser.new_context(base_url=world.server.address)
    context.set_default_timeout(60_000)
    context.expose_binding("ran", lambda who, n: seen.ran.append(f"{n} at {who['page'].url}"))
    context.expose_binding(
        "violated", lambda who, what: seen.violated.append(f"{what} at {who['page'].url}")
    )
    context.add_init_script(WATCH)

    def failed(request: Request) -> None:
        if "evil.example" in request.url and request.failure not in {"csp", "origin"}:
            seen.asked.append(f"{request.url} ({request.failure})")

    def asked(dialog: Dialog) -> None:
        seen.ran.append(dialog.message)
        dialog.dismiss()

    context.on("requestfailed", failed)
    context.on("dialog", asked)
    context.on("weberror", lambda error: seen.broken.append(f"{error.page}: {error.error}"))
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    return context


def look(page: Page, address: str, seen: Seen) -> None:
    """Open a page, wait until it has come to rest, and look for markup of the corpus."""
    answer = page.goto(address)
    assert answer
    assert answer.status < 500, address
    page.wait_for_load_state("load")
    if ALONE.search(address):
        seen.violated[:] = [one for one in seen.violated if not one.endswith(address)]
    else:
        seen.markup += [f"{one} at {address}" for one in page.evaluate(MARKUP)]


def patterns(resolver: Any, path: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """The addresses of the URLconf with their names."""
    for one in resolver.url_patterns:
        here = f"{path}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from patterns(one, here, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield here, f"{space}{one.name}"


def addresses(world: World) -> list[str]:
    """Every address of the product that one can GET, with ids of the hostile organization."""
    found = []
    known = {**world.ids, "slug": "welcome", "number": "1", "definition_id": "def_0"}
    for pattern, name in patterns(get_resolver()):
        names = re.findall(r"<\w+:(\w+)>", pattern)
        if name in ABSENT or pattern.startswith("api") or not set(names) <= known.keys():
            continue
        found.append("/" + re.sub(r"<\w+:(\w+)>", lambda one: known[one[1]], pattern))
    ids = world.ids
    return [
        *found,
        f"/approvals/{ids['closed_id']}",
        f"/templates/{ids['draft_id']}",
        f"/templates/{ids['draft_id']}/edit",
        "/templates?page=2",
        "/templates?q=<img src=x: onerror=ran(0)>&sort=name",
        "/approvals?state=closed",
        "/settings/audit?person=system",
        "/nothing/<svg onload=ran(0)>",
    ]


def api_addresses(world: World) -> list[str]:
    """Every GET of the API, which a browser sees as a page."""
    known = {**world.ids, "approval_id": world.ids["workflow_id"], "slug": "welcome", "number": "1"}
    return [
        re.sub(r"\{(\w+)\}", lambda one: known[_snake(one[1])], one.path)
        for one in endpoints()
        if one.method == "GET" and {name for name, _ in one.parameters} <= known.keys()
    ]


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def is_page(context: BrowserContext, address: str) -> bool:
    """Whether it is a page to look at; what else it is must not be opened as one."""
    answer = context.request.get(address, headers={"Accept": "text/html"}, max_redirects=0)
    headers = answer.headers
    if answer.status in {204, 301, 302, 405}:
        return False
    if "attachment" in headers.get("content-disposition", ""):
        assert headers["x-content-type-options"] == "nosniff"
        return False
    if not headers["content-type"].startswith("text/html"):
        assert headers["x-content-type-options"] == "nosniff", address
        assert "svg" not in headers["content-type"], address
        return False
    return True


def test_the_corpus_is_wide_and_stands_in_every_field(world: World) -> None:
    every = payloads()
    assert len({one.text for one in every}) >= 500
    kind_of = {one.number: one.kind for one in every}
    print(f"\n{len(every)} payloads of {len(CLASSES)} classes in {len(world.fields)} fields")
    for name, numbers in world.fields.items():
        kinds = {kind_of[number] for number in numbers}
        print(f"  {name:32} {len(set(numbers)):4} payloads, {len(kinds):2} classes")
        # There is one of some; the others have a payload of almost every class.
        assert len(kinds) >= (2 if name in ONE else len(CLASSES) // 2), name
    long = [name for name, numbers in world.fields.items() if len(set(numbers)) == len(every)]
    assert {"comment", "body of a delivery", "value of sample data", "source in MJML"} <= set(long)


def test_nothing_of_it_runs_or_leaves_on_any_page(
    guarded: Browser, world: World, elsewhere: tuple[int, list[str]]
) -> None:
    seen = Seen()
    context = visitor(guarded, world, seen, "ada@acme.example")
    page = context.pages[0]
    looked = [one for one in addresses(world) if is_page(context, one)]
    assert len(looked) > 40
    for address in looked:
        look(page, address, seen)
    assert seen.all == {}
    assert elsewhere[1] == []
    context.close()


def test_nothing_of_it_runs_where_the_api_is_a_page(
    guarded: Browser, world: World, elsewhere: tuple[int, list[str]]
) -> None:
    seen = Seen()
    context = visitor(guarded, world, seen, "ada@acme.example")
    page = context.pages[0]
    looked = [one for one in api_addresses(world) if is_page(context, one)]
    assert len(looked) > 25
    for address in looked:
        look(page, address, seen)
    assert seen.all == {}
    assert elsewhere[1] == []
    context.close()


def test_nothing_of_it_runs_in_what_comes_while_a_page_is_open(
    guarded: Browser, world: World, elsewhere: tuple[int, list[str]]
) -> None:
    seen = Seen()
    ada, eve = (
        visitor(guarded, world, seen, f"{who}@acme.example").pages[0] for who in ("ada", "eve")
    )
    address = f"/approvals/{world.ids['workflow_id']}"
    look(ada, address, seen)
    expect(ada.locator("[data-live-state=live]").first).to_be_attached()
    look(eve, address, seen)
    expect(eve.locator("[data-live-state=live]").first).to_be_attached()
    words = " ".join(one.text for one in payloads()[:40])
    said = eve.evaluate(
        """async ([address, words]) => {
          const token = document.cookie.match(/craftify_csrf=([^;]+)/)[1];
          const answer = await fetch(`/api${address}/threads`, {method: "POST",
            headers: {"Content-Type": "application/json", "X-CSRFToken": token},
            body: JSON.stringify({words: `came live ${words}`})});
          return answer.status;
        }""",
        [address, words],
    )
    assert said == 201
    expect(ada.get_by_text("came live").first).to_be_attached()
    ada.evaluate(
        """(texts) => texts.forEach((text) =>
          document.body.dispatchEvent(new CustomEvent("toast", {detail: {text}})))""",
        [one.text for one in payloads()],
    )
    for page in (ada, eve):
        seen.markup += page.evaluate(MARKUP)
        page.context.close()
    assert seen.all == {}
    assert elsewhere[1] == []


def test_the_editor_shows_it_and_runs_nothing(
    guarded: Browser, world: World, elsewhere: tuple[int, list[str]]
) -> None:
    seen = Seen()
    context = visitor(guarded, world, seen, "ada@acme.example")
    page = context.pages[0]
    look(page, f"/templates/{world.ids['draft_id']}/edit", seen)
    expect(page.locator("[data-source] .cm-content")).to_contain_text("ran(")
    for tab in page.get_by_role("tab").all():
        if tab.is_visible():
            tab.click()
    source = "\n".join(one.text for one in payloads())
    page.locator("[data-source] .cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)
    expect(page.locator("[data-save-word]")).to_contain_text("Saved")
    seen.markup += page.evaluate(MARKUP)
    assert seen.all == {}
    assert elsewhere[1] == []
    context.close()
