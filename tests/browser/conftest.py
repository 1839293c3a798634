"""Chromium, the product beside it, and people who sign in."""

import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from approvals.demo import PASSWORD
from tests.browser.server import Server

expect.set_options(timeout=15_000)  # machines are slow at times
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.fail("Chromium is not installed: the browser tests need Debian's package chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, chromium_sandbox=False, args=FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product with the demo organizations, for tests that share it."""
    one = Server(tmp_path_factory.mktemp("craftify"))
    one.start()
    yield one
    one.stop()
    assert one.failures() == []


Visitor = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, server: Server) -> Iterator[Visitor]:
    """`visit("eve@acme.example")`: a new browser in which somebody signed in.

    A console message of the kind "error" (a script that failed, a breach of the policy) fails the
    test, except those that are written for refused requests, which tests make on purpose, and for
    what an email wanted and its frame does not let it do.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        # Chromium, htmx, and what a sandbox holds back.
        refused = ("Failed to load resource", "Response Status Error Code", "Blocked ")
        in_frame = re.search(
            r"/(?:frame|marks|miniature)\b|so 'default-src' is used as a fallback",
            f"{message.location['url']} {message.text}",
        )
        if message.type == "error" and not in_frame and not message.text.startswith(refused):
            errors.append(message.text)

    def opened(
        email: str = "", *, width: int = 1440, height: int = 900, dark: bool = False
    ) -> Page:
        context = chromium.new_context(
            base_url=server.address,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", heard)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if email:
            page.goto("/sign-in")
            page.get_by_label("Email").fill(email)
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []
