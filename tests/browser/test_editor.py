"""The editor in Chromium: what is typed is shown, kept and never lost."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.test_shell import LOOKS, too_wide, violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

SOURCE = """<mjml>
  <mj-body>
    <mj-section><mj-column>
      <mj-text>Hello {{ name }}</mj-text>
    </mj-column></mj-section>
  </mj-body>
</mjml>
"""
Visitor = Callable[..., Page]
_numbers = itertools.count(1)


def opened(page: Page) -> Page:
    """The editor with a new template of one's own."""
    page.goto("/templates/new?way=paste")
    page.get_by_label("MJML or HTML").fill(SOURCE)
    page.get_by_label("Name").fill(f"Note {next(_numbers)}")
    page.get_by_role("button", name="Create and open the editor").click()
    page.wait_for_url("**/edit")
    return ready(page)


def ready(page: Page) -> Page:
    expect(page.locator("[data-frames] iframe:not([data-next])")).to_be_attached()
    expect(page.locator("[data-live-state=live]").first).to_be_attached()
    return page


def tab_of(page: Page) -> Page:
    """The same template in a second tab."""
    second = page.context.new_page()
    second.goto(page.url)
    return ready(second)


def code(page: Page) -> Any:
    return page.locator("[data-source] .cm-content")


def type_at_start(page: Page, text: str) -> None:
    code(page).click()
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text(text)


def rewrite(page: Page, source: str) -> None:
    code(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")


def email(page: Page) -> Any:
    return page.frame_locator("[data-frames] iframe:not([data-next])").locator("body")


def test_what_is_typed_is_shown_and_saved(visit: Visitor) -> None:
    eve = opened(visit("eve@acme.example"))
    rewrite(eve, SOURCE.replace("Hello", "Good evening"))
    expect(email(eve)).to_contain_text("Good evening Name")
    saved(eve)
    eve.get_by_label("Subject").fill("For {{ name | upcase }}")
    expect(eve.locator("[data-merged=subject]")).to_have_text("For NAME")
    eve.keyboard.press("Control+s")
    saved(eve)
    eve.reload()
    expect(code(ready(eve))).to_contain_text("Good evening")
    expect(eve.get_by_label("Subject")).to_have_value("For {{ name | upcase }}")


def test_who_types_on_without_a_pause_is_saved_as_well(visit: Visitor) -> None:
    eve = opened(visit("eve@acme.example"))
    drafts: list[str] = []
    eve.on("request", lambda one: drafts.append(one.url) if one.url.endswith("/draft") else None)
    type_at_start(eve, "<!-- ")
    for _ in range(100):
        eve.keyboard.type("x", delay=50)
        if drafts:
            break
    assert drafts


def test_a_mistake_is_marked_at_its_line_and_a_click_leads_there(visit: Visitor) -> None:
    eve = opened(visit("eve@acme.example"))
    rewrite(eve, SOURCE.replace("Hello", "{% if name %}"))
    problem = eve.locator("[data-problems-list] .problem")
    expect(problem.first).to_contain_text("Line 4")
    expect(eve.locator(".cm-lintRange-error").first).to_be_visible()
    expect(eve.locator("[data-preview-state]")).to_contain_text("last version without errors")
    expect(email(eve)).to_contain_text("Hello Name")
    problem.first.click()
    expect(code(eve)).to_be_focused()
    expect(eve.locator(".cm-activeLineGutter").first).to_have_text("4")


def test_the_languages_are_coloured_under_the_policy(visit: Visitor) -> None:
    eve = opened(visit("eve@acme.example"))
    colours = {
        code(eve).get_by_text(text, exact=True).first.evaluate("e => getComputedStyle(e).color")
        for text in ("mj-body", "name")
    }
    plain = code(eve).evaluate("e => getComputedStyle(e).color")
    assert len(colours | {plain}) == 3


def test_missing_and_unused_sample_data_are_named(visit: Visitor) -> None:
    eve = opened(visit("eve@acme.example"))
    eve.get_by_label("Subject").fill("For {{ order.number }}")
    eve.get_by_role("tab", name="Variables").click()
    panel = eve.locator("#panel-variables")
    expect(panel).to_contain_text("1 without a value")
    panel.get_by_label("order.number").fill("A 7")
    expect(eve.locator("[data-merged=subject]")).to_have_text("For A 7")
    expect(panel).to_contain_text("Every variable has a value")
    panel.get_by_role("button", name="JSON").click()
    source = panel.locator(".cm-content")
    expect(source).to_contain_text('"number": "A 7"')
    source.click()
    eve.keyboard.press("Control+a")
    eve.keyboard.insert_text('{"name": "Ida", "spare": 1')
    expect(panel.locator("[data-sample-mistake]")).to_contain_text("no JSON object yet")
    expect(email(eve)).to_contain_text("Hello Name")
    eve.keyboard.insert_text("}")
    expect(email(eve)).to_contain_text("Hello Ida")
    panel.get_by_role("button", name="Fields").click()
    expect(panel.locator("[data-unused]")).to_contain_text("spare")
    saved(eve)


def test_a_save_elsewhere_is_shown_at_once_where_nothing_was_typed(visit: Visitor) -> None:
    eve = opened(visit("eve@acme.example"))
    max_ = visit("max@acme.example")
    max_.goto(eve.url)
    type_at_start(ready(max_), "<!-- from Max -->")
    expect(code(eve)).to_contain_text("from Max")
    expect(eve.locator("#toasts")).to_contain_text("Max Brandt saved revision 2")


def test_changes_of_different_fields_are_put_together(visit: Visitor) -> None:
    eve = opened(visit("eve@acme.example"))
    max_ = visit("max@acme.example")
    max_.goto(eve.url)
    ready(max_).route("**/draft", lambda route: route.abort())
    max_.get_by_label("Subject").fill("From Max")
    expect(max_.locator("[data-save-state]")).to_have_attribute("data-state", "offline")
    type_at_start(eve, "<!-- from Eve -->")
    saved(eve)
    max_.unroute("**/draft")
    max_.evaluate("dispatchEvent(new Event('online'))")
    saved(max_)
    expect(code(max_)).to_contain_text("from Eve")
    expect(eve.get_by_label("Subject")).to_have_value("From Max")


@pytest.mark.parametrize("choice", ["Keep mine", "Take theirs"])
def test_a_conflict_keeps_both_until_somebody_chooses(visit: Visitor, choice: str) -> None:
    eve = opened(visit("eve@acme.example"))
    second = tab_of(eve)
    second.route("**/draft", lambda route: route.abort())
    type_at_start(second, "<!-- second -->")
    expect(second.locator("[data-save-state]")).to_contain_text("1 change kept here")
    type_at_start(eve, "<!-- first -->")
    saved(eve)
    second.unroute("**/draft")
    second.evaluate("dispatchEvent(new Event('online'))")
    banner = second.locator("[data-conflict]")
    expect(banner).to_contain_text("You saved revision 2")
    expect(code(second)).to_contain_text("second")
    banner.get_by_role("button", name="Compare").click()
    dialog = second.get_by_role("dialog")
    expect(dialog).to_contain_text("first")
    expect(dialog).to_contain_text("second")
    assert violations(second) == []
    dialog.get_by_role("button", name=choice).click()
    saved(second)
    expect(banner).to_be_hidden()
    if choice == "Keep mine":
        expect(code(eve)).to_contain_text("second")
        return
    expect(code(second)).to_contain_text("first")
    second.locator("[data-kept]").get_by_role("button", name="Restore them").click()
    expect(code(second)).to_contain_text("second")
    saved(second)


def test_what_could_not_be_saved_is_offered_on_return(visit: Visitor) -> None:
    eve = opened(visit("eve@acme.example"))
    eve.route("**/draft", lambda route: route.abort())
    type_at_start(eve, "<!-- on the train -->")
    expect(eve.locator("[data-save-state]")).to_contain_text("Not saved: 1 change kept here")
    eve.reload()
    expect(code(ready(eve))).not_to_contain_text("on the train")
    eve.unroute("**/draft")
    kept = eve.locator("[data-kept]")
    expect(kept).to_contain_text("are kept on this device")
    kept.get_by_role("button", name="Restore them").click()
    expect(code(eve)).to_contain_text("on the train")
    saved(eve)
    eve.reload()
    expect(code(ready(eve))).to_contain_text("on the train")
    expect(kept).to_be_hidden()


def test_the_last_words_are_saved_when_the_page_is_left(visit: Visitor) -> None:
    eve = opened(visit("eve@acme.example"))
    address = eve.url
    type_at_start(eve, "<!-- last words -->")
    eve.goto("/templates")
    eve.goto(address)
    expect(code(ready(eve))).to_contain_text("last words")
    expect(eve.locator("[data-kept]")).to_be_hidden()
    type_at_start(eve, "<!-- and more -->")
    saved(eve)
    eve.reload()
    expect(code(ready(eve))).to_contain_text("and more")
    expect(eve.locator("[data-kept]")).to_be_hidden()


def test_line_ends_stay_as_they_were(visit: Visitor) -> None:
    eve = visit("eve@acme.example")
    source = SOURCE.replace("\n", "\r\n")
    eve.goto("/templates/new?way=file")
    file = FilePayload(name="ends.mjml", mimeType="text/plain", buffer=source.encode())
    eve.get_by_label("File", exact=True).set_input_files(file)
    eve.get_by_role("button", name="Create and open the editor").click()
    eve.wait_for_url("**/edit")
    type_at_start(ready(eve), "<!-- x -->")
    saved(eve)
    stored = eve.request.get(eve.url.replace("/edit", "/draft")).json()
    assert stored["source"] == "<!-- x -->" + source


def test_a_review_locks_the_open_editor_and_a_decision_opens_it(visit: Visitor) -> None:
    eve = opened(visit("eve@acme.example"))
    second = tab_of(eve)
    eve.get_by_role("button", name="Submit for review").click()
    eve.get_by_role("dialog").get_by_role("button", name="Submit for review").click()
    eve.wait_for_url("**/approvals/*")
    expect(code(second)).to_have_attribute("aria-readonly", "true")
    expect(second.locator("#lock")).to_contain_text("Version 1 is in review")
    ann = visit("ann@acme.example")
    ann.goto(eve.url)
    ann.get_by_label("Comment for Eve Moreau").fill("Shorter.")
    ann.get_by_role("button", name="Request changes").click()
    expect(second.locator("#lock")).to_contain_text("Ann Boyd asks for changes")
    expect(code(second)).to_have_attribute("aria-readonly", "false")


def test_the_editor_can_be_left_by_keyboard(visit: Visitor) -> None:
    eve = opened(visit("eve@acme.example"))
    code(eve).focus()
    eve.keyboard.press("Escape")
    eve.keyboard.press("Tab")
    expect(code(eve)).not_to_be_focused()
    eve.get_by_role("tab", name="Problems").focus()
    eve.keyboard.press("ArrowRight")
    expect(eve.get_by_role("tab", name="Variables")).to_be_focused()
    expect(eve.locator("#panel-variables")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_pages_are_accessible_and_fit(visit: Visitor, look: dict[str, Any]) -> None:
    eve = visit("eve@acme.example", **look)
    for path in (
        "",
        "?view=list",
        "?view=cards&q=zebra",
        "/new",
        "/new?way=paste",
        "/new?way=file",
    ):
        eve.goto(f"/templates{path}")
        assert (path, violations(eve), too_wide(eve) <= 0) == (path, [], True)
    eve.goto("/templates?q=welcome+letter")
    eve.get_by_role("link", name="Welcome letter").first.click()
    expect(eve.locator("#standing")).to_be_visible()
    assert violations(eve) == []
    assert too_wide(eve) <= 0
    eve.goto(eve.url.split("?")[0] + "/edit")
    ready(eve)
    assert violations(eve) == []
    assert too_wide(eve) <= 0
