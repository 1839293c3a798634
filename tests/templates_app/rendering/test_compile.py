import pytest
from hypothesis import HealthCheck, given, settings

from templates_app.rendering.compile import Compiled, compile_source
from templates_app.rendering.compiler import Compiler
from templates_app.rendering.formats import Format
from templates_app.rendering.merge import merge
from templates_app.rendering.problems import Problem, Severity
from templates_app.rendering.syntax import check
from templates_app.rendering.text import plain_text

from . import grammar
from .conftest import Compile
from .documents import document, section


def told(compiled: Compiled, code: str) -> list[tuple[int | None, int | None]]:
    return [(one.line, one.column) for one in compiled.problems if one.code == code]


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("<mjml>\n<mj-body>\n<mj-section><mj-text>x\n</mj-section></mj-body></mjml>", 3,
         "<mj-text> is never closed"),
        ("<mjml>\n<mj-body>\n<mj-section>\n<mj-column></mj-section></mj-body></mjml>", 4,
         "<mj-column> is never closed"),
        ("<mjml><mj-body>\n</mj-section></mj-body></mjml>", 2, "closes nothing"),
        ("<mjml><mj-body>\n\n<mj-txt>x</mj-txt></mj-body></mjml>", 3, "mj-txt"),
        ("<mjml><mj-body>\n<mj-text>x</mj-text></mj-body></mjml>", 2, "cannot be used inside"),
        ("<mjml><mj-body>\n<mj-include path='a.mjml' /></mj-body></mjml>", 2, "no files here"),
        ("Hello", None, "not a whole MJML document"),
        ("<mj-body></mj-body>", None, "not a whole MJML document"),
        ("  \n", None, "empty"),
        ("<mjml><mj-body>\n<mj-text {% if a %}color='red'{% endif %}>x</mj-text></mj-body></mjml>",
         2, "inside an attribute's value"),
        ("<mjml><mj-body>\n\n{{ a</mj-body></mjml>", 3, "never closed"),
        ("<mjml><mj-body>{% if a %}\n</mj-body></mjml>", 1, "{% endif %}"),
    ],
)  # fmt: skip
def test_errors_say_what_and_where(
    source: str, line: int | None, words: str, mjml: Compile
) -> None:
    errors = mjml(source).errors
    assert [one.line for one in errors if words in one.message] == [line]


def test_warnings_do_not_stop_an_email(mjml: Compile) -> None:
    compiled = mjml(document(section('<mj-text colour="red" padding="4parsecs">x</mj-text>')))
    assert compiled.html
    assert compiled.errors == ()
    assert [(one.line, one.severity) for one in compiled.problems] == [
        (4, Severity.WARNING),
        (4, Severity.WARNING),
    ]


def test_a_value_that_liquid_will_fill_in_is_no_problem(mjml: Compile) -> None:
    source = document(section('<mj-text color="{{ color }}" align="{{ align }}">x</mj-text>'))
    assert mjml(source).problems == ()


def test_liquid_that_mjml_would_drop_is_reported(mjml: Compile) -> None:
    images = "{% if a %}<mj-carousel-image src='x' />{% endif %}"
    compiled = mjml(document(section(f"<mj-carousel>{images}</mj-carousel>")))
    assert len(told(compiled, "liquid")) == 2
    assert compiled.errors == ()


def test_a_condition_in_the_head_is_reported(mjml: Compile) -> None:
    head = "<mj-head>{% if a %}<mj-title>x</mj-title>{% endif %}</mj-head>"
    compiled = mjml(document(section(""), head))
    assert [one.severity for one in compiled.problems] == [Severity.WARNING]
    merge(compiled.html, {})


def test_blocks_that_compiling_tears_apart_are_an_error(mjml: Compile) -> None:
    """One half stands in an attribute that MJML does not use."""
    source = document(
        section(
            '<mj-text mj-class="{% if a %}">x</mj-text><mj-text mj-class="{% endif %}">y</mj-text>'
        )
    )
    compiled = mjml(source)
    assert compiled.errors or merge(compiled.html, {})


def test_text_that_is_no_unicode(mjml: Compile, html: Compile) -> None:
    for compiled in (mjml("a\n\ud800"), html("a\n\ud800"), html("a", "\udfff")):
        assert compiled.html == ""
        assert [one.code for one in compiled.errors] == ["text"]
    assert mjml("a\n\ud800").errors[0].line == 2


def test_the_second_time_is_the_same_object(mjml: Compile) -> None:
    source = document(section("<mj-text>once</mj-text>"))
    assert mjml(source) is mjml(source)
    assert mjml(source, "x") is not mjml(source)


def test_a_source_of_nothing_but_tags_or_liquid(mjml: Compile, html: Compile) -> None:
    for compiled in (mjml("<b>" * 60_000), html("<b>" * 60_000)):
        assert [one.code for one in compiled.errors] == ["size"]
    for compiled in (mjml("{{ a }}" * 60_000), html("{{ a }}" * 60_000)):
        assert "20,000" in " ".join(one.message for one in compiled.errors)
        assert compiled.html == ""


HOSTILE = {
    "attributes": "<p " + "a={{a}} " * 19_000 + ">",
    "tags between attributes": "<p " + "{{a}} " * 5_000 + ">",
    "nested lists": "<ul><li>" * 20_000,
    "nested divisions": "<div>" * 45_000,
    "comments in comments": "<!--[if " * 10_000,
    "empty space": "{{" + " " * 300_000 + "}}",
    "blocks that do not match": "{% if a %}" * 10_000 + "{% endfor %}" * 10_000,
    "components that do not match": "<mj-a>" * 20_000 + "</mj-b>" * 20_000,
    "styles": "<style>{% if a %}</style>" * 19_000,
    "previews": "<mj-preview>{{ a }}</mj-preview>" * 19_000,
    "less than": "<" * 45_000 + "x" * 800_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sources_come_back(name: str, mjml: Compile, html: Compile) -> None:
    """Quadratic work would take minutes here, and the suite's timeout would tell."""
    source = HOSTILE[name]
    html(source, "x")
    mjml(document(source), "x")
    plain_text(source)


# The preheader.


def test_no_preheader_leaves_mj_preview_alone(mjml: Compile) -> None:
    source = document(section(""), "<mj-head><mj-preview>Old</mj-preview></mj-head>")
    assert ">Old</div>" in mjml(source, "  ").html.replace("\n", "").replace(" ", "")


def test_the_preheader_replaces_mj_preview(mjml: Compile) -> None:
    head = "<mj-head>\n<mj-preview>Old {{ gone }}\n</mj-preview></mj-head>"
    source = document(section("\n<mj-oops />"), head)
    compiled = mjml(source, 'For {{ name | default: "you" }} & <all>')
    assert "Old" not in compiled.html
    assert "gone" not in compiled.html
    body = compiled.html[compiled.html.index("<body") :]
    first = body[body.index(">") + 1 :]
    assert first.startswith('<div style="display:none')
    assert 'For {{ name | default: "you" }} &amp; &lt;all&gt;' in first
    assert [one.line for one in compiled.errors] == [
        source[: source.index("<mj-oops")].count("\n") + 1
    ]


@pytest.mark.parametrize(
    ("source", "before"),
    [
        (
            "<!doctype html><html><head></head><body class='a>b'>x</body></html>",
            "<body class='a>b'>",
        ),
        ("<html><head><title></title></head>x</html>", "</head>"),
        ("<html>x</html>", "<html>"),
        ("<p>x</p>", ""),
        ("<!-- <body> --><body>x", "--><body>"),
    ],
)
def test_the_preheader_begins_the_body(source: str, before: str, html: Compile) -> None:
    made = html(source, "Hi").html
    assert f'{before}<div style="display:none' in made
    assert made.startswith(source[: source.index(before) + len(before)])
    without = made[: made.index('<div style="display:none')] + made[made.index("</div>") + 6 :]
    assert without == source


def test_a_broken_preheader_is_a_problem(html: Compile) -> None:
    compiled = html("<p>x</p>", "Hi {{ name")
    assert compiled.html == ""
    assert [(one.line, one.code) for one in compiled.errors] == [(None, "liquid")]
    assert "preheader" in compiled.errors[0].message


# Anything at all.


@given(grammar.markup)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_raises(compiler: Compiler, source: str) -> None:
    for kind in Format:
        for text in (source, document(section(f"<mj-text>{source}</mj-text>"))):
            compiled = compile_source(text, kind, compiler=compiler, preheader="{{ p }}")
            for problem in compiled.problems:
                assert isinstance(problem, Problem)
                assert problem.message
                assert problem.line is None or 1 <= problem.line <= text.count("\n") + 1
            # Whatever still has its HTML can be parsed for merging.
            assert not compiled.html or check(compiled.html) == ()


@given(grammar.sound)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sound_liquid_between_components_compiles_and_merges(
    compiler: Compiler, liquid: str
) -> None:
    cleaned = liquid.replace("<", "").replace(">", "")
    source = document(f"{cleaned}{section('<mj-text>Kept</mj-text>')}")
    compiled = compile_source(source, Format.MJML, compiler=compiler)
    if compiled.errors:  # a filter that does not exist, or what only makes sense in a loop
        assert {one.code for one in compiled.errors} == {"liquid"}
    else:
        assert "Kept" in compiled.html
