"""A marked copy compiles to the same email, with every block named in it."""

import re

import pytest

from templates_app.document.marks import marked, unmarked
from templates_app.document.parse import parse
from templates_app.rendering.compile import compile_source
from templates_app.rendering.compiler import Compiler
from templates_app.rendering.formats import Format
from templates_app.starters import all_starters
from tests.templates_app.rendering.documents import PLAIN, document, section

CLASSES = document(
    section('<mj-text mj-class="b c">x</mj-text><mj-button>y</mj-button>')
    + '<mj-section mj-class="b"><mj-column><mj-text>z</mj-text></mj-column></mj-section>'
    + section('<mj-text css-class="own" mj-class="b">x</mj-text><mj-divider />'),
    '<mj-head><mj-attributes><mj-all css-class="a" /><mj-text css-class="t" />'
    '<mj-class name="b" css-class="bb"><mj-text css-class="in-b" /></mj-class>'
    '<mj-class name="c" css-class="cc" /></mj-attributes></mj-head>',
)
SOURCES = {
    **PLAIN,
    "classes": CLASSES,
    **{starter.slug: starter.source for starter in all_starters()},
}
HTML = """<html><head><style>.x { color: red }</style></head><body><table class="x"><tr>
<td {% if a > b %}bgcolor="#fff"{% endif %}><p>Hi {{ name }}</p><img src="/a.png"></td></tr>
</table></body></html>"""


def bare(html: str) -> str:
    """Without white space and empty classes, which MJML writes for Outlook in any case."""
    return re.sub(r"\s+", "", re.sub(r'\s*class="\s*"', "", html))


@pytest.mark.parametrize("name", SOURCES)
def test_without_the_marks_it_is_the_unmarked_email(name: str, compiler: Compiler) -> None:
    source = SOURCES[name]
    found = parse(source, Format.MJML)
    plain = compile_source(source, Format.MJML, compiler=compiler)
    shown = compile_source(marked(found), Format.MJML, compiler=compiler)
    assert bare(unmarked(shown.html)) == bare(plain.html)
    body = next(block for block in found.blocks if block.tag == "mj-body")
    assert all(block.id in shown.html for block in found.within(body))
    assert len(shown.problems) == len(plain.problems)


def test_plain_html_is_marked_by_an_attribute(compiler: Compiler) -> None:
    found = parse(HTML, Format.HTML)
    plain = compile_source(HTML, Format.HTML, compiler=compiler)
    shown = compile_source(marked(found), Format.HTML, compiler=compiler)
    assert unmarked(shown.html) == plain.html
    body = next(block for block in found.blocks if block.tag == "body")
    assert all(f'data-block="{block.id}"' in shown.html for block in found.within(body))
    assert unmarked(marked(found)) == HTML


def test_outlooks_own_html_gets_no_comment() -> None:
    source = document("<mj-raw><!--[if mso]><br><![endif]--></mj-raw><mj-raw><hr></mj-raw>")
    found = parse(source, Format.MJML)
    assert marked(found).count("<!--cx-") == 1
    assert f"<!--cx-{found.blocks[-1].id}--><hr>" in marked(found)
