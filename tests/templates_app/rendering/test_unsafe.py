import pytest

from templates_app.rendering.problems import Severity

from .conftest import Compile
from .documents import document, section

HOSTILE = {
    "a script": ("<script>alert(1)</script>", "script"),
    "a script in capitals": ("<ScRiPt\n>alert(1)</sCRIPT >", "script"),
    "a script from elsewhere": ("<script src=//a.example/x.js></script>", "script"),
    "a script in SVG": ("<svg><script>alert(1)</script></svg>", "script"),
    "a prefixed script": ("<svg:script>alert(1)</svg:script>", "script"),
    "a script by Liquid": ('{{ "<script>alert(1)</script>" }}', "script"),
    "a script split by Liquid": ('<scr{{ "" }}ipt>alert(1)</script>', "script"),
    "a script in raw": ("{% raw %}<script>x</script>{% endraw %}", "script"),
    "a script for Outlook": ("<!--[if mso]><script>x</script><![endif]-->", "script"),
    "a script after a short comment": ("<!--><script>x</script>-->", "script"),
    "a script in a frame": ('<iframe srcdoc="&lt;script&gt;x&lt;/script&gt;"></iframe>', "script"),
    "a handler": ("<img src=x onerror=alert(1)>", "event-handler"),
    "a handler in capitals": ('<b OnMouseOver = "x">b</b>', "event-handler"),
    "a handler after a slash": ("<svg/onload=alert(1)>", "event-handler"),
    "a handler behind Liquid": ("<b {% if a %}onclick='x'{% endif %}>b</b>", "event-handler"),
    "a link": ('<a href="javascript:alert(1)">x</a>', "javascript-link"),
    "a link with spaces": ('<a href=" java\n\tscript:alert(1)">x</a>', "javascript-link"),
    "a link in entities": ('<a href="&#106;ava&#x73;cript&colon;x">x</a>', "javascript-link"),
    "a link in capitals": ("<a href=JaVaScRiPt:x>x</a>", "javascript-link"),
    "a link split by Liquid": ('<a href="java{{ x }}script:x">x</a>', "javascript-link"),
    "a link by Liquid": ("<a href=\"{{ 'javascript:x' }}\">x</a>", "javascript-link"),
    "a default link": ('<a href="{{ u | default: "javascript:x" }}">x</a>', "javascript-link"),
    "visual basic": ("<a href='vbscript:x'>x</a>", "javascript-link"),
    "a data document": ("<a href='data:text/html,<b>'>x</a>", "javascript-link"),
    "SVG's links": ("<svg><a xlink:href='javascript:x'>x</a></svg>", "javascript-link"),
    "an animated link": ("<svg><set attributeName=href to=javascript:x></svg>", "javascript-link"),
    "a form": ("<form action=javascript:x><button formaction=javascript:y>", "javascript-link"),
    "a refresh": ("<meta http-equiv=refresh content='0;url=javascript:x'>", "javascript-link"),
    "CSS": ("<p style='background:url(javascript:x)'>x</p>", "javascript-link"),
}
FINE = [
    '<script type="application/ld+json">{"@type": "Order"}</script>',
    "<p>Write javascript: in an address, onclick=x, or &lt;script&gt;.</p>",
    '<img alt="javascript: the good parts" title="onload = x" src="https://a.example/x.png">',
    '<a href="https://a.example/javascript:x?on=1" class="on once">x</a>',
    "<!-- <script>dead</script> -->",
    "{% comment %}<script>gone</script>{% endcomment %}",
    '<a href="data:image/png;base64,AAAA">x</a><p ones="1">x</p>',
    "{{ 'a < b' }}{{ x | append: '<b>' }}",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_reported_with_its_line_in_html(name: str, html: Compile) -> None:
    source, code = HOSTILE[name]
    compiled = html(f"<p>one</p>\n\n{source}")
    found = [(one.code, one.line, one.severity) for one in compiled.problems]
    assert (code, 3, Severity.WARNING) in found
    assert compiled.errors == ()
    assert compiled.html


@pytest.mark.parametrize("place", ["mj-text", "mj-raw", "mj-button", "mj-table"])
@pytest.mark.parametrize("name", HOSTILE)
def test_reported_with_its_line_in_mjml(name: str, place: str, mjml: Compile) -> None:
    source, code = HOSTILE[name]
    compiled = mjml(document(section(f"<{place}>\n{source}</{place}>")))
    assert (code, 5) in [(one.code, one.line) for one in compiled.problems]
    assert compiled.html


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ('<mj-button href="java&#115;cript:x">x</mj-button>', "javascript-link"),
        ("<mj-image href='javascript:x' src='x' />", "javascript-link"),
        ('<mj-button onclick="x">x</mj-button>', "event-handler"),
        ("<mj-navbar><mj-navbar-link href=' javascript:x'>x</mj-navbar-link></mj-navbar>",
         "javascript-link"),
    ],
)  # fmt: skip
def test_reported_in_components(source: str, code: str, mjml: Compile) -> None:
    compiled = mjml(document(section(f"\n{source}")))
    assert (code, 5) in [(one.code, one.line) for one in compiled.problems]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("onclick", "alert(1)", "event-handler"), ("href", "javascript:x", "javascript-link")],
)
def test_reported_in_attributes_that_mjml_adds(
    name: str, value: str, code: str, mjml: Compile
) -> None:
    head = (
        '<mj-head>\n<mj-html-attributes><mj-selector path=".a div">\n'
        f'<mj-html-attribute name="{name}">{value}'
        "</mj-html-attribute></mj-selector></mj-html-attributes></mj-head>"
    )
    compiled = mjml(document(section('<mj-text css-class="a">x</mj-text>'), head))
    assert (code, 4) in [(one.code, one.line) for one in compiled.problems]


@pytest.mark.parametrize("source", FINE)
def test_harmless_things_are_not_reported(source: str, html: Compile, mjml: Compile) -> None:
    assert html(source).problems == ()
    assert mjml(document(section(f"<mj-text>{source}</mj-text>"))).problems == ()


def test_what_only_compiling_makes_is_reported_as_well(mjml: Compile) -> None:
    """MJML writes an attribute's value between other quotes than the author did."""
    compiled = mjml(document(section("<mj-text css-class='\" onclick=\"x'>a</mj-text>")))
    assert [(one.code, one.line) for one in compiled.problems] == [("event-handler", None)]
