"""The brand in Chromium: saved by a manager, offered where an email is written."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_editor import Visitor, code, opened
from tests.browser.test_shell import LOOKS, too_wide, violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def save_brand(page: Page) -> None:
    page.goto("/settings/brand")
    page.get_by_role("group", name="Colour 1").get_by_label("Name").fill("Pine")
    page.get_by_role("group", name="Colour 1").get_by_label("Code").fill("#0a7c86")
    page.get_by_role("group", name="Font 1").get_by_label("Name").fill("Text")
    page.get_by_role("group", name="Font 1").get_by_label("Fonts").fill("Georgia, serif")
    page.get_by_role("button", name="Save the brand").click()
    expect(page.get_by_text("The brand was saved.")).to_be_visible()


def test_colours_and_fonts_are_completed(visit: Visitor) -> None:
    save_brand(visit("max@acme.example"))
    eve = opened(visit("eve@acme.example"))
    code(eve).click()
    eve.keyboard.press("Control+Home")
    eve.keyboard.type('<mj-text color="pi')
    offered = eve.locator(".cm-tooltip-autocomplete")
    expect(offered).to_have_text("Pine#0a7c86")
    offered.get_by_role("option").click()
    expect(code(eve)).to_contain_text('<mj-text color="#0a7c86')
    eve.keyboard.type('" style="font-family: ')
    eve.keyboard.press("Control+Space")
    offered.get_by_role("option", name="Georgia, serif").click()
    expect(code(eve)).to_contain_text('style="font-family: Georgia, serif')


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_page_is_accessible_and_fits(visit: Visitor, look: dict[str, Any]) -> None:
    ada = visit("ada@acme.example", **look)
    save_brand(ada)
    assert violations(ada) == []
    assert too_wide(ada) <= 0
    ada.goto("/settings/profile")
    assert violations(ada) == []
    assert too_wide(ada) <= 0
