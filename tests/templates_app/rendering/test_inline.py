import re

import pytest
from hypothesis import given

from templates_app.rendering.inline import inline_css
from templates_app.rendering.reading import Reading

from . import grammar


def inlined(source: str) -> str:
    html, problems = inline_css(Reading.of(source))
    assert problems == ()
    return html


@pytest.mark.parametrize(
    "source",
    [
        "",
        "<p>x",
        "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN' 'x'>\r\n<P Class=a>&nbsp;{{ a > b }}",
        "<table>{% for a in b %}<tr><td>{{ a }}{% endfor %}</table>",
    ],
)
def test_without_style_no_byte_changes(source: str) -> None:
    assert inlined(source) == source


CASES = {
    "a class": ("<style>.a{color:red}</style><p class=a>x</p>", '<p style="color:red;" class=a>'),
    "own style wins": (
        "<style>p{color:red;margin:0}</style><p style='color:blue'>x</p>",
        "<p style='color:red;margin:0;color:blue'>",
    ),
    "important beats own style": (
        "<style>p{color:red !important}</style><p style='color:blue'>x</p>",
        "<p style='color:red !important;color:blue'>",
    ),
    "quotes in a value": (
        '<style>p{font-family:"A B",serif}</style><p>x</p>',
        "<p style=\"font-family:'A B',serif;\">",
    ),
    "Liquid in a rule": (
        '<style>p{color:{{ c | default: "red" }}}</style><p>x</p>',
        '<p style="color:{{ c | default: "red" }};">',
    ),
    "Liquid in own style": (
        '<style>p{margin:0}</style><p style="{% if a > b %}color:red{% endif %}">x</p>',
        '<p style="margin:0;{% if a > b %}color:red{% endif %}">',
    ),
    "rows in a loop": (
        (
            "<style>td{padding:0}</style><table>{% for a in b %}<tr><td>{{ a }}</td></tr>"
            "{% endfor %}</table>"
        ),
        '{% for a in b %}<tr><td style="padding:0;">{{ a }}</td></tr>{% endfor %}',
    ),
    "nth child past a loop": (
        (
            "<style>td:first-child{padding:0}</style><table><tr>{% if a %}<td>1</td>{% endif %}"
            "<td>2</td></tr></table>"
        ),
        '{% if a %}<td style="padding:0;">1</td>{% endif %}<td>2</td>',
    ),
    "a class that depends": (
        "<style>.a{color:red}</style><p {% if x %}class='a'{% endif %}>x</p>",
        "<p {% if x %}class='a'{% endif %}>",
    ),
    "one class of several": (
        "<style>.a{color:red}.b{margin:0}</style><p class='a {% if x %}b{% endif %}'>x</p>",
        "<p style=\"color:red;\" class='a {% if x %}b{% endif %}'>",
    ),
    "a style that depends": (
        "<style>p{color:red}</style><p {% if x %}style='margin:0'{% endif %}>x</p>",
        "<p {% if x %}style='margin:0'{% endif %}>",
    ),
    "rules that depend": (
        "<style>{% if x %}p{color:red}{% endif %}</style><p>x</p>",
        "{% endif %}</style><p>x</p>",
    ),
    "another medium": ("<style media=print>p{color:red}</style><p>x</p>", "</style><p>x</p>"),
    "a media query": (
        "<style>@media (max-width:9px){p{color:red}}</style><p>x</p>",
        "}}</style><p>x</p>",
    ),
    "conditional comments": (
        "<style>p{color:red}</style><!--[if mso]><p>{{ x }}</p><![endif]--><p>x</p>",
        '<!--[if mso]><p>{{ x }}</p><![endif]--><p style="color:red;">',
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_writes_style_attributes_and_nothing_else(name: str) -> None:
    source, expected = CASES[name]
    made = re.sub(r"(?<=[:;])\s+(?=\S)|\s+(?=!important)", "", inlined(source))
    plain = re.sub(r"(?<=[:;])\s+(?=\S)|\s+(?=!important)", "", expected)
    assert plain in made
    assert source[: source.index("</style>")] == inlined(source)[: source.index("</style>")]


def test_nothing_is_loaded(tmp_path: object) -> None:
    source = (
        f'<link rel="stylesheet" href="file://{tmp_path}/x.css">'
        '<link rel="stylesheet" href="https://a.example/x.css"><style>p{color:red}</style><p>x</p>'
    )
    assert inlined(source).startswith(source[: source.index("<p>")])


@given(grammar.markup)
def test_only_style_attributes_change(body: str) -> None:
    source = f"<style>p, td, a {{ color: red }} .b {{ margin: 0 }}</style>{body}"
    made, _ = inline_css(Reading.of(source))
    # Taking out what was added gives the source back.
    without = re.sub(r'(?<=\w) style="(?:color: ?red|margin: ?0|; ?)+"', "", made)
    if "style=" not in source:
        assert without == source
    assert made.count("{%") == source.count("{%")
