"""The bell, the notification centre, the choices and the letters, in Chromium."""

import re
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.server import Server
from tests.browser.test_shell import submit, too_wide, violations

pytestmark = pytest.mark.browser
Visitor = Callable[..., Page]
LOOKS = [{"width": width, "dark": dark} for width in (390, 1440) for dark in (False, True)]


def fits(page: Page) -> None:
    page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
    assert violations(page) == []
    assert too_wide(page) <= 0


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_its_pages_are_accessible_and_fit(visit: Visitor, look: dict[str, Any]) -> None:
    page = visit("max@acme.example", **look)
    submit(page, f"Look {look}")
    for _ in range(100):  # it is told in a moment
        if f"Look {look}" in str(page.request.get("/api/notifications").json()):
            break
        time.sleep(0.1)
    page.goto("/notifications")
    page.get_by_role("button", name=f"Look {look}").first.wait_for()
    fits(page)
    page.get_by_role("link", name="All", exact=True).click()
    fits(page)
    page.goto("/settings/notifications")
    fits(page)


def test_the_bell_rings_and_leads_to_the_review(visit: Visitor) -> None:
    page = visit("bob@acme.example")
    page.goto("/templates")
    expect(page.locator("[data-live-word]")).to_have_text("Live")
    count = page.locator(".bell-count")
    before = int(count.text_content() or 0) if count.count() else 0
    submit(page, "Rings the bell")
    expect(count).to_have_text(str(before + 1))
    page.locator(".bell").click()
    page.get_by_role("button", name=re.compile("^Eve.*Rings the bell")).press("Enter")
    expect(page).to_have_url(re.compile(r"/approvals/apr_"))
    expect(page.locator(".bell")).to_have_attribute(
        "aria-label", f"Notifications, {before} unread" if before else "Notifications"
    )


def test_another_page_hears_that_something_was_read(visit: Visitor) -> None:
    page = visit("ada@acme.example")
    submit(page, "Read elsewhere")
    other = page.context.new_page()
    page.goto("/notifications")
    other.goto("/notifications")
    expect(other.locator("[data-live-word]")).to_have_text("Live")
    expect(other.get_by_role("button", name="Read elsewhere").first).to_be_visible()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("You have read everything")).to_be_visible()
    expect(other.get_by_text("You have read everything")).to_be_visible()
    expect(other.locator(".bell-count")).to_have_count(0)
    other.close()


def test_the_time_zone_of_the_device_is_offered(visit: Visitor, chromium: Browser) -> None:
    page = visit("vic@acme.example")
    here = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    page.goto("/settings/notifications")
    page.get_by_label("Your time zone").select_option("Asia/Kathmandu")
    offered = page.locator("#zone-here").get_by_role("button")
    if here in ("UTC", "Etc/UTC"):
        here = "UTC"
    expect(offered).to_have_text(here)
    offered.click()
    expect(page.get_by_label("Your time zone")).to_have_value(here)
    page.get_by_label("Comments, by mail").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your choices were saved.")).to_be_visible()
    expect(page.get_by_label("Comments, by mail")).not_to_be_checked()


def sent(server: Server) -> list[Path]:
    """The letters about the demo's reviews, which leave soon after the start."""
    for _ in range(200):
        if found := sorted((server.data_dir / "outbox").glob("*.eml")):
            return found
        time.sleep(0.1)
    pytest.fail("No letter left in 20 seconds.")


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_letter_is_accessible_fits_and_asks_for_nothing(
    visit: Visitor, server: Server, look: dict[str, Any]
) -> None:
    page = visit(**look)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for letter in sent(server)[:6]:
        message = message_from_bytes(letter.read_bytes(), policy=policy.default)
        (_, html) = message.iter_parts()
        page.set_content(html.get_content())
        # A mail program is around it, which has the landmarks.
        found = [one for one in violations(page) if "landmark" not in one and "region" not in one]
        assert found == []
        assert too_wide(page) <= 0
    assert asked == []
