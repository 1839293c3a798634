"""The canvas assembled from sections is the email compiled as a whole."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from templates_app.document.blocks import Document
from templates_app.document.marks import marked
from templates_app.document.parse import parse
from templates_app.document.perform import perform
from templates_app.document.refusals import Refused
from templates_app.document.sections import assembled, cut_up
from templates_app.rendering.compile import compile_source
from templates_app.rendering.compiler import Compiler
from templates_app.rendering.formats import Format
from tests.templates_app.document.operating import MJML, STARTERS, operations, read
from tests.templates_app.document.test_operations import ALL
from tests.templates_app.rendering.documents import document as email
from tests.templates_app.rendering.documents import section

WHOLE = {"accordion", "carousel", "html attributes", "navigation"}


def compiled(source: str, compiler: Compiler) -> str:
    found = compile_source(source, Format.MJML, compiler=compiler)
    assert found.errors == ()
    return found.html


def canonical(html: str) -> tuple[list[str], str]:
    """The head's lines with those of fonts in one order, and the body without white space."""
    head, _, body = html.partition("<body")
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    fonts = sorted(line for line in lines if line.startswith(("<link", "@import")))
    return [line for line in lines if line not in fonts] + fonts, re.sub(r"\s+", "", body)


def check_assembled(document: Document, compiler: Compiler, *, marks: bool) -> None:
    cut = cut_up(document)
    if cut is None:
        return
    text = marked if marks else (lambda found: found.source)
    frame = compiled(text(cut.frame), compiler)
    html = assembled(frame, [compiled(text(piece), compiler) for piece in cut.pieces])
    assert canonical(html) == canonical(compiled(text(document), compiler))


@pytest.mark.parametrize("marks", [False, True])
@pytest.mark.parametrize("name", MJML)
def test_sections_make_the_whole(name: str, marks: bool, compiler: Compiler) -> None:
    document = read(name)
    assert (cut_up(document) is None) == (name in WHOLE)
    check_assembled(document, compiler, marks=marks)


@given(st.data())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_after_any_operations_too(compiler: Compiler, data: st.DataObject) -> None:
    document = read(data.draw(st.sampled_from(list(MJML))))
    for _ in range(4):
        try:
            document = perform(document, data.draw(operations(document)), ALL).document
        except Refused:
            continue
    check_assembled(document, compiler, marks=data.draw(st.booleans()))


_HEAD = """<mj-head><mj-font name="Raleway" href="https://f.example/r.css" />
<mj-font name="Lora" href="https://f.example/l.css" /><mj-breakpoint width="500px" />
<mj-preview>Soon</mj-preview><mj-style>.a { color: red }</mj-style>
<mj-style inline="inline">.b { color: blue }</mj-style></mj-head>"""
_BODIES = [
    section('<mj-text font-family="Raleway">a</mj-text>'),
    section('<mj-text font-family="Lora" css-class="b">b</mj-text><mj-button>go</mj-button>'),
    section('<mj-image src="https://a.example/1.png" fluid-on-mobile="true" />'),
    (
        '<mj-section full-width="full-width" background-color="#eee"><mj-column width="30%">'
        '<mj-text>x</mj-text></mj-column><mj-column width="70%" /></mj-section>'
    ),
    (
        '<mj-section background-url="https://a.example/b.png"><mj-group><mj-column><mj-text>y'
        "</mj-text></mj-column><mj-column /></mj-group></mj-section>"
    ),
    f"<mj-wrapper padding='3px'>{section('<mj-divider />')}{section('<mj-spacer />')}</mj-wrapper>",
    '<mj-hero background-color="#123"><mj-text>h</mj-text></mj-hero>',
    "<mj-raw><hr></mj-raw>",
    "<!-- a comment -->",
    "{% assign a = b %}",
    f"{{% if vip %}}{section('<mj-text>v</mj-text>') * 2}{{% endif %}}",
    (
        f"<mj-raw>{{% for x in xs %}}</mj-raw>{section('<mj-text>{{ x }}</mj-text>')}"
        "<mj-raw>{% endfor %}</mj-raw>"
    ),
    section('<mj-social><mj-social-element name="x" href="/x">X</mj-social-element></mj-social>'),
]


@given(st.lists(st.sampled_from(_BODIES), max_size=7), st.booleans(), st.booleans())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_generated_emails_too(
    compiler: Compiler, bodies: list[str], styled: bool, marks: bool
) -> None:
    source = email("\n".join(bodies), _HEAD if styled else "")
    check_assembled(parse(source, Format.MJML), compiler, marks=marks)


@pytest.mark.parametrize("name", STARTERS)
def test_pieces_have_the_ids_of_the_whole(name: str) -> None:
    document = read(name)
    cut = cut_up(document)
    assert cut is not None
    ids = {block.id for piece in cut.pieces for block in piece.blocks}
    assert ids == set(document.by_id)
