"""With a Redis in the settings, cache, limits and sockets use it; a real server, a real Redis."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from playwright.sync_api import Browser, expect

from approvals.demo import PASSWORD
from tests.browser.server import Server
from tests.redis_server import redis

pytestmark = pytest.mark.browser


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A Redis of this test alone."""
    with redis(tmp_path) as address:
        yield address


def test_two_web_processes_share_cache_limits_and_events(
    redis_url: str, tmp_path: Path, chromium: Browser
) -> None:
    settings = {"CRAFTIFY_REDIS_URL": redis_url, "CRAFTIFY_SIGN_IN_FAILURES_PER_15_MINUTES": "3"}
    one, two = Server(tmp_path, **settings), Server(tmp_path, **settings)
    one.start()
    two.start()
    context, elsewhere = chromium.new_context(), chromium.new_context()
    page = context.new_page()
    try:
        health = orjson.loads(page.request.get(f"{one.address}/health").body())["data"]["services"]
        assert {health[name]["status"] for name in ("cache", "websocket", "database")} == {"up"}

        # An event that one process publishes reaches a page that the other serves.
        page.goto(f"{one.address}/sign-in")
        page.get_by_label("Email").fill("ann@acme.example")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.locator("[data-live-state=live]").first.wait_for(state="attached")
        eve = {"email": "eve@acme.example", "password": PASSWORD}
        call = page.request
        token = call.post(f"{two.address}/api/auth/token", data=eve).json()["data"]["access"]
        bearer = {"Authorization": f"Bearer {token}"}
        body = {"name": "From afar", "source": "<p>Hello</p>", "format": "html", "subject": "Hi"}
        made = call.post(f"{two.address}/api/templates", data=body, headers=bearer).json()["data"]
        address = f"{two.address}/api/templates/{made['id']}/submissions"
        assert call.post(address, data={}, headers=bearer).status == 201
        page.get_by_text("From afar").first.wait_for(timeout=10_000)

        # Who has the same review open is seen in both.
        review = page.get_by_role("link", name="From afar").first.get_attribute("href")
        page.goto(f"{one.address}{review}")
        second = elsewhere.new_page()
        second.goto(f"{two.address}/sign-in")
        second.get_by_label("Email").fill("bob@acme.example")
        second.get_by_label("Password", exact=True).fill(PASSWORD)
        second.get_by_role("button", name="Sign in").click()
        second.wait_for_url("**/")
        second.goto(f"{two.address}{review}")
        for shown, other in ((page, "Bob Okafor"), (second, "Ann Boyd")):
            others = shown.get_by_role("list", name="Also here").get_by_role("img")
            expect(others).to_have_accessible_name(other)

        # Failed sign-ins count together.
        wrong = {"email": "vic@acme.example", "password": "wrong"}
        statuses = [
            call.post(f"{server.address}/api/auth/token", data=wrong).status
            for server in (one, two, one, two)
        ]
        assert statuses == [401, 401, 401, 429]
    finally:
        context.close()
        elsewhere.close()
        one.stop()
        two.stop()
    assert one.failures() + two.failures() == []
