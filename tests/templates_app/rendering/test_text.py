import pytest
from hypothesis import HealthCheck, given, settings

from templates_app.rendering.compiler import Compiler
from templates_app.rendering.merge import merge
from templates_app.rendering.syntax import check
from templates_app.rendering.text import plain_text

from . import grammar
from .conftest import Compile
from .documents import PLAIN, document, section

CASES = {
    "paragraphs": ("<h1>One</h1><p>Two<br>three</p><div>four</div><div>five</div>",
                   "One\n\nTwo\nthree\n\nfour\nfive"),
    "spaces": ("<p>  a \n b\t<b> c</b>d <i>e</i> .</p>", "a b cd e ."),
    "a link": ('<a href="https://a.example/x">Read on</a>', "Read on (https://a.example/x)"),
    "a link that is its address": ('<a href="https://a.example">https://a.example</a>',
                                   "https://a.example"),
    "mail": ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"),
    "a place on the page": ('<a href="#top">Top</a>', "Top"),
    "an image in a link": ('<a href="https://a.example"><img alt="Acme" src="x"></a>',
                           "Acme (https://a.example)"),
    "an empty link": ('<a href="https://a.example"><img alt="" src="x"></a>', "https://a.example"),
    "images": ('<img alt="A cat"> <img src="spacer.gif"><img alt="">', "A cat"),
    "lists": ("<ul><li>a<li>b<ol><li>c</li><li>d</li></ol></ul>", "- a\n- b\n\n  1. c\n  2. d"),
    "a layout table": (
        '<table role="presentation"><tr><td><p>a</p></td></tr><tr><td>b</td></tr></table>', "a\n\nb"
    ),
    "a data table": ("<table><tr><th>x</th><th>y</th></tr><tr><td>1</td><td>2</td></tr></table>",
                     "x y\n1 2"),
    "hidden": ('<div style="display: none">x</div><p hidden>y</p><b style="mso-hide:all">z</b>w',
               "w"),
    "fillers": ("<p>a&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&shy;b</p>", "a b"),
    "not text": ("<head><title>t</title><style>s</style></head><script>x</script><!-- c -->a", "a"),
    "verbatim": ("<pre>a\n  b</pre>c", "a\n  b\n\nc"),
    "a rule": ("a<hr>b", "a\n\n---\n\nb"),
    "entities": ("&lt;b&gt; &amp;amp; &eacute;", "<b> &amp; é"),
    "nothing": ("<table><tr><td>&nbsp;</td></tr></table>", ""),
    "a condition": ("<p>Hi {% if a %}<b>you</b>{% else %}all{% endif %}!</p>",
                    "Hi {% if a %}you{% else %}all{% endif %}!"),
    "Liquid in a link": ('<a href="{{ url | default: "x" }}">{{ a }}</a>',
                         '{{ a }} ({{ url | default: "x" }})'),
    "rows in a loop": (
        "<p>Items</p><table>{% for i in x %}<tr><td>{{ i.a }}</td></tr>{% endfor %}</table>End",
        "Items{% for i in x %}\n\n{{ i.a }}{% endfor %}\nEnd",
    ),
    "Liquid in what is left out": ('<p style="{% if a %}x{% endif %}" {% if b %}c{% endif %}>d</p>',
                                   "d"),
    "assigned in the head": ("{% assign a = 1 %}<html><head></head><body>{{ a }}",
                             "{% assign a = 1 %}{{ a }}"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_reads_well(name: str) -> None:
    html, text = CASES[name]
    assert plain_text(html) == text


def test_a_loop_gives_a_line_for_each_round() -> None:
    html = (
        "<table><tr><th>Item</th></tr>{% for i in x %}<tr><td>{{ i }}</td></tr>{% endfor %}</table>"
        "{% if none %}<p>Never</p>{% endif %}<p>End</p>"
    )
    assert merge(plain_text(html), {"x": [1, 2]}, html=False).text == "Item\n1\n2\n\nEnd"


def test_what_looks_like_liquid_stays_text() -> None:
    html = "<p>&#123;&#123; a }} {% raw %}{{ b }}{% endraw %} &#123;% if %}</p>"
    assert merge(plain_text(html), {"a": 1, "b": 2}, html=False).text == "{{ a }} {{ b }} {% if %}"


def test_half_a_block_in_a_comment_does_not_spoil_the_text() -> None:
    html = "<!--[if mso]>{% if a %}<![endif]-->x {{ b }}{% endif %}"
    assert plain_text(html) == "x {{ b }}"


def test_compiled_mjml_has_no_junk(mjml: Compile) -> None:
    source = document(
        section("<mj-image src='x' alt='Acme' /><mj-text>Good {{ time }}</mj-text>")
        + section("<mj-button href='https://a.example/{{ id }}'>Go</mj-button><mj-divider />")
        + section(
            "<mj-social><mj-social-element name='github' href='https://a.example/g' /></mj-social>"
        )
    )
    assert plain_text(mjml(source, "Shown beside the subject").html) == (
        "Acme\n\nGood {{ time }}\n\nGo (https://a.example/{{ id }})\n\nhttps://a.example/g"
    )


@pytest.mark.parametrize("name", PLAIN)
def test_every_component_has_text_that_merges(name: str, mjml: Compile) -> None:
    text = plain_text(mjml(PLAIN[name]).html)
    assert "<" not in text.replace("a < b", "")
    merge(text, {}, html=False)


def test_deep_nesting() -> None:
    assert plain_text("<div>" * 20_000 + "x") == "x"


@given(grammar.markup)
def test_anything_gives_text_that_parses(html: str) -> None:
    text = plain_text(html)
    assert text == text.strip()
    if not check(html):
        assert check(text) == ()


@given(grammar.markup)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_text_of_anything_compiled(compiler: Compiler, source: str) -> None:
    html, _ = compiler.compile_mjml(document(section(f"<mj-text>{source}</mj-text>")))
    plain_text(html)
