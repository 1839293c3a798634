from itertools import pairwise

import liquid
import pytest
from hypothesis import given
from liquid.exceptions import LiquidError

from templates_app.rendering.markup import Tag, tokens
from templates_app.rendering.pieces import FILLER, mask, scan
from templates_app.rendering.problems import Lines
from templates_app.rendering.reading import Reading
from templates_app.rendering.syntax import check
from templates_app.rendering.tokens import hide

from . import grammar


def found(source: str) -> list[str]:
    return [source[piece.start : piece.end] for piece in scan(source).pieces]


@pytest.mark.parametrize(
    ("source", "pieces"),
    [
        ("a {{ b }} c", ["{{ b }}"]),
        ("{%- if a -%}x{% endif %}", ["{%- if a -%}", "{% endif %}"]),
        ("{% raw %}{{ a }}{% endraw %}{{ b }}", ["{% raw %}", "{% endraw %}", "{{ b }}"]),
        ("{% comment %}{{ a }}{% comment %}{% endcomment %}{% endcomment %}b", None),
        ("{% # a note %}{{ '{{' }}", ["{% # a note %}", "{{ '{{' }}"]),
        ("{ { } } % % {x}", []),
    ],
)
def test_finds_every_piece(source: str, pieces: list[str] | None) -> None:
    assert found(source) == (pieces if pieces is not None else [source[:-1]])
    assert scan(source).problems == ()


@pytest.mark.parametrize(
    ("source", "line", "column", "words"),
    [
        ("a\n{{ b", 2, 1, "never closed"),
        ("a\n  {{ b\n{{ c }}", 2, 3, "not closed before the next"),
        ("{% if a\n", 1, 1, "never closed"),
        ("\n\n{% if a %}x", 3, 1, "{% endif %}"),
        ("{% if a %}\n{% for b in c %}\n{% endif %}", 2, 1, "{% endfor %}"),
        ("x{% endfor %}", 1, 2, "closes nothing"),
        ("{% raw %}", 1, 1, "{% endraw %}"),
        ("\n{% comment %} {{ a }}", 2, 1, "{% endcomment %}"),
        ("{% %}", 1, 1, "no name"),
        ("a {{#if b}}", 1, 3, "is not Liquid"),
        ("{{{ a }}}", 1, 1, "two braces"),
        ("a\n{{ b | }}", 2, 1, "ends too early"),
        ("a\n{{ }}", 2, 1, "ends too early"),
        ("\n{% assign a %}", 2, 1, "ends too early"),
        ("\n a {{ b | nope }}", 2, 11, "no filter named nope"),
        ("{% nope %}", 1, 4, "no tag named nope"),
        ("{% include 'x' %}", 1, 4, "no tag named include"),
        ("{{ a | safe }}", 1, 8, "no filter named safe"),
        ("{{ 'a }}", 1, 4, "quotation mark"),
        ("{% if a = b %}{% endif %}", 1, 9, "=="),
        ("{% else %}", 1, 4, "outside of any block"),
        ("é\u2028x\r\n{{ a b }}", 2, 6, "should have ended"),
    ],
)
def test_says_what_is_wrong_and_where(source: str, line: int, column: int, words: str) -> None:
    problem = check(source)[0]
    assert (problem.line, problem.column, problem.code) == (line, column, "liquid")
    assert words in problem.message
    assert problem.message.endswith(".")


@given(grammar.templates)
def test_accepts_nothing_that_python_liquid_refuses(source: str) -> None:
    """Our scanner may be stricter, never laxer, and always has a sentence."""
    try:
        liquid.parse(source)
    except LiquidError:
        refused = True
    except Exception:  # noqa: BLE001 - python-liquid's own surprises are refusals as well
        refused = True
    else:
        refused = False
    problems = check(source)
    assert problems if refused else True
    for problem in problems:
        assert problem.message.endswith(".")


@given(grammar.templates)
def test_mask_keeps_every_place(source: str) -> None:
    pieces = scan(source).pieces
    masked = mask(source, pieces)
    assert len(masked) == len(source)
    assert [at for at, sign in enumerate(masked) if sign == "\n"] == [
        at for at, sign in enumerate(source) if sign == "\n"
    ]
    for before, after in pairwise(pieces):
        assert before.end <= after.start
    for piece in pieces:
        assert set(masked[piece.start : piece.end]) <= {FILLER, "\n"}


@given(grammar.markup)
def test_tokens_come_back_as_they_were(source: str) -> None:
    hidden, words = hide(source, Reading.of(source).spots)
    assert words.restore(hidden) == source


@given(grammar.markup)
def test_tags_lie_in_order_and_attributes_inside(source: str) -> None:
    masked = mask(source, scan(source).pieces)
    at = 0
    for token in tokens(masked):
        assert at <= token.start <= token.end <= len(source)
        at = token.end if isinstance(token, Tag) else token.start
        if isinstance(token, Tag):
            for attribute in token.attributes:
                assert token.name_end <= attribute.start <= attribute.value_start
                assert attribute.value_start <= attribute.value_end <= attribute.end <= token.end


@pytest.mark.parametrize(
    ("source", "places"),
    [
        ("{{ a }}<p>{{ b }}</p>", ["text", "text"]),
        (
            '<a href="{{ a | default: "x" }}" {% if b %}class=c{% endif %}>',
            ["value", "tag", "value"],
        ),
        ("<style>{{ a }}</style><!-- {{ b }} -->", ["style", "comment"]),
        (
            "<td style='{% if a > b %}c:d{% endif %}'>{{ x }}",
            ["value", "value", "text"],
        ),
        ("<title>{{ a }}</title><!--[if mso]>{{ b }}<![endif]-->", ["title", "comment"]),
    ],
)
def test_knows_what_liquid_stands_in(source: str, places: list[str]) -> None:
    assert [spot.place for spot in Reading.of(source).spots] == places


def test_reads_tags_as_browsers_do() -> None:
    source = "<A HREF=x y='a>b'/><!--><b>--><script><b></script ><p/a=1><x"
    read = [token.name if isinstance(token, Tag) else f"({token.kind})" for token in tokens(source)]
    assert read == ["a", "(comment)", "b", "script", "(script)", "script", "p"]
    first = next(iter(tokens(source)))
    assert isinstance(first, Tag)
    assert [(one.name, source[one.value_start : one.value_end]) for one in first.attributes] == [
        ("href", "x"),
        ("y", "a>b"),
    ]


@pytest.mark.parametrize(
    "opener", ["{{", "{%", "{% raw %}", "{% comment %}", "<", "<a b='", "<!--", "<style>"]
)
def test_stays_linear_in_hostile_sources(opener: str) -> None:
    """Quadratic work would take minutes here, and the suite's timeout would tell."""
    source = opener * (900_000 // len(opener))
    scanned = scan(source)
    list(tokens(mask(source, scanned.pieces)))


@given(grammar.templates)
def test_lines_count_as_people_do(source: str) -> None:
    lines = Lines(source)
    for at in range(0, len(source) + 1, 7):
        line, column = lines.place(at)
        assert line == source.count("\n", 0, at) + 1
        assert column == at - (source.rfind("\n", 0, at) + 1) + 1
