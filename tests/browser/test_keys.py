"""API keys in Chromium: made with the password, shown once, revoked."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from approvals.demo import PASSWORD
from tests.browser.server import Server
from tests.browser.test_editor import Visitor
from tests.browser.test_shell import LOOKS, too_wide, violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def make_key(page: Page, password: str, name: str = "Nightly export") -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Export approved versions").check()
    page.get_by_label("Your password", exact=True).fill(password)
    page.get_by_role("button", name="Make the key").click()


def test_a_key_is_shown_once_opens_the_api_and_is_revoked(visit: Visitor, server: Server) -> None:
    eve = visit("eve@acme.example")
    eve.goto("/settings/api-keys")
    make_key(eve, "wrong")
    expect(eve.get_by_text("This is not your present password.")).to_be_visible()
    expect(eve.get_by_label("Name")).to_have_value("Nightly export")
    make_key(eve, PASSWORD)
    text = eve.locator("#secret").inner_text()
    headers = {"Authorization": f"Bearer {text}"}
    program = visit().request
    assert program.get(f"{server.address}/api/users/me", headers=headers).status == 200
    assert program.get(f"{server.address}/api/brand", headers=headers).status == 403
    eve.goto("/settings/api-keys")
    expect(eve.locator("#secret")).to_have_count(0)
    expect(eve.get_by_text("Last used")).to_be_visible()
    eve.get_by_role("button", name="Revoke Nightly export").click()
    expect(eve.get_by_text("The key was revoked.")).to_be_visible()
    assert program.get(f"{server.address}/api/users/me", headers=headers).status == 401


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_page_is_accessible_and_fits(visit: Visitor, look: dict[str, Any]) -> None:
    max_ = visit("max@acme.example", **look)
    max_.goto("/settings/api-keys")
    make_key(max_, "wrong")
    expect(max_.get_by_text("This is not your present password.")).to_be_visible()
    assert violations(max_) == []
    make_key(max_, PASSWORD, f"Key {look}")
    expect(max_.locator("#secret")).to_be_visible()
    assert violations(max_) == []
    assert too_wide(max_) <= 0
