"""Signing in, in Chromium: two steps, recovery codes, a forgotten password, sessions elsewhere."""

import re
import time
from base64 import b32decode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.signin.codes import code_of, step_at
from approvals.demo import PASSWORD
from tests.browser.server import Server
from tests.browser.test_shell import too_wide, violations

pytestmark = pytest.mark.browser
Visitor = Callable[..., Page]
LOOKS = [{"width": width, "dark": dark} for width in (390, 1440) for dark in (False, True)]
PEOPLE = ["ada", "max", "eve", "vic"]
NEW = "winter-lake-arbour-9"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product for these tests alone, because they change passwords."""
    one = Server(tmp_path_factory.mktemp("craftify"))
    one.start()
    yield one
    one.stop()
    assert one.failures() == []


def fits(page: Page) -> None:
    page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
    assert violations(page) == []
    assert too_wide(page) <= 0


def signs_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize(("person", "look"), list(zip(PEOPLE, LOOKS, strict=True)), ids=str)
def test_a_second_step_is_switched_on_and_used(
    visit: Visitor, person: str, look: dict[str, Any]
) -> None:
    email = f"{person}@acme.example"
    page = visit(email, **look)
    page.goto("/settings/security")
    fits(page)
    page.get_by_role("link", name="Switch it on").click()
    fits(page)
    page.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    fits(page)
    secret = b32decode(page.locator("#key").inner_text().replace(" ", ""))
    page.get_by_label("The code that it shows").fill("000")
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_text("This code is not right")).to_be_visible()
    page.get_by_label("The code that it shows").fill(code_of(secret, step_at(datetime.now(UTC))))
    page.get_by_role("button", name="Switch it on").click()
    recovery = page.locator("#recovery li").first.inner_text()
    fits(page)
    page.get_by_role("link", name="I have kept them").click()
    page.context.clear_cookies()
    signs_in(page, email)
    fits(page)
    page.get_by_label("Code").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    fits(page)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def test_a_forgotten_password_is_chosen_anew(visit: Visitor, server: Server) -> None:
    page = visit(width=390)
    page.goto("/sign-in")
    page.get_by_role("link", name="Forgotten?").click()
    fits(page)
    page.get_by_label("Email").fill("bob@acme.example")
    page.get_by_role("button", name="Send the letter").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    fits(page)
    page.goto(link_of(server))
    fits(page)
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("The same again", exact=True).fill(NEW)
    page.get_by_role("button", name="Change the password").click()
    signs_in(page, "bob@acme.example", NEW)
    page.wait_for_url("**/")


def test_signing_out_everywhere_reaches_an_open_page(visit: Visitor) -> None:
    there, here = visit("ann@acme.example"), visit("ann@acme.example")
    expect(there.get_by_text("Live")).to_be_visible()
    here.goto("/settings/security")
    expect(here.get_by_role("button", name=re.compile("Sign out Chrome"))).to_have_count(1)
    here.get_by_role("button", name="Sign out everywhere").click()
    fits(here)
    here.locator("#everywhere").get_by_role("button", name="Sign out everywhere").click()
    here.wait_for_url("**/sign-in")
    expect(there.get_by_text("Live", exact=True)).to_be_hidden()
    there.goto("/templates")
    there.wait_for_url("**/sign-in?**")


def link_of(server: Server) -> str:
    """Where the letter leads; it comes in a moment."""
    for _ in range(300):
        for one in server.data_dir.glob("outbox/*.eml"):
            message = message_from_bytes(one.read_bytes(), policy=policy.default)
            text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # has one
            if found := re.search(r"/reset-password/[\w-]{43}", text):
                return found[0]
        time.sleep(0.05)
    raise AssertionError("No letter came.")
