"""The tags of every page, and that pages use only what exists."""

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template import Context, Template

from approvals.domain import WorkflowStatus
from templates_app.domain import Status

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    page
    for app in ("craftify", "accounts", "templates_app", "approvals")
    for page in (ROOT / app / "templates").rglob("*.html")
]


def html(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_an_icon_is_a_reference_that_screen_readers_skip() -> None:
    assert html('{% icon "check" "sm" %}') == (
        '<svg class="icon" data-size="sm" aria-hidden="true">'
        '<use href="/static/icons.svg#check"></use></svg>'
    )


def test_every_icon_that_a_page_names_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text()))
    named = {name for page in PAGES for name in re.findall(r'{% icon "([^"]+)"', page.read_text())}
    assert named
    assert named <= drawn


@pytest.mark.parametrize("status", [*Status, *WorkflowStatus])
def test_every_status_has_a_word_and_an_icon_that_is_drawn(status: str) -> None:
    pill = html("{% pill status %}", status=status)
    name = re.search(r"#([\w-]+)", pill)
    assert name
    assert f'id="{name[1]}"' in (ROOT / "static/icons.svg").read_text()
    assert f'data-status="{status}"' in pill
    assert html("{{ status|status_word }}", status=status) in pill


def test_an_avatar_escapes_names_and_knows_who_left() -> None:
    person = SimpleNamespace(name='"><script>', initials="<", hue=3)
    shown = html("{% avatar person %}", person=person)
    assert "<script>" not in shown
    assert 'data-hue="3"' in shown
    assert "Somebody who left" in html("{% avatar person %}", person=None)


def test_a_time_says_the_exact_instant_to_machines() -> None:
    instant = datetime(2025, 3, 9, 10, 12, tzinfo=UTC)
    assert html("{% when instant %}", instant=instant) == (
        '<time datetime="2025-03-09T10:12:00.000Z" data-when>9 March 2025</time>'
    )
    assert html("{% when instant %}", instant=None) == ""


def test_a_digest_shows_its_head_and_carries_the_whole() -> None:
    shown = html("{% digest value %}", value="9f3c21ae" * 8)
    assert ">9f3c 21ae<" in shown
    assert f'data-copy="{"9f3c21ae" * 8}"' in shown


def test_merge_tags_are_chips_and_everything_else_is_text() -> None:
    subject = "Hi {{ customer.first_name | default: 'you' }}{% if a %} & <b>{% endif %}{{'x'}}"
    shown = html("{{ subject|merge_tags }}", subject=subject)
    assert shown == (
        'Hi <span class="merge" title="{{ customer.first_name | default: &#x27;you&#x27; }}">'
        "first_name</span> &amp; &lt;b&gt;"
        '<span class="merge" title="{{&#x27;x&#x27;}}">&#x27;x&#x27;</span>'
    )
    assert html("{{ subject|merge_tags }}", subject="An open {{ tag") == "An open {{ tag"


def test_a_miniature_is_sandboxed_and_hidden_from_assistive_technology() -> None:
    shown = html('{% mini src "card" %}', src="/frame?a=1&b=2")
    assert 'sandbox=""' in shown
    assert 'aria-hidden="true"' in shown
    assert 'src="/frame?a=1&amp;b=2"' in shown
