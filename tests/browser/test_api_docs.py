"""The API's own page: read by anybody, tried by whoever is signed in, under the strict policy."""

import pytest

from craftify.api.docs import operations
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser


def test_an_endpoint_is_found_and_tried(visit: Visitor) -> None:
    page = visit("eve@acme.example")
    page.goto("/api-docs")
    page.fill("[data-api-find]", "post template copies")
    assert page.locator(".api-operation:visible").count() == 1
    page.fill("[data-api-find]", "get /api/templates library")
    page.locator("#get_templates summary").click()
    form = page.locator("#get_templates form")
    form.locator("[name=limit]").fill("2")
    form.locator("[name=fields]").fill("id,name")
    form.get_by_role("button", name="Send GET").click()
    form.get_by_text("200 OK").wait_for()
    body = form.locator("[data-api-body]").inner_text()
    assert '"total"' in body
    assert '"source"' not in body


def test_what_changes_something_is_sent_with_the_token_of_the_page(visit: Visitor) -> None:
    page = visit("eve@acme.example")
    page.goto("/api-docs#post_previews")
    form = page.locator("#post_previews form")
    form.locator("textarea").fill('{"source": "<p>Dear {{ name }}</p>", "data": {"name": "Ada"}}')
    form.locator("[name=Idempotency-Key]").fill("try-1")
    form.get_by_role("button", name="Send POST").click()
    form.get_by_text("200 OK").wait_for()
    assert "Dear Ada" in form.locator("[data-api-body]").inner_text()
    form.locator("textarea").fill('{"source": "<p>Other</p>"}')
    form.get_by_role("button", name="Send POST").click()
    form.get_by_text("key_reused").wait_for()


def test_an_address_is_a_page_to_filter_walk_and_change_on(visit: Visitor) -> None:
    page = visit("ada@acme.example")
    page.goto("/api/templates")
    page.fill("[name=limit]", "2")
    page.get_by_role("button", name="GET", exact=True).click()
    page.wait_for_url("**/api/templates?limit=2")  # what is empty is not sent
    page.get_by_role("link", name="On by cursor").click()
    page.wait_for_url("**cursor=*")
    page.locator("pre a").first.click()
    page.wait_for_url("**/api/templates/tpl_*")
    page.goto("/api/teams")
    page.locator("textarea").fill('{"name": "Tried here"}')
    page.get_by_role("button", name="Send POST").click()
    page.get_by_text("201 Created").wait_for()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_visitor_reads_it_all(visit: Visitor, width: int) -> None:
    page = visit(width=width)
    page.goto("/api-docs")
    assert page.locator(".api-operation").count() == len(operations())
    page.locator("#post_decisions summary").click()
    assert "already_decided" in page.locator("#post_decisions").inner_text()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
