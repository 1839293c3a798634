"""MJML of our own that touches every component, for comparing with npm's mjml."""

from pathlib import Path

import templates_app

_HEAD = """<mj-head>
  <mj-title>The Potting Shed</mj-title>
  <mj-font name="Raleway" href="https://fonts.example/raleway.css" />
  <mj-breakpoint width="400px" />
  <mj-attributes>
    <mj-all font-family="Raleway, Georgia, serif" />
    <mj-text color="#224433" line-height="1.5" />
    <mj-class name="loud" font-size="28px" font-weight="700" />
    <mj-class name="green" color="#2a7a4b" />
  </mj-attributes>
  <mj-style>.foot a { color: #666 } @media (max-width: 400px) { .foot { padding: 0 } }</mj-style>
</mj-head>"""


def document(body: str, head: str = "") -> str:
    return f"<mjml>\n{head}\n<mj-body>\n{body}\n</mj-body>\n</mjml>\n"


def section(content: str) -> str:
    return f"<mj-section><mj-column>{content}</mj-column></mj-section>"


PLAIN = {
    "text": document(section("<mj-text>Good morning &amp; welcome, {{ name }}.</mj-text>")),
    "head": document(
        section(
            '<mj-text mj-class="loud green" css-class="foot">Spring <a href="#">x</a></mj-text>'
        ),
        _HEAD,
    ),
    "loose html": document(section("<mj-text><p>One<p>Two<br>a < b<ul><li>x<li>y</ul></mj-text>")),
    "columns": document(
        '<mj-section padding="0 20px" background-color="#eee">'
        '<mj-column width="30%"><mj-image src="https://a.example/1.png" alt="" /></mj-column>'
        '<mj-column width="70%" vertical-align="middle"><mj-text>Right</mj-text></mj-column>'
        "</mj-section><mj-section><mj-group><mj-column><mj-text>a</mj-text></mj-column>"
        "<mj-column><mj-text>b</mj-text></mj-column></mj-group></mj-section>"
    ),
    "wrapper": document(
        '<mj-wrapper border="1px solid #ddd" padding="12px" full-width="full-width">'
        + section('<mj-divider border-color="#ccc" /><mj-spacer height="30px" />')
        + section('<mj-button href="https://a.example/?a=1&amp;b=2">Go</mj-button>')
        + "</mj-wrapper>"
    ),
    "hero": document(
        '<mj-hero mode="fixed-height" height="300px" background-url="https://a.example/h.jpg" '
        'background-width="600px" background-height="300px"><mj-text>Hi</mj-text></mj-hero>'
    ),
    "navigation": document(
        section(
            '<mj-navbar hamburger="hamburger"><mj-navbar-link href="/a">A</mj-navbar-link>'
            '<mj-navbar-link href="/b">B</mj-navbar-link></mj-navbar>'
        )
    ),
    "social": document(
        section(
            '<mj-social mode="horizontal"><mj-social-element name="github" href="https://a.example">'
            "Code</mj-social-element></mj-social>"
        )
    ),
    "accordion": document(
        section(
            "<mj-accordion><mj-accordion-element><mj-accordion-title>Q</mj-accordion-title>"
            "<mj-accordion-text>A {{ b }}</mj-accordion-text></mj-accordion-element></mj-accordion>"
        )
    ),
    "carousel": document(
        section(
            '<mj-carousel><mj-carousel-image src="https://a.example/1.png" />'
            '<mj-carousel-image src="https://a.example/2.png" /></mj-carousel>'
        )
    ),
    "table": document(
        section(
            "<mj-table><tr><th>Item</th></tr>{% for item in items %}\n"
            "<tr><td>{{ item.name }}</td></tr>\n{% endfor %}</mj-table>"
        )
    ),
    "raw": document(
        "<mj-raw>{% if a > b %}</mj-raw>"
        f"{section('<mj-text>Kept</mj-text>')}<mj-raw>{{% endif %}}</mj-raw><!-- a comment -->"
    ),
    "attributes": document(
        section(
            '<mj-button href="{{ url }}" background-color="{{ brand.color }}">Go</mj-button>'
            '<mj-image src=\'{{ image | default: "https://a.example/x.png" }}\' alt="{{ alt }}" />'
        )
    ),
    "inline style": document(
        section('<mj-text><p class="a">{{ x }}</p></mj-text>'),
        '<mj-head><mj-style inline="inline">.a { color: red; margin: 0 }</mj-style></mj-head>',
    ),
    "html attributes": document(
        section('<mj-text css-class="a">x</mj-text>'),
        '<mj-head><mj-html-attributes><mj-selector path=".a div">'
        '<mj-html-attribute name="data-id">42</mj-html-attribute></mj-selector>'
        "</mj-html-attributes></mj-head>",
    ),
    "conditional comments": document(
        section("<mj-text><!--[if mso]><b>Outlook</b><![endif]-->{{ x }}</mj-text>")
    ),
    "unicode": document(section("<mj-text>Žluťoučký 🌱 — “naïve” \u00a0\u2028</mj-text>")),
    "windows": document(section("<mj-text>\r\nA\r\nB\r\n</mj-text>")).replace("\n", "\r\n"),
}


def starters() -> dict[str, str]:
    folder = Path(templates_app.__file__).with_name("starters")
    return {path.parent.name: path.read_text("utf-8") for path in folder.glob("*/source.mjml")}
