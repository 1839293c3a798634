"""Members, teams, roles and invitations in Chromium: accessible, fitting, doing what they say."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import Server
from tests.browser.test_shell import too_wide, violations

pytestmark = pytest.mark.browser
Visitor = Callable[..., Page]
LOOKS = [{"width": 1440, "dark": False}, {"width": 390, "dark": True}]


def fits(page: Page) -> None:
    # While a dialog rises, its words are half seen. What is cancelled has ended as well.
    page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
    assert violations(page) == []
    assert too_wide(page) <= 0


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_team_and_a_role_are_made_and_deleted(visit: Visitor, look: dict[str, Any]) -> None:
    page = visit("ada@acme.example", **look)
    page.goto("/settings/teams")
    page.get_by_label("New team").fill("Brand")
    page.get_by_role("button", name="Make the team").click()
    page.get_by_label("Another member").select_option(label="Eve Moreau")
    page.get_by_role("button", name="Put in").click()
    expect(page.get_by_role("button", name="Take Eve Moreau out")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Delete").first.click()
    fits(page)
    page.locator("#delete").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("The team was deleted.").first).to_be_visible()
    page.goto("/settings/roles")
    fits(page)
    page.get_by_role("link", name="New role").click()
    page.get_by_label("Name").fill("Auditor")
    page.get_by_label("Read, verify and export the audit trail").check()
    fits(page)
    page.get_by_role("button", name="Make the role").click()
    page.get_by_role("link", name="Auditor").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("The role was deleted.").first).to_be_visible()


def test_a_suspended_member_is_out_at_the_next_click(visit: Visitor) -> None:
    vic = visit("vic@acme.example")
    ada = visit("ada@acme.example")
    ada.goto("/settings/members")
    ada.get_by_label("Name or address").press_sequentially("vic")
    expect(ada.locator("#members .row")).to_have_count(1)
    fits(ada)
    ada.get_by_role("link", name="Vic Tan").click()
    ada.get_by_role("button", name="Suspend").first.click()
    fits(ada)
    ada.locator("#suspend").get_by_role("button", name="Suspend").click()
    expect(ada.get_by_role("button", name="Reactivate")).to_be_visible()
    fits(ada)
    vic.goto("/templates")
    expect(vic).to_have_url(re.compile("/sign-in"))
    ada.get_by_role("button", name="Reactivate").click()
    expect(ada.get_by_role("button", name="Suspend").first).to_be_visible()


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_somebody_is_invited_and_joins(
    visit: Visitor, server: Server, look: dict[str, Any]
) -> None:
    email = f"ivy{look['width']}@acme.example"
    page = visit("max@acme.example", **look)
    page.goto("/settings/invitations")
    fits(page)
    page.get_by_label("Email").fill(email)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("heading", name=email)).to_be_visible()
    fits(page)
    guest = visit(**look)
    guest.goto(link_to(server.data_dir / "outbox", email, page))
    fits(guest)
    guest.get_by_label("First name").fill("Ivy")
    guest.get_by_label("New password", exact=True).fill("winter-lake-arbour-9")
    guest.get_by_role("button", name="Join Acme Mail").click()
    guest.get_by_label("Email").fill(email)
    guest.get_by_label("Password", exact=True).fill("winter-lake-arbour-9")
    guest.get_by_role("button", name="Sign in").click()
    guest.wait_for_url("**/")


def link_to(outbox: Path, email: str, page: Page) -> str:
    """The path of the link in the letter to an address, once it was sent."""
    for _ in range(100):
        for one in outbox.glob("*.eml"):
            letter = message_from_bytes(one.read_bytes(), policy=policy.default)
            if email in letter["To"]:
                body = letter.get_body(("plain",))
                assert body
                found = re.search(r"/invitation/[\w.-]+", str(body.get_content()))
                assert found
                return found[0]
        page.wait_for_timeout(100)
    raise AssertionError("No letter came.")
