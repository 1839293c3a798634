"""A review with two people at it: everything updates itself, and nothing typed is lost."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from approvals.demo import PASSWORD
from tests.browser.server import Server
from tests.browser.test_shell import LOOKS, too_wide, violations

pytestmark = pytest.mark.browser
Visitor = Callable[..., Page]
Start = Callable[..., str]
_numbers = itertools.count(1)
MJML = """<mjml><mj-body><mj-section><mj-column>
<mj-text>Hello {{{{ name }}}}, {0} <a href="https://elsewhere.example/">or later</a></mj-text>
<mj-image src="https://elsewhere.example/pots.png" alt="Pots" />
</mj-column></mj-section></mj-body></mjml>
"""


@pytest.fixture
def start(visit: Visitor, server: Server) -> Start:
    """`start(name)`: a second version in review, submitted by Eve over REST; its address."""
    call = visit().request

    def as_(email: str) -> Callable[..., Any]:
        token = call.post(
            f"{server.address}/api/auth/token", data={"email": email, "password": PASSWORD}
        ).json()["data"]["access"]

        def ask(method: str, path: str, **data: Any) -> Any:
            answer = call.fetch(
                f"{server.address}/api{path}",
                method=method,
                data=data,
                headers={"Authorization": f"Bearer {token}"},
            )
            assert answer.ok, answer.text()
            return answer.json()["data"]

        return ask

    def started(name: str = "") -> str:
        eve, bob = as_("eve@acme.example"), as_("bob@acme.example")
        name = name or f"Letter {next(_numbers)}"
        made = eve(
            "POST",
            "/templates",
            name=name,
            subject="Fifteen off",
            preheader="Now",
            source=MJML.format("until Friday"),
            format="mjml",
        )
        first = eve("POST", f"/templates/{made['id']}/submissions")
        bob("POST", f"/approvals/{first['id']}/decisions", decision="approve")
        source = MJML.format("until Sunday night")
        eve("PATCH", f"/templates/{made['id']}", subject="A fifth off", source=source)
        second = eve("POST", f"/templates/{made['id']}/submissions", note="Thursday at nine.")
        return f"/approvals/{second['id']}"

    return started


def live(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.locator("[data-live-state=live]").first).to_be_attached()
    return page


def approve(page: Page) -> None:
    page.get_by_role("button", name="Approve", exact=True).click()


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_state_is_accessible_and_fits(
    visit: Visitor, start: Start, look: dict[str, Any]
) -> None:
    address = start()
    ann = visit("ann@acme.example", **look)
    ann.emulate_media(reduced_motion="reduce")  # axe sees half-transparent text in mid-air
    for path in ("/approvals", "/approvals?show=closed", address):
        ann.goto(path)
        assert (path, violations(ann), max(0, too_wide(ann))) == (path, [], 0)
    for view in ("phone", "text", "source"):
        ann.locator(f"#view-{view}").click()
        expect(ann.locator(f"#view-{view}")).to_have_attribute("aria-current", "true")
        assert (view, violations(ann), max(0, too_wide(ann))) == (view, [], 0)
    ann.get_by_role("button", name="Request changes").click()
    expect(ann.get_by_text("Say in the comment what should change.")).to_be_visible()
    assert violations(ann) == []
    ann.locator("#comment").fill("The date is wrong.")
    ann.get_by_role("button", name="Reject", exact=True).click()
    expect(ann.get_by_role("dialog")).to_be_visible()
    assert violations(ann) == []
    ann.get_by_role("button", name="Go on reviewing").click()
    ann.get_by_role("button", name="Request changes").click()
    expect(ann.locator("#decision")).to_have_attribute("data-state", "done")
    assert violations(ann) == []
    assert too_wide(ann) <= 0


@pytest.mark.parametrize("width", [360, 1440])
def test_a_long_word_for_a_name_fits_everywhere(visit: Visitor, start: Start, width: int) -> None:
    review = start("Donaudampfschiff" * 7)
    eve = visit("eve@acme.example", width=width)
    for address in ("/", "/templates", "/templates?view=list", "/approvals?show=open", review):
        eve.goto(address)
        assert too_wide(eve) <= 0, address
        names = eve.locator(".cell-name strong", has_text="Donaudampfschiff")
        assert all(
            one.evaluate("name => name.scrollWidth <= name.parentElement.clientWidth")
            for one in names.all()
            if width == 1440
        ), address


def test_a_decision_reaches_everybody_who_looks(visit: Visitor, start: Start) -> None:
    address = start()
    eve, ann = (live(visit(f"{name}@acme.example"), address) for name in ("eve", "ann"))
    expect(eve.locator("#decision")).to_contain_text("somebody else approves it")
    ann.locator("#comment").fill("Good.")
    approve(ann)
    expect(ann.locator("#decision")).to_contain_text("You approved version 2")
    expect(eve.locator("#decision")).to_contain_text("Ann Boyd approved version 2")
    expect(eve.locator("#approval")).to_contain_text("Good.")
    expect(eve.locator("#history")).to_contain_text("Ann Boyd approved it")
    expect(eve.locator(".postmark")).to_be_visible()
    expect(ann.locator("[data-unsent]")).to_be_hidden()


def test_the_loser_is_told_and_keeps_what_was_typed(visit: Visitor, start: Start) -> None:
    address = start()
    ann, bob = (live(visit(f"{name}@acme.example"), address) for name in ("ann", "bob"))
    ann.locator("#comment").fill("I would rather")
    approve(bob)
    decision = ann.locator("#decision")
    expect(decision).to_have_attribute("data-state", "done")
    expect(decision).to_contain_text("Bob Okafor approved version 2")
    expect(decision).to_contain_text("Your comment was not sent.")
    expect(decision).to_contain_text("I would rather")


def test_a_click_on_a_page_that_is_out_of_date_says_who_was_first(
    visit: Visitor, start: Start
) -> None:
    address = start()
    ann = visit("ann@acme.example")
    ann.route_web_socket("**/ws/live*", lambda socket: socket.close())
    ann.goto(address)
    bob = live(visit("bob@acme.example"), address)
    approve(bob)
    expect(bob.locator("#decision")).to_contain_text("You approved")
    ann.locator("#comment").fill("Too loud.")
    ann.get_by_role("button", name="Request changes").click()
    said = "This review is closed: Bob Okafor approved it. Nothing was changed."
    expect(ann.locator("[data-problem]").filter(has_text=said)).to_be_visible()
    expect(ann.locator("#decision")).to_contain_text("Bob Okafor approved version 2")
    expect(ann.locator("[data-unsent]")).to_contain_text("Too loud.")


def test_people_see_who_else_has_the_review_open(visit: Visitor, start: Start) -> None:
    address = start()
    ann, bob = live(visit("ann@acme.example"), address), live(visit("bob@acme.example"), address)
    for page, other in ((ann, "Bob Okafor"), (bob, "Ann Boyd")):
        others = page.get_by_role("list", name="Also here").get_by_role("img")
        expect(others).to_have_accessible_name(other)
    bob.goto("/")
    expect(ann.get_by_role("list", name="Also here")).to_have_count(0)


def test_news_of_another_review_leaves_the_comment_and_the_cursor(
    visit: Visitor, start: Start
) -> None:
    address = start()
    ann = live(visit("ann@acme.example"), address)
    ann.locator("#comment").press_sequentially("Half a sen")
    with ann.expect_response(lambda answer: "revision=" in answer.url):
        start()
    ann.keyboard.type("tence")
    expect(ann.locator("#comment")).to_have_value("Half a sentence")


def test_rejecting_asks_first_and_can_be_done_by_keyboard(visit: Visitor, start: Start) -> None:
    ann = live(visit("ann@acme.example"), start())
    ann.locator("#comment").focus()
    ann.keyboard.type("We do not send this.")
    ann.keyboard.press("Tab")
    ann.keyboard.press("Enter")
    expect(ann.get_by_role("dialog")).to_contain_text("this one ends here for everybody")
    ann.keyboard.press("Escape")
    expect(ann.get_by_role("dialog")).to_be_hidden()
    expect(ann.get_by_role("button", name="Reject", exact=True)).to_be_focused()
    ann.keyboard.press("Enter")
    ann.keyboard.press("Tab")
    ann.keyboard.press("Enter")
    expect(ann.locator("#decision")).to_contain_text("You rejected version 2")
    expect(ann.locator("#decision")).to_be_focused()


def test_the_email_is_shut_in(visit: Visitor, start: Start) -> None:
    ann = visit("ann@acme.example")
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=204)

    ann.route("https://elsewhere.example/**", answer)
    ann.goto(start())
    frame = ann.locator("#stage iframe[title]")
    expect(frame.content_frame.get_by_text("until Sunday night")).to_be_visible()
    assert frame.get_attribute("sandbox") == "allow-same-origin"
    frame.content_frame.get_by_role("link", name="or later").dispatch_event("click")
    expect(frame.content_frame.get_by_text("until Sunday night")).to_be_visible()
    assert asked == []
    ann.get_by_role("link", name="Load images").click()
    expect(frame).to_have_attribute("src", re.compile(r"/frame\?read=1&images=remote$"))
    ann.wait_for_load_state("networkidle")
    assert asked == ["https://elsewhere.example/pots.png"]


def test_without_scripts_the_forms_still_decide(
    visit: Visitor, start: Start, server: Server
) -> None:
    address = start()
    signed_in = visit("ann@acme.example")
    browser = signed_in.context.browser
    assert browser
    context = browser.new_context(
        base_url=server.address,
        java_script_enabled=False,
        storage_state=signed_in.context.storage_state(),
    )
    plain = context.new_page()
    plain.goto(address)
    plain.locator("#view-text").click()
    expect(plain.locator("pre")).to_contain_text("until Sunday night")
    plain.get_by_role("button", name="Reject", exact=True).click()
    expect(plain.get_by_text("Say in the comment what should change.")).to_be_visible()
    plain.locator("#comment").fill("Not this year.")
    plain.get_by_role("button", name="Reject", exact=True).click()
    expect(plain.locator("#decision")).to_contain_text("You rejected version 2")
    context.close()
