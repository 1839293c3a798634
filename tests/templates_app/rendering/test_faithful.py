"""What people's mail is built with is genuine MJML: npm's, byte for byte."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from templates_app.rendering import compiler as compiler_module
from templates_app.rendering.compiler import Compiler
from templates_app.rendering.merge import merge
from templates_app.rendering.pieces import scan

from .conftest import Compile
from .documents import PLAIN, document, section, starters

SOURCES = PLAIN | starters()
PRELUDE = Path(compiler_module.__file__).with_name("compiler_prelude.js")


@pytest.fixture(scope="module")
def npm() -> dict[str, str]:
    """npm's HTML of every source, from one run of Node."""
    node = shutil.which("node")
    if node is None:
        pytest.fail("Node is missing: install Node 20 or newer to compare with npm's mjml.")
    script = Path(__file__).with_name("npm_mjml.mjs")
    done = subprocess.run(
        [node, str(script), str(PRELUDE)],
        input=json.dumps(list(SOURCES.values())),
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    return dict(zip(SOURCES, json.loads(done.stdout)["htmls"], strict=True))


@pytest.mark.parametrize("name", SOURCES)
def test_equals_npm(name: str, mjml: Compile, npm: dict[str, str]) -> None:
    assert mjml(SOURCES[name]).html == npm[name]


def test_same_source_same_bytes_after_a_restart(compiler: Compiler) -> None:
    before = {name: compiler.compile_mjml(PLAIN[name])[0] for name in ("carousel", "navigation")}
    other = Compiler(compiler.bundle)
    try:
        for name, html in before.items():
            assert other.compile_mjml(PLAIN[name])[0] == html
    finally:
        other.close()


TEXT = "<mj-text>Kept</mj-text>"

LIQUID_ANYWHERE = {
    "around a section": document("{% if a < b %}" + section(TEXT) + "{% else %}x{% endif %}"),
    "around a wrapper's section": document(
        "<mj-wrapper>{% if a %}" + section(TEXT) + "{% endif %}" + section(TEXT) + "</mj-wrapper>"
    ),
    "around a column": document(
        f"<mj-section>{{% if a %}}<mj-column>{TEXT}</mj-column>{{% endif %}}"
        f"<mj-column>{TEXT}</mj-column></mj-section>"
    ),
    "around a group's column": document(
        f"<mj-section><mj-group>{{% if a %}}<mj-column>{TEXT}</mj-column>{{% endif %}}</mj-group>"
        "</mj-section>"
    ),
    "around a component": document(section("{% for i in list %}" + TEXT + "{% endfor %}")),
    "in a hero": document("<mj-hero>{% if a %}" + TEXT + "{% endif %}</mj-hero>"),
    "in a menu": document(
        section(
            "<mj-navbar>{% for i in list %}<mj-navbar-link href='{{ i.url }}'>{{ i.name }}"
            "</mj-navbar-link>{% endfor %}</mj-navbar>"
        )
    ),
    "in social": document(
        section(
            "<mj-social>{% if a %}<mj-social-element href='{{ url }}'>x</mj-social-element>"
            "{% endif %}</mj-social>"
        )
    ),
    "in an accordion": document(
        section(
            "<mj-accordion>{% for q in list %}<mj-accordion-element>{% if q.a %}"
            "<mj-accordion-title>{{ q.name }}</mj-accordion-title>{% endif %}"
            "<mj-accordion-text>{{ q.a }}</mj-accordion-text></mj-accordion-element>"
            "{% endfor %}</mj-accordion>"
        )
    ),
    "between table rows": document(
        section(
            "<mj-table>{% for i in list %}<tr><td>{{ i.name }}</td></tr>{% endfor %}</mj-table>"
        )
    ),
    "comparing tightly": document(section("<mj-text>{% if a <b %}Kept{% endif %}</mj-text>")),
    "quotes in an attribute": document(
        section('<mj-button href="{{ url | default: "https://a.example/?a=1&b=2" }}">x</mj-button>')
    ),
    "an unquoted attribute": document(section("<mj-button href={{ url }}>x</mj-button>")),
    "a condition in an attribute": document(
        section('<mj-image src="{% if a > b %}{{ a }}{% else %}{{ b }}{% endif %}" />')
    ),
    "tags in HTML attributes": document(
        section('<mj-text><a {% if a %}class="x"{% endif %} href="{{ url }}">Kept</a></mj-text>')
    ),
    "a filter with a tag": document(section('<mj-text>{{ a | replace: "x", "<br>" }}</mj-text>')),
    "raw": document(section("<mj-text>{% raw %}{{ as it stands }}{% endraw %}</mj-text>")),
    "in the title": document(section(TEXT), "<mj-head><mj-title>{{ a }}</mj-title></mj-head>"),
    "in the preview": document(
        section(TEXT), "<mj-head><mj-preview>{{ a }}</mj-preview></mj-head>"
    ),
    "in CSS": document(
        section(TEXT), "<mj-head><mj-style>a { color: {{ c }} }</mj-style></mj-head>"
    ),
    "in a conditional comment": document(
        section("<mj-text><!--[if mso]>{% if a < b %}x{% endif %}<![endif]--></mj-text>")
    ),
}
_INLINE = '<mj-head><mj-style inline="inline">a, b, td { color: red }</mj-style></mj-head>'
_ATTRIBUTES = (
    '<mj-head><mj-html-attributes><mj-selector path="a"><mj-html-attribute name="data-a">1'
    "</mj-html-attribute></mj-selector></mj-html-attributes></mj-head>"
)


def liquid_of(text: str) -> list[str]:
    return [text[piece.start : piece.end] for piece in scan(text).pieces]


@pytest.mark.parametrize("head", ["", _INLINE, _ATTRIBUTES], ids=["as is", "inline", "attributes"])
@pytest.mark.parametrize("name", LIQUID_ANYWHERE)
def test_liquid_survives_where_people_write_it(name: str, head: str, mjml: Compile) -> None:
    source = LIQUID_ANYWHERE[name]
    if head and "<mj-head>" not in source:
        source = source.replace("<mjml>\n", f"<mjml>\n{head}")
    compiled = mjml(source)
    assert compiled.problems == ()
    expected = liquid_of(source)
    found = liquid_of(compiled.html)
    # Some components show a value twice (Outlook has its own copy), the title three times.
    assert [piece for piece in expected if piece not in found] == []
    merge(compiled.html, {})


def test_a_condition_around_a_section_takes_it_out(mjml: Compile) -> None:
    html = mjml(LIQUID_ANYWHERE["around a component"]).html
    assert merge(html, {"list": [1, 2, 3]}).text.count("Kept") == 3
    assert "Kept" not in merge(html, {"list": []}).text


def test_columns_beside_a_condition_keep_their_width(mjml: Compile) -> None:
    assert "mj-column-per-50" in mjml(LIQUID_ANYWHERE["around a column"]).html


def test_assign_before_the_document_reaches_it(mjml: Compile) -> None:
    source = '{% assign greeting = "Hello" %}\n' + document(
        section("<mj-text>{{ greeting }}</mj-text>")
    )
    html = mjml(source).html
    merged = merge(html, {}).text
    assert "Hello" in merged
    assert merged.lstrip().startswith("<!doctype html>")


def test_styles_that_depend_on_liquid_survive_inlining(mjml: Compile) -> None:
    style = "{% if big %}font-size:30px;{% else %}font-size:10px;{% endif %}"
    source = document(section(f'<mj-text><b style="{style}">x</b></mj-text>'), _INLINE)
    html = mjml(source).html
    assert style in html
    assert "color: red" in html


def test_a_commented_out_section_is_gone(mjml: Compile) -> None:
    source = document(
        "{% comment %}" + section(TEXT) + "{% endcomment %}" + section("<mj-text>Y</mj-text>")
    )
    compiled = mjml(source)
    assert compiled.problems == ()
    assert "Kept" not in compiled.html
