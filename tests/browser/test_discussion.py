"""Two people talk about a version; a manager writes rules. In Chromium, with axe on every state."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_review import Start, Visitor, live, start
from tests.browser.test_shell import LOOKS, too_wide, violations

__all__ = ["start"]  # a fixture
pytestmark = pytest.mark.browser


def say(page: Page, words: str, *, blocking: bool = False) -> None:
    page.get_by_label("Say something").fill(words)
    if blocking:
        page.get_by_label("Block the approval").check()
    page.get_by_role("button", name="Comment", exact=True).click()


def test_two_people_talk_and_a_thread_holds_the_approval(visit: Visitor, start: Start) -> None:
    address = start()
    ann, bob = live(visit("ann@acme.example"), address), live(visit("bob@acme.example"), address)
    say(ann, "Who pays for this?", blocking=True)
    expect(ann.get_by_label("Say something")).to_have_value("")
    thread = bob.locator(".thread")
    expect(thread).to_contain_text("Who pays for this?")
    bob.get_by_role("button", name="Approve", exact=True).click()
    expect(bob.locator("[data-problems]").last).to_contain_text("1 blocking thread holds")
    thread.get_by_text("Reply").click()
    half = thread.first.get_by_label("Your answer to Ann Boyd")
    half.fill("Sales, but only if")
    say(ann, "And when?")
    expect(bob.locator(".thread")).to_have_count(2)
    expect(half).to_have_value("Sales, but only if")
    half.fill("Sales does.")
    bob.get_by_role("button", name="Answer").first.click()
    expect(ann.locator(".thread").first).to_contain_text("Sales does.")
    ann.locator(".thread").first.get_by_role("button", name="Resolve").click()
    expect(bob.locator(".thread").first).to_contain_text("Resolved by Ann Boyd")
    bob.get_by_role("button", name="Approve", exact=True).click()
    expect(ann.locator("#decision")).to_contain_text("Bob Okafor approved version 2")


def test_a_name_is_completed_by_keyboard(visit: Visitor, start: Start) -> None:
    ann = live(visit("ann@acme.example"), start())
    ann.keyboard.press("c")
    expect(ann.get_by_label("Say something")).to_be_focused()
    ann.keyboard.type("Look, @bra")
    expect(ann.get_by_role("option", name="Max Brandt")).to_be_visible()
    ann.keyboard.press("Enter")
    expect(ann.get_by_label("Say something")).to_have_value("Look, @Max Brandt ")
    ann.keyboard.press("Escape")
    ann.get_by_label("Say something").blur()
    ann.keyboard.press("?")
    expect(ann.get_by_role("dialog", name="Keys")).to_be_visible()
    ann.keyboard.press("Escape")
    ann.keyboard.press("a")
    expect(ann.get_by_role("button", name="Approve", exact=True)).to_be_focused()
    expect(ann.locator("#decision")).to_contain_text("Your decision")


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_discussion_and_settings_are_accessible(
    visit: Visitor, start: Start, look: dict[str, int]
) -> None:
    address = start()
    ada = live(visit("ada@acme.example", **look), address)
    ada.emulate_media(reduced_motion="reduce")
    say(ada, "Who pays for this?", blocking=True)
    expect(ada.locator(".thread")).to_be_visible()
    assert violations(ada) == []
    assert too_wide(ada) <= 0
    for page in ("approvals", "approvals/new", "away", "audit"):
        ada.goto(f"/settings/{page}")
        expect(ada.get_by_role("heading", name="Settings")).to_be_visible()
        assert violations(ada) == [], page
        assert too_wide(ada) <= 0, page


def test_a_manager_writes_rules_by_keyboard_and_mouse(visit: Visitor) -> None:
    zoe = visit("zoe@globex.example")
    zoe.goto("/settings/approvals/new")
    zoe.get_by_label("Name").first.fill("Promotions")
    zoe.get_by_label("Categories, separated by commas").fill("Promotion")
    zoe.locator("#s0-name").fill("Legal")
    zoe.get_by_role("button", name="Save", exact=True).last.click()
    expect(zoe.locator(".banner")).to_contain_text("Say who decides")
    expect(zoe.locator("#s0-name")).to_have_value("Legal")
    zoe.get_by_role("button", name="Add a step").click()
    expect(zoe.get_by_role("heading", name=re.compile("Step 2"))).to_be_visible()
