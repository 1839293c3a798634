"""The frame of every page in Chromium: accessible, by keyboard, in both themes, live."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, WebSocketRoute, expect

from approvals.demo import PASSWORD

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
Visitor = Callable[..., Page]


def violations(page: Page) -> list[str]:
    """What axe finds on the page, as `rule: elements`."""
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate(
        "(rules) => axe.run(document, {iframes: false, runOnly: rules})", RULES
    )
    return [
        f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found["violations"]
    ]


def too_wide(page: Page) -> int:
    """By how many pixels the page has to be scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


LOOKS = [{"width": width, "dark": dark} for width in (360, 1024, 1440) for dark in (False, True)]


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("name", ["eve", "ann", "vic"])
def test_home_is_accessible_and_fits(visit: Visitor, name: str, look: dict[str, Any]) -> None:
    page = visit(f"{name}@acme.example", **look)
    assert violations(page) == []
    assert too_wide(page) <= 0


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("path", ["/sign-in", "/static/nothing-here"])
def test_pages_for_anybody_are_accessible_and_fit(
    visit: Visitor, path: str, look: dict[str, Any]
) -> None:
    page = visit(**look)
    page.goto(path)
    assert violations(page) == []
    assert too_wide(page) <= 0


def test_a_chosen_look_holds_at_once_and_on_the_next_page(visit: Visitor) -> None:
    page = visit("max@acme.example")
    page.click("[popovertarget=me-menu]")
    with page.expect_response("**/theme"):
        page.click("#me-menu >> text=Dark")
    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(root).to_have_attribute("data-theme", "dark")


def test_menus_work_by_keyboard_and_give_focus_back(visit: Visitor) -> None:
    page = visit("max@acme.example")
    button = page.locator("[popovertarget=me-menu]")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#me-menu .menu-item").first).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#me-menu >> text=Sign out")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#me-menu .menu-item").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_a_folded_sidebar_stays_folded(visit: Visitor) -> None:
    page = visit("max@acme.example")
    page.click("[data-sidebar-toggle]")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-sidebar", "rail")
    assert page.locator("#sidebar").bounding_box()["width"] == 56  # type: ignore[index]  # it is shown


def test_on_a_phone_the_sidebar_opens_over_the_page(visit: Visitor) -> None:
    page = visit("ann@acme.example", width=390, height=844)
    expect(page.locator("#sidebar")).to_be_hidden()
    page.click("[popovertarget=sidebar]")
    expect(page.locator("#sidebar >> text=Templates")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#sidebar")).to_be_hidden()


def test_the_first_tab_stop_skips_to_the_content(visit: Visitor) -> None:
    page = visit("eve@acme.example")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()


def test_a_region_that_fails_says_so_beside_what_was_there(visit: Visitor) -> None:
    page = visit("ann@acme.example")
    title = page.inner_text("h1")
    refused = {"status": 502, "content_type": "text/html", "body": "<h1>Bad gateway</h1>"}
    page.route("**/", lambda route: route.fulfill(**refused))
    page.evaluate("document.body.dispatchEvent(new CustomEvent('approvalDecided'))")
    problem = page.locator("#news [data-problem]")
    expect(problem).to_contain_text("The server answered with 502. The rest of the page works.")
    expect(page.locator("h1")).to_have_text(title)
    page.unroute("**/")
    problem.locator("text=Try again").click()
    expect(problem).to_have_count(0)
    expect(page.locator("h1")).to_have_text(title)


def test_a_lost_connection_shows_and_what_was_missed_is_told(visit: Visitor) -> None:
    page = visit("ann@acme.example")
    sockets: list[WebSocketRoute] = []
    is_down = False

    def pass_on(socket: WebSocketRoute) -> None:
        if is_down:
            socket.close(code=1012)
        else:
            sockets.append(socket)
            socket.connect_to_server()

    page.route_web_socket("**/ws/live*", pass_on)
    page.reload()
    state = page.locator("[data-live-word]")
    expect(state).to_have_text("Live")
    is_down = True
    sockets[0].close(code=1012)
    expect(state).to_have_text("Reconnecting")
    submit(page, "Said while nobody listened")
    is_down = False
    page.get_by_text("Said while nobody listened").first.wait_for()
    expect(state).to_have_text("Live")
    assert len(sockets) == 2


def submit(page: Page, name: str) -> None:
    """Eve writes a template and submits it, over the API."""
    call = page.request
    eve = {"email": "eve@acme.example", "password": PASSWORD}
    token = call.post("/api/auth/token", data=eve).json()["data"]["access"]
    headers = {"Authorization": f"Bearer {token}"}
    body = {"name": name, "source": "<p>Hello</p>", "format": "html", "subject": "Hi"}
    made = call.post("/api/templates", data=body, headers=headers).json()["data"]
    submission = f"/api/templates/{made['id']}/submissions"
    assert call.post(submission, data={}, headers=headers).status == 201


def test_what_others_do_is_announced_and_focus_stays(visit: Visitor) -> None:
    page = visit("ann@acme.example")
    link = page.locator("#news .row-side a").first
    link.focus()
    with page.expect_response(lambda answer: answer.url.endswith("/waiting")):
        page.evaluate(
            "document.body.dispatchEvent(new CustomEvent('approvalDecided', {detail:"
            " {by: 'Bob Okafor', templateName: 'Spring sale', decision: 'reject'}}))"
        )
    expect(page.locator("#announcements")).to_have_text("Bob Okafor rejected “Spring sale”.")
    page.wait_for_load_state("networkidle")
    expect(link).to_be_focused()


@pytest.mark.parametrize(("email", "path"), [("", "/sign-in"), ("eve@acme.example", "/templates")])
def test_a_first_page_weighs_less_than_120_kilobytes(visit: Visitor, email: str, path: str) -> None:
    page = visit(email)
    weights: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if response.ok and response.frame == page.main_frame:
            weights[response.url] = len(gzip.compress(response.body()))

    page.on("response", weigh)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert any("/app." in url for url in weights)
    assert sum(weights.values()) < 120_000, weights
