"""The main job on one email, from an empty store to the approved file: two browsers, one crash."""

import email
import email.policy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from approvals.demo import PASSWORD
from tests.browser.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SOURCE = """<mjml>
  <mj-head><mj-title>Seed order</mj-title></mj-head>
  <mj-body>
    <mj-section><mj-column>
      <mj-text>Hello {{ customer.first_name | default: "you" }}</mj-text>
      <mj-button href="{{ order_url }}">See the order</mj-button>
    </mj-column></mj-section>
  </mj-body>
</mjml>
"""
EDITED = SOURCE.replace("See the order", "Follow the order")
SignedIn = Callable[[str], Page]


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server of this test alone, since it is killed on the way."""
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()
    assert server.failures() == []


@pytest.fixture
def signed_in(chromium: Browser, own_server: Server) -> Iterator[SignedIn]:
    """`signed_in("eve@acme.example")`: a browser of their own."""
    contexts = []

    def open_for(address: str) -> Page:
        context = chromium.new_context(
            base_url=own_server.address, viewport={"width": 1440, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/sign-in")
        page.get_by_label("Email").fill(address)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        return page

    yield open_for
    for context in contexts:
        context.close()


def live(page: Page) -> None:
    expect(page.locator("[data-live-state=live]").first).to_be_attached()


def create(eve: Page) -> str:
    """Steps 1 and 2: the library has the starters; a template is made of pasted MJML."""
    eve.goto("/templates")
    expect(eve.locator("article.tcard")).to_have_count(8)
    eve.get_by_role("link", name="New template").first.click()
    eve.get_by_text("Pasted source").click()
    eve.get_by_label("MJML or HTML").fill(SOURCE)
    eve.get_by_label("Name").fill("Seed order")
    eve.get_by_label("Subject").fill("Your seeds, {{ customer.first_name }}")
    eve.get_by_label("Preheader").fill("They left the shed this morning")
    eve.get_by_label("Category").fill("Orders")
    eve.get_by_label("Tags").fill("seeds, order")
    eve.get_by_role("button", name="Create and open the editor").click()
    eve.wait_for_url("**/edit")
    return eve.url.split("/")[-2]


def rewrite(page: Page, source: str) -> None:
    page.locator("[data-source] .cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)


def edit(eve: Page, second_tab: Page) -> None:
    """Steps 3 and 4: live preview, mistakes at their line, sample data, autosave, a stale tab."""
    preview = eve.frame_locator("[data-frames] iframe:visible").last
    expect(preview.get_by_text("See the order")).to_be_visible()
    second_tab.goto(eve.url)
    stale = second_tab.locator("[data-source] .cm-content")
    expect(stale).to_contain_text("See the order")
    second_tab.route("**/draft", lambda route: route.abort())
    rewrite(second_tab, SOURCE + "<!-- from the second tab -->")
    expect(second_tab.locator("[data-save-word]")).to_contain_text("Not saved")
    eve.bring_to_front()

    rewrite(eve, SOURCE.replace("mj-button", "mj-buton"))
    expect(eve.locator("[data-problems-list]")).to_contain_text("mj-buton")
    expect(eve.locator("[data-problems-list]")).to_contain_text("6")
    rewrite(eve, EDITED)
    expect(eve.locator("[data-problems-list] li")).to_have_count(0)

    eve.locator("[data-field=preheader]").fill("They left the shed at nine")
    expect(eve.locator("[data-save-word]")).to_contain_text("Saved")
    expect(eve.locator("[data-merged=preheader]")).to_have_text("They left the shed at nine")

    second_tab.unroute("**/draft")
    second_tab.evaluate("dispatchEvent(new Event('online'))")
    expect(second_tab.locator("[data-conflict]")).to_be_visible()
    expect(second_tab.locator("[data-conflict]")).to_contain_text("revision")
    expect(stale).to_contain_text("from the second tab")
    second_tab.close()

    eve.get_by_role("tab", name="Variables").click()
    expect(eve.locator("#panel-variables")).to_contain_text("order_url")
    field = eve.locator("#panel-variables").get_by_label("first_name").first
    field.fill("Ida")
    expect(eve.locator("[data-merged=subject]")).to_have_text("Your seeds, Ida")
    preview = eve.frame_locator("[data-frames] iframe:visible").last
    expect(preview.get_by_text("Hello Ida")).to_be_visible()
    expect(eve.locator("[data-save-word]")).to_contain_text("Saved")


def test_from_an_empty_store_to_the_approved_file(own_server: Server, signed_in: SignedIn) -> None:
    ann = signed_in("ann@acme.example")
    live(ann)
    waiting = ann.locator("section[data-turn], section:has(#h-turn)").first
    expect(waiting).not_to_contain_text("Seed order")

    eve = signed_in("eve@acme.example")
    template_id = create(eve)
    edit(eve, eve.context.new_page())

    # Step 5: an immutable version with its digest.
    eve.get_by_role("button", name="Submit for review").first.click()
    eve.get_by_label("Note for the approvers").fill("Goes out tonight")
    eve.get_by_role("dialog").get_by_role("button", name="Submit for review").click()
    eve.wait_for_url("**/approvals/*")
    live(eve)
    digest = eve.locator("#approval [data-copy]").first.get_attribute("data-copy")
    assert digest
    assert len(digest) == 64

    # Step 6: the approver sees it without a reload, and so does the author the decision.
    expect(waiting).to_contain_text("Seed order")
    ann.get_by_role("link", name="Review Seed order").click()
    frame = ann.frame_locator("#stage iframe[title]")
    expect(frame.get_by_text("Hello Ida")).to_be_visible()
    assert eve.request.get(f"/templates/{template_id}/download?format=html").status == 403
    ann.get_by_label("Comment for Eve Moreau").fill("Lovely. Send it.")
    ann.get_by_role("button", name="Approve", exact=True).click()
    expect(ann.locator("#decision")).to_contain_text("approved version 1")
    expect(eve.locator("#decision")).to_contain_text("Ann Boyd approved version 1")
    expect(eve.locator("#decision")).to_contain_text("Lovely. Send it.")

    # Steps 7 and 8: the files, before and after a crash.
    before = files(eve, template_id)
    assert before["mjml"].decode() == EDITED
    own_server.kill()
    own_server.start()
    eve.goto(f"/templates/{template_id}")
    expect(eve.locator("#standing")).to_contain_text("Approved")
    assert files(eve, template_id) == before


def files(page: Page, template_id: str) -> dict[str, bytes]:
    """Every form of the approved version, looked into."""
    found = {}
    for name in ("html", "mjml", "text", "eml"):
        answer = page.request.get(f"/templates/{template_id}/download?format={name}")
        assert answer.status == 200, name
        assert "attachment" in answer.headers["content-disposition"]
        found[name] = answer.body()
    assert b"<!doctype html>" in found["html"].lower()
    assert b"Follow the order" in found["text"]
    message = email.message_from_bytes(found["eml"], policy=email.policy.default)
    assert message["Subject"] == "Your seeds, {{ customer.first_name }}"
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain",
        "text/html",
    ]
    return found
