"""Error pages say what happened and what to do next, without store, session or URL names."""

import pytest
from django.template.loader import render_to_string

STATUSES = (400, 403, 404, 409, 413, 429, 500, 503)


@pytest.mark.parametrize("status", STATUSES)
def test_a_page_needs_nothing_but_its_words(status: int) -> None:
    page = render_to_string(f"errors/{status}.html", {"request_id": "req-1"})
    assert "<h1>" in page
    assert 'href="/"' in page
    assert "req-1" in page


@pytest.mark.parametrize("status", STATUSES)
def test_the_sentence_of_a_refusal_replaces_the_general_one(status: int) -> None:
    page = render_to_string(f"errors/{status}.html", {"sentence": "Bob & Ann were first."})
    assert "Bob &amp; Ann were first." in page
    assert "Request" not in page.split("</h1>")[1]
