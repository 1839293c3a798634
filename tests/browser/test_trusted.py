"""In Chromium no text becomes a script, and no page of ours needs one that does (SEC-1)."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visitor
from tests.browser.server import Server

pytestmark = pytest.mark.browser

# Each is what an attacker would want to work. An exception or silence is the browser's no.
TRIES = {
    "a handler": "make('div').innerHTML = '<img src=x onerror=\"window.ran = 1\">'",
    "a handler of htmx": "make('div').innerHTML = '<p hx-on:click=\"window.ran = 1\">'",
    "a handler in a template": "make('div').innerHTML = '<template><p onclick=1></template>'",
    "an inline script": "make('div').innerHTML = '<script>window.ran = 1</scr' + 'ipt>'",
    "an address that runs": "make('div').innerHTML = '<a href=\" java\\tscript:1\">x</a>'",
    "a frame of text": "make('div').innerHTML = '<iframe srcdoc=\"<p>\"></iframe>'",
    "a parser": "new DOMParser().parseFromString('<svg onload=1>', 'text/html')",
    "text of a script": "make('script').text = 'window.ran = 1'",
    "an address of a script": "make('script').src = '/static/dist/app.js'",
    "eval": "eval('window.ran = 1')",
    "a function of text": "new Function('window.ran = 1')()",
    "a policy of one's own": "trustedTypes.createPolicy('mine', {createHTML: (html) => html})",
    "the same policy again": "trustedTypes.createPolicy('default', {createHTML: (html) => html})",
    "a worker of another address": "new Worker('data:text/javascript,1')",
}


# In a task of its own: what a test evaluates directly may call eval.
CALL = """() => new Promise((done) => setTimeout(() => {
  const make = (name) => document.body.appendChild(document.createElement(name));
  try { CODE; done("done"); } catch (error) { done(error.name); }
}))"""


def test_no_text_becomes_a_script(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(base_url=server.address)
    page = context.new_page()
    try:
        page.goto("/sign-in")
        page.wait_for_function("trustedTypes.defaultPolicy !== null")
        for name, code in TRIES.items():
            said = page.evaluate(CALL.replace("CODE", code))
            assert said in {"TypeError", "EvalError", "SecurityError"}, (name, said)
        assert page.evaluate("window.ran") is None
        page.evaluate("document.body.innerHTML = '<b>plain</b>'")
        assert page.locator("b").inner_text() == "plain"
    finally:
        context.close()


PAGES = [
    "/",
    "/templates",
    "/templates/new",
    "/approvals",
    "/api",
    "/api-docs",
    "/settings/profile",
    "/settings/security",
    "/settings/members",
    "/settings/roles",
]


def test_the_pages_need_none(visit: Visitor) -> None:
    page = visit("ada@acme.example")  # whose console may hold no error
    for address in PAGES:
        page.goto(address)
        page.wait_for_load_state("networkidle")
