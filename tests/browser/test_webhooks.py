"""The pages of webhooks in Chromium: accessible, fitting, and a test that arrives in the log."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import Server
from tests.browser.test_shell import too_wide, violations
from tests.craftify.webhooks.receivers import Receiver, receiver

pytestmark = pytest.mark.browser
Visitor = Callable[..., Page]
LOOKS = [{"width": width, "dark": dark} for width in (390, 1440) for dark in (False, True)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product, which may call this machine."""
    data = tmp_path_factory.mktemp("craftify")
    one = Server(data, CRAFTIFY_WEBHOOK_ALLOWED_NETWORKS="127.0.0.0/8")
    one.start()
    yield one
    one.stop()
    assert one.failures() == []


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as one:
        yield one


def fits(page: Page) -> None:
    # While a dialog rises, its words are half seen.
    page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
    assert violations(page) == []
    assert too_wide(page) <= 0


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_webhook_is_made_tested_and_deleted(
    visit: Visitor, there: Receiver, look: dict[str, Any]
) -> None:
    page = visit("ada@acme.example", **look)
    page.goto("/settings/webhooks")
    fits(page)
    page.get_by_role("link", name="New webhook").click()
    page.get_by_label("Address").fill(there.url)
    page.get_by_label("Description").fill("Ledger")
    fits(page)
    page.get_by_role("button", name="Make the webhook").click()
    expect(page.locator("#secret")).to_contain_text("whsec_")
    fits(page)
    page.get_by_role("button", name="Send a test").click()
    expect(page.locator("#log .badge")).to_have_text("Delivered")
    expect(page.locator("#secret")).to_have_count(0)
    assert len(there.requests) == 1
    fits(page)
    page.locator("#log .row-title a").click()
    expect(page.get_by_role("heading", name="Attempts")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Send again").click()
    expect(page.locator(".attempt")).to_have_count(2)
    page.get_by_role("link", name="Ledger").first.click()
    page.get_by_role("button", name="Exchange the secret").click()
    fits(page)
    page.get_by_role("button", name="Exchange", exact=True).click()
    expect(page.locator("#secret")).to_contain_text("whsec_")
    page.get_by_role("button", name="Delete", exact=True).first.click()
    page.locator("#delete").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No webhook yet")).to_be_visible()
