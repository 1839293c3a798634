"""The email under the reviewer's hand: its blocks and words, pins, and what it must never do."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from approvals.demo import PASSWORD
from tests.browser.server import Server
from tests.browser.test_review import Start, Visitor, live, start
from tests.browser.test_shell import LOOKS, too_wide, violations

__all__ = ["start"]  # a fixture
pytestmark = pytest.mark.browser
Send = Callable[..., str]
_numbers = itertools.count(1)
HOSTILE = """<!doctype html><html><head><title>Hello</title>
<meta http-equiv="refresh" content="0;url=/settings/members">
<base href="https://elsewhere.example/">
<style>@import url(https://elsewhere.example/a.css);
body { background: url(https://elsewhere.example/b.png) } p { margin: 40px }</style></head>
<body onload="parent.postMessage('ran', '*'); parent.ran = 1">
<img name="body" src="x" onerror="parent.ran = 2"><img name="documentElement" src="x">
<img name="querySelectorAll" src="x"><img name="createRange" src="x">
<img name="readyState" src="x"><img name="URL" src="x"><img name="defaultView" src="x">
<script>parent.ran = 3; top.location = 'https://elsewhere.example/'</script>
<form action="/sign-out" method="post"><input name="tagName"><input name="nodeType">
<input name="getBoundingClientRect"><input name="parentNode"><input name="textContent">
<input name="contains" autofocus><button>Win</button><p>Words of a form</p></form>
<iframe src="/settings/members"></iframe><object data="/settings/members"></object>
<p>Plain words &lt;img src=x onerror=alert(1)&gt; and more</p>
<p><a href="/settings/members" target="_top">Leave</a> or
<a href="javascript:parent.ran=4">run</a></p>
</body></html>
"""

# Its own names hide the DOM's from Playwright as well.
CLICK_ALL = """() => {
  const { contentDocument } = document.querySelector("#stage iframe[title]");
  for (const one of Document.prototype.querySelectorAll.call(contentDocument, "a, button, form"))
    HTMLElement.prototype.click.call(one);
}"""


@pytest.fixture
def send(visit: Visitor, server: Server) -> Send:
    """`send(source)`: an email in review, submitted by Eve over REST; its address."""
    call = visit().request
    signed_in = call.post(
        f"{server.address}/api/auth/token", data={"email": "eve@acme.example", "password": PASSWORD}
    ).json()["data"]
    headers = {"Authorization": f"Bearer {signed_in['access']}"}

    def ask(path: str, data: dict[str, Any]) -> Any:
        answer = call.post(f"{server.address}/api{path}", data=data, headers=headers)
        assert answer.ok, answer.text()
        return answer.json()["data"]

    def sent(source: str, **more: Any) -> str:
        name = f"Sheet {next(_numbers)}"
        form = "mjml" if "<mjml" in source else "html"
        made = ask("/templates", {"name": name, "subject": "S", "source": source, "format": form})
        if more:
            call.patch(f"{server.address}/api/templates/{made['id']}", data=more, headers=headers)
        review = ask(f"/templates/{made['id']}/submissions", {})
        return f"/approvals/{review['id']}"

    return sent


def opened(page: Page, address: str) -> Page:
    """The review, with its blocks found."""
    live(page, address)
    expect(page.locator("#stage")).to_have_attribute("data-pins", "on")
    return page


def block(page: Page, words: str) -> Locator:
    return page.get_by_role("button", name=re.compile(f"Write about .*{words}"))


def composer(page: Page) -> Locator:
    return page.locator("#new-thread[data-floating]")


def test_a_block_is_chosen_by_pointing_and_its_pin_stands_beside_it(
    visit: Visitor, start: Start
) -> None:
    address = start()
    ann, bob = (opened(visit(f"{name}@acme.example"), address) for name in ("ann", "bob"))
    block(ann, "text “Hello").click()
    expect(composer(ann)).to_contain_text("On text “Hello")
    expect(ann.get_by_label("Say something")).to_be_focused()
    ann.keyboard.type("Who is greeted?")
    ann.get_by_role("button", name="Comment", exact=True).click()
    expect(composer(ann)).to_have_count(0)
    pin = bob.get_by_role("button", name="Thread 1, open, by Ann Boyd: Who is greeted?")
    expect(pin).to_be_visible()
    at = pin.bounding_box()
    text = bob.frame_locator("#stage iframe[title]").get_by_text("Hello").bounding_box()
    assert at
    assert text
    assert at["x"] > text["x"] + 100
    assert abs(at["y"] - text["y"]) < 60
    pin.click()
    expect(bob.locator(".thread")).to_be_focused()
    expect(bob.locator(".thread")).to_have_attribute("data-selected", "")
    bob.locator(".thread [data-shows-place]").click()
    expect(pin).to_be_focused()
    expect(bob.locator(".over .outline")).to_be_visible()


def test_words_are_selected_with_the_mouse_and_kept_as_the_source_has_them(
    visit: Visitor, send: Send
) -> None:
    source = "<p>Hello {{ name }}, a fifth off until Sunday night.</p>"
    ann = opened(visit("ann@acme.example"), send(source, sample={"name": "Robin"}))
    text = ann.frame_locator("#stage iframe[title]").get_by_text("Hello Robin").bounding_box()
    assert text
    ann.mouse.move(text["x"] + 10, text["y"] + text["height"] / 2)
    ann.mouse.down()
    ann.mouse.move(text["x"] + 60, text["y"] + text["height"] / 2, steps=5)
    ann.mouse.up()
    expect(composer(ann)).to_contain_text("On exactly: “Hello Robin")
    ann.keyboard.type("Too warm.")
    ann.get_by_role("button", name="Comment", exact=True).click()
    quote = ann.locator(".thread-quote")
    expect(quote.locator(".merge")).to_have_text("name")
    expect(ann.locator(".wash[data-state=open]")).to_be_visible()


def test_everything_on_the_email_by_keyboard(visit: Visitor, start: Start) -> None:
    ann = opened(visit("ann@acme.example"), start())
    ann.keyboard.press("b")
    expect(ann.locator(".place").first).to_be_focused()
    ann.keyboard.press("ArrowDown")
    expect(ann.locator(".place").nth(1)).to_be_focused()
    ann.keyboard.press("End")
    expect(block(ann, "image “Pots")).to_be_focused()
    ann.keyboard.press("ArrowUp")
    ann.keyboard.press("Enter")
    expect(ann.get_by_label("Say something")).to_be_focused()
    ann.keyboard.press("Escape")
    expect(composer(ann)).to_have_count(0)
    expect(block(ann, "text “Hello")).to_be_focused()
    ann.keyboard.press("Enter")
    ann.keyboard.press("Shift+Tab")
    expect(ann.locator("#block-words")).to_be_focused()
    ann.keyboard.press("Control+Home")
    ann.keyboard.press("Shift+Control+ArrowRight")
    expect(composer(ann)).to_contain_text("On exactly: “Hello")
    ann.keyboard.press("Tab")
    ann.keyboard.type("Why so short?")
    ann.get_by_role("button", name="Comment", exact=True).press("Enter")
    expect(ann.locator(".thread-quote")).to_contain_text("Hello")
    expect(block(ann, "text “Hello")).to_be_focused()
    ann.keyboard.press("n")
    expect(ann.locator(".thread")).to_be_focused()


def test_forms_of_threads_and_a_block_that_is_gone(visit: Visitor, start: Start) -> None:
    address = start()
    ann = opened(visit("ann@acme.example"), address)
    for words, check in (("First", False), ("Second", True)):
        block(ann, "text “Hello").click()
        ann.get_by_label("Say something").fill(words)
        ann.get_by_label("Block the approval").set_checked(check)
        ann.get_by_role("button", name="Comment", exact=True).click()
        expect(ann.locator(".thread", has_text=words)).to_be_visible()
    pins = ann.get_by_role("group", name="Threads in the email").get_by_role("button")
    expect(pins).to_have_count(2)
    expect(pins.nth(1)).to_contain_text(re.compile(r"2\s*blocking"))
    boxes = [pin.bounding_box() for pin in pins.all()]
    assert boxes[0]
    assert boxes[1]
    assert boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"]
    ann.locator(".thread", has_text="First").get_by_role("button", name="Resolve").click()
    expect(pins.nth(0)).to_have_accessible_name(re.compile("Thread 1, resolved"))


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_email_with_pins_is_accessible_and_fits(
    visit: Visitor, start: Start, look: dict[str, Any]
) -> None:
    ann = visit("ann@acme.example", **look)
    ann.emulate_media(reduced_motion="reduce")
    opened(ann, start())
    block(ann, "text “Hello").press("Enter")
    assert violations(ann) == []
    assert too_wide(ann) <= 0
    ann.get_by_label("Say something").fill("Look.")
    ann.get_by_role("button", name="Comment", exact=True).click()
    expect(ann.locator(".over .pin")).to_be_visible()
    ann.get_by_role("button", name="React").click()
    ann.get_by_role("button", name="Looking").click()
    expect(ann.get_by_role("button", name="Looking 1")).to_have_attribute("aria-pressed", "true")
    assert violations(ann) == []
    for view in ("tablet", "compare"):
        ann.locator(f"#view-{view}").click()
        expect(ann.locator(f"#view-{view}")).to_have_attribute("aria-current", "true")
        expect(ann.locator("#stage")).to_have_attribute("data-pins", "on")
        assert (view, violations(ann), max(0, too_wide(ann))) == (view, [], 0)
    ann.get_by_role("button", name="Data, images and dark mode").click()
    assert violations(ann) == []


def test_a_hostile_email_runs_nothing_and_leaves_nowhere(visit: Visitor, send: Send) -> None:
    address = send(HOSTILE)
    ann = visit("ann@acme.example")
    asked: list[str] = []

    # Not by `route`: Playwright's interception now and then holds a frame that the policy refused.
    def failed(request: Request) -> None:
        refused = request.failure in ("csp", "net::ERR_ABORTED")  # before a name is looked up
        if "elsewhere.example" in request.url and not refused:
            asked.append(f"{request.url} {request.failure}")

    ann.on("requestfailed", failed)
    ann.goto(f"{address}?images=own")
    expect(ann.locator("#stage")).to_have_attribute("data-pins", "on")
    ann.evaluate(CLICK_ALL)
    ann.wait_for_timeout(300)
    assert ann.evaluate("window.ran") is None
    assert ann.url.endswith(f"{address}?images=own")
    assert "/versions/1/frame" in ann.frames[1].url
    assert ann.evaluate("document.activeElement.tagName") == "BODY"
    assert asked == []
    block(ann, "text “Plain words").click()
    expect(ann.locator("#block-words")).to_have_value(
        "Plain words <img src=x onerror=alert(1)> and more"
    )
    block(ann, "text “Words of a form").click()
    expect(ann.locator("#block-words")).to_have_value("Words of a form")
    assert ann.evaluate("window.ran") is None


def test_an_email_on_its_own_is_no_page_of_ours(visit: Visitor, send: Send) -> None:
    address = send(HOSTILE)
    ann = opened(visit("ann@acme.example"), address)
    frame = ann.locator("#stage iframe[title]").get_attribute("src")
    assert frame
    answer = ann.goto(frame)
    assert answer
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert ann.evaluate("origin") == "null"


def test_the_blocks_are_not_offered_when_the_copy_is_another_email(
    visit: Visitor, start: Start
) -> None:
    ann = visit("ann@acme.example")
    ann.route("**/marks*", lambda route: route.fulfill(body="<p>Hello</p>", status=200))
    live(ann, start())
    expect(ann.locator("#stage")).to_have_attribute("data-pins", "off")
    expect(ann.locator(".place")).to_have_count(0)
    expect(ann.get_by_text("could not be found in what is shown")).to_be_visible()
    ann.get_by_label("About", exact=True).select_option(index=1)
    ann.get_by_label("Say something").fill("Then from the list.")
    ann.get_by_role("button", name="Comment", exact=True).click()
    expect(ann.locator(".thread")).to_contain_text("Then from the list.")


def test_dark_is_the_emails_own_or_inverted(visit: Visitor, send: Send, server: Server) -> None:
    address = send(
        "<!doctype html><style>p { color: #111 }"
        "@media (prefers-color-scheme: dark) { p { color: #eee !important } }</style><p>Hello</p>"
    )
    signed_in = visit("ann@acme.example")
    browser = signed_in.context.browser
    assert browser
    # Without Playwright's emulation of the media feature, which overrides what a frame says.
    context = browser.new_context(
        base_url=server.address,
        color_scheme="null",
        storage_state=signed_in.context.storage_state(),
    )
    page = context.new_page()

    def colour(view: str) -> str:
        page.goto(f"{address}?view={view}")
        hello = page.frame_locator("#stage iframe[title]").get_by_text("Hello")
        return str(hello.evaluate("one => getComputedStyle(one).color"))

    assert colour("desktop") == "rgb(17, 17, 17)"
    assert colour("dark") == "rgb(238, 238, 238)"
    assert colour("inverted") == "rgb(17, 17, 17)"
    assert "invert" in page.locator("#stage iframe[title]").evaluate(
        "one => getComputedStyle(one).filter"
    )
    context.close()


def test_data_tags_and_missing_values(visit: Visitor, send: Send) -> None:
    address = send("<p>Hello {{ name }}, come</p>", sample={"name": "Robin"})
    ann = opened(visit("ann@acme.example"), address)
    hello = ann.frame_locator("#stage iframe[title]").get_by_text("Hello")
    expect(hello).to_have_text("Hello Robin, come")
    for choice, words in (("raw", "Hello {{ name }}, come"), ("missing", "Hello , come")):
        ann.get_by_role("button", name="Data, images and dark mode").click()
        ann.locator(f"#data-{choice}").click()
        expect(hello).to_have_text(words)
        expect(ann.locator("#stage")).to_have_attribute("data-pins", "on")
    expect(ann.locator("#stage .pill", has_text="No values")).to_be_visible()


def test_what_changed_meanwhile_is_shown_and_the_comment_kept(
    visit: Visitor, start: Start, server: Server
) -> None:
    ann = opened(visit("ann@acme.example"), start())
    ann.get_by_role("link", name="Version 1", exact=True).click()
    seen = ann.locator("#decision [data-copy]").get_attribute("data-copy")
    ann.go_back()
    ann.locator("input[name=digest]").first.evaluate("(one, seen) => (one.value = seen)", seen)
    ann.locator("#comment").fill("As you like it.")
    ann.get_by_role("button", name="Approve", exact=True).click()
    since = ann.locator("#since")
    expect(since).to_contain_text("Your page showed version 1")
    expect(since).to_contain_text("Sunday night")
    expect(ann.locator("#comment")).to_have_value("As you like it.")
    assert violations(ann) == []
    ann.get_by_role("link", name="Show version 2 as it is now").click()
    expect(ann.locator("#stage")).to_have_attribute("data-pins", "on")
    expect(ann.locator("#comment")).to_have_value("As you like it.")
    ann.get_by_role("button", name="Approve", exact=True).click()
    expect(ann.locator("#decision")).to_contain_text("You approved version 2")


def test_narrow_screens_compare_one_version_at_a_time(visit: Visitor, start: Start) -> None:
    ann = visit("ann@acme.example", width=390, height=640)
    ann.goto(f"{start()}?view=compare")
    frames = ann.locator("#stage iframe[title]")
    expect(frames.nth(1)).to_be_visible()
    expect(frames.nth(0)).to_be_hidden()
    ann.get_by_role("group", name="Version to see").get_by_text("Version 1, approved").click()
    expect(frames.nth(0)).to_be_visible()
    expect(frames.nth(1)).to_be_hidden()
    bar = ann.locator("#decision").bounding_box()
    assert bar
    assert bar["y"] + bar["height"] <= 640
    for name in ("Reject", "Request changes", "Approve"):
        expect(ann.get_by_role("button", name=name, exact=True)).to_be_in_viewport()
