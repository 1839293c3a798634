"""Operations: exact ways back, ids that stay, sources that stay whole."""

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from templates_app.document.blocks import Document
from templates_app.document.operations import (
    NAMES,
    Delete,
    Duplicate,
    Insert,
    Move,
    Operation,
    ReplaceSource,
    SetAttributes,
    SetColumns,
    SetContent,
    SetDefaults,
    SetHead,
    Unwrap,
    Wrap,
    from_json,
    to_json,
)
from templates_app.document.parse import parse
from templates_app.document.perform import Done, Terms, perform
from templates_app.document.refusals import Reason, Refused
from templates_app.document.rules import misplaced
from templates_app.rendering.compile import compile_source
from templates_app.rendering.compiler import Compiler
from templates_app.rendering.formats import Format
from tests.templates_app.document.operating import HTML, MJML, operations, read
from tests.templates_app.document.test_parse import check
from tests.templates_app.rendering.documents import document, section

SLOW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ALL = Terms(bypass=True)


def mjml(body: str, head: str = "") -> Document:
    return parse(document(body, head), Format.MJML)


def block(found: Document, label: str) -> str:
    return next(one.id for one in found.blocks if one.label == label)


def tags(found: Document, tag: str) -> list[str]:
    return [one.id for one in found.blocks if one.tag == tag]


def done(found: Document, operation: Operation, terms: Terms = ALL) -> Done:
    """Done, with what every operation promises looked at."""
    made = perform(found, from_json(json.loads(json.dumps(to_json(operation)))), terms)
    check(made.document)
    back = perform(made.document, made.inverse, terms)
    assert back.document.source == found.source
    assert back.document.blocks == found.blocks
    again = perform(back.document, back.inverse, terms).document
    assert again.source == made.document.source
    assert again.blocks == made.document.blocks
    return made


def refused(found: Document, operation: Operation, terms: Terms = ALL) -> Refused:
    with pytest.raises(Refused) as caught:
        perform(found, operation, terms)
    assert caught.value.sentence.endswith((".", "?"))
    return caught.value


@given(st.data())
@SLOW
def test_any_sequence_has_its_exact_way_back_and_stays_whole(data: st.DataObject) -> None:
    """The rules that a source had are kept, and blocks that are not touched keep their ids."""
    first = now = read(data.draw(st.sampled_from([*MJML, *HTML])))
    wrong = misplaced(first)
    inverses: list[Operation] = []
    for _ in range(data.draw(st.integers(1, 5))):
        operation = data.draw(operations(now))
        try:
            made = done(now, operation)
        except Refused:
            continue
        for one in now.blocks:
            after = made.document.by_id.get(one.id)
            if one.id not in made.touched:
                assert after is not None
                assert (after.tag, after.parent) == (one.tag, one.parent)
        inverses.append(made.inverse)
        now = made.document
        assert misplaced(now).keys() <= wrong.keys()
        assert len(now.problems) <= len(first.problems)
    for inverse in reversed(inverses):
        now = perform(now, inverse, ALL).document
    assert (now.source, now.blocks) == (first.source, first.blocks)


@given(st.data())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_sequence_leaves_a_source_that_compiles(
    compiler: Compiler, data: st.DataObject
) -> None:
    """But for code that an author wrote, which may not compile: the compiler says where."""
    now = read(data.draw(st.sampled_from([*MJML, *HTML])))
    for _ in range(6):
        operation = data.draw(operations(now))
        if isinstance(operation, ReplaceSource):
            continue
        with suppress(Refused):
            now = perform(now, operation, ALL).document
    compiled = compile_source(now.source, now.format, compiler=compiler)
    assert compiled.errors == ()
    assert compiled.html


def test_insert_keeps_the_indentation() -> None:
    found = parse(
        "<mjml>\n <mj-body>\n  <mj-section>\n   <mj-column>\n    <mj-text>a</mj-text>\n   "
        "</mj-column>\n  </mj-section>\n </mj-body>\n</mjml>",
        Format.MJML,
    )
    column, text = tags(found, "mj-column")[0], tags(found, "mj-text")[0]
    at_end = done(found, Insert(column, None, "<mj-spacer />")).document
    assert "<mj-text>a</mj-text>\n    <mj-spacer />\n   </mj-column>" in at_end.source
    before = done(found, Insert(column, text, "<mj-spacer />")).document
    assert "<mj-column>\n    <mj-spacer />\n    <mj-text>a</mj-text>\n   </mj" in before.source
    assert before.by_id[text].text == "a"


def test_a_closed_column_is_opened_for_what_comes_in() -> None:
    found = mjml("<mj-section><mj-column /></mj-section>")
    made = done(found, Insert(tags(found, "mj-column")[0], None, "<mj-text>a</mj-text>"))
    assert "<mj-column><mj-text>a</mj-text></mj-column>" in made.document.source


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<mj-section></mj-section>", Reason.PLACEMENT),
        ("<mj-foo></mj-foo>", Reason.PLACEMENT),
        ("<mj-body></mj-body>", Reason.PLACEMENT),
        ("<mj-text>a</mj-text> b", Reason.PLACEMENT),
        ("words", Reason.BAD_VALUE),
        ("<b>words</b>", Reason.BAD_VALUE),
        ("<mj-text>a", Reason.BROKEN),
        ("</mj-column>", Reason.BROKEN),
        ("<mj-text>{{ a | nofilter }}</mj-text>", Reason.BROKEN),
        ("<mj-text {% if a %}{% endif %}>a</mj-text>", Reason.BROKEN),
    ],
)
def test_what_would_break_the_email_is_not_inserted(markup: str, reason: Reason) -> None:
    found = mjml(section("<mj-text>x</mj-text>"))
    assert refused(found, Insert(tags(found, "mj-column")[0], None, markup)).reason is reason


def test_a_refusal_says_where_it_goes() -> None:
    found = mjml(section("<mj-button>Go</mj-button>"))
    wrong = refused(found, Move(block(found, "button “Go”"), tags(found, "mj-body")[0], None))
    assert wrong.sentence == (
        "The button “Go” cannot stand directly in the body. It goes into a column or hero."
    )


def test_move_takes_the_condition_along_and_the_ids() -> None:
    body = f"{section('<mj-text>a</mj-text>')}\n<mj-raw>{{% if vip %}}</mj-raw>"
    body += f"{section('<mj-text>b</mj-text>')}<mj-raw>{{% endif %}}</mj-raw>"
    found = mjml(body)
    first, second = tags(found, "mj-section")
    made = done(found, Move(second, tags(found, "mj-body")[0], first)).document
    assert tags(made, "mj-section") == [second, first]
    assert [one.expression for one in made.by_id[second].around] == ["vip"]
    assert made.by_id[first].around == ()


def test_nothing_stands_in_itself() -> None:
    found = mjml(f"<mj-wrapper>{section('<mj-text>a</mj-text>')}</mj-wrapper>")
    wrapper = tags(found, "mj-wrapper")[0]
    assert refused(found, Move(wrapper, wrapper, None)).reason is Reason.PLACEMENT
    inside = tags(found, "mj-section")[0]
    assert refused(found, Move(wrapper, inside, None)).reason is Reason.PLACEMENT


def test_a_move_to_where_it_stands_changes_nothing() -> None:
    found = mjml(section("<mj-text>a</mj-text>") + section("<mj-text>b</mj-text>"))
    body, (first, second) = tags(found, "mj-body")[0], tags(found, "mj-section")
    for place in (first, second):
        assert done(found, Move(first, body, place)).document.source == found.source


def test_duplicate_gives_new_ids() -> None:
    found = mjml(section("<mj-text>a</mj-text>"))
    made = done(found, Duplicate(tags(found, "mj-section")[0])).document
    assert [one.text for one in made.blocks if one.tag == "mj-text"] == ["a", "a"]
    assert tags(made, "mj-section")[0] == tags(found, "mj-section")[0]


def test_delete_takes_an_empty_condition_with_it() -> None:
    inside = section("<mj-text>b</mj-text>")
    found = mjml(f"<mj-raw>{{% if a %}}</mj-raw>{inside}<mj-raw>{{% endif %}}</mj-raw>")
    assert "{%" not in done(found, Delete(tags(found, "mj-section")[0])).document.source
    assert refused(found, Delete(tags(found, "mj-body")[0])).reason is Reason.NOT_HERE
    assert refused(found, Delete("gone")).reason is Reason.GONE


def test_attributes_touch_only_their_bytes() -> None:
    found = mjml(section("<mj-button  color='red'   href=\"/a\" >Go</mj-button>"))
    button = tags(found, "mj-button")[0]
    values = {"color": "#fff", "href": None, "padding": "1px"}
    made = done(found, SetAttributes(button, values)).document
    assert "<mj-button  color='#fff' padding=\"1px\" >Go" in made.source
    value = '/?a=1&copy=2&b={{ x | default: "<\'y\'>" }}"<'
    made = done(found, SetAttributes(button, {"href": value})).document
    assert made.by_id[button].value("href") == value


@pytest.mark.parametrize("name", ["onclick", "a b", "", 'x"', "Color"])
def test_only_names_are_attributes(name: str) -> None:
    found = mjml(section("<mj-button>Go</mj-button>"))
    wrong = refused(found, SetAttributes(tags(found, "mj-button")[0], {name: "x"}))
    assert wrong.reason is Reason.BAD_VALUE


def test_one_property_of_a_style() -> None:
    found = parse('<p style="color:red; margin:0">a</p>', Format.HTML)
    name = found.blocks[0].id
    made = done(found, SetAttributes(name, {"style.color": "blue"})).document
    assert made.source == '<p style="color: blue; margin:0">a</p>'
    made = done(found, SetAttributes(name, {"style.padding": "1px"})).document
    assert made.source == '<p style="color:red; margin:0; padding: 1px">a</p>'
    made = done(found, SetAttributes(name, {"style.color": None})).document
    assert made.source == '<p style=" margin:0">a</p>'


def test_content_cannot_reach_out_of_its_block() -> None:
    found = mjml(section("<mj-text>a</mj-text>"))
    text = tags(found, "mj-text")[0]
    assert "<b>b</b>" in done(found, SetContent(text, "<b>b</b>")).document.source
    for content in ("</mj-text><mj-spacer />", "</td>", "<!--", "{% if a %}", "{{ a |"):
        assert refused(found, SetContent(text, content)).reason is Reason.BROKEN
    column = refused(found, SetContent(tags(found, "mj-column")[0], "x"))
    assert column.reason is Reason.NOT_HERE


def test_wrap_and_unwrap() -> None:
    found = mjml("".join(section(f"<mj-text>{one}</mj-text>") for one in "abc"))
    sections = tags(found, "mj-section")
    made = done(found, Wrap(tuple(sections[:2]), "mj-wrapper")).document
    wrapper = tags(made, "mj-wrapper")[0]
    assert made.by_id[wrapper].children == tuple(sections[:2])
    assert done(made, Unwrap(wrapper)).document.source == found.source
    assert refused(found, Wrap((sections[0], sections[2]), "mj-wrapper")).reason is Reason.NOT_HERE
    assert refused(found, Wrap((sections[0],), "mj-group")).reason is Reason.PLACEMENT
    assert refused(found, Unwrap(sections[0])).reason is Reason.PLACEMENT


def test_fewer_columns_keep_what_stood_in_them() -> None:
    found = mjml(
        "<mj-section><mj-column width='20%'><mj-text>a</mj-text></mj-column>"
        "<mj-column> <mj-text>b</mj-text> <mj-spacer /> </mj-column>"
        "<mj-column><mj-text>c</mj-text></mj-column></mj-section>"
    )
    name, texts = tags(found, "mj-section")[0], tags(found, "mj-text")
    one = done(found, SetColumns(name, ("",))).document
    assert tags(one, "mj-text") == texts
    assert tags(one, "mj-spacer") == tags(found, "mj-spacer")
    assert tags(one, "mj-column") == tags(found, "mj-column")[:1]
    four = done(found, SetColumns(name, ("40%", "20%", "20%", "20%"))).document
    widths = [each.value("width") for each in four.blocks if each.tag == "mj-column"]
    assert widths == ["40%", "20%", "20%", "20%"]
    for bad in ((), ("60%", "60%"), ("red",)):
        assert refused(found, SetColumns(name, bad)).reason is Reason.BAD_VALUE


def test_head_values() -> None:
    found = mjml(section("<mj-text>a</mj-text>"))
    now = done(found, SetHead("title", "A & B {{ name }}")).document
    assert "<mj-title>A &amp; B {{ name }}</mj-title>" in now.source
    now = done(now, SetHead("preview", "Soon")).document
    now = done(now, SetHead("breakpoint", "400px")).document
    now = done(now, SetDefaults("mj-text", {"color": "red"})).document
    now = done(now, SetDefaults("mj-text", {"color": "blue"})).document
    now = done(now, SetDefaults(".loud", {"font-size": "30px"})).document
    assert now.source.count("<mj-head>") == now.source.count("<mj-attributes>") == 1
    assert '<mj-text color="blue" /><mj-class name="loud" font-size="30px" />' in now.source
    assert "Soon" not in done(now, SetHead("preview", None)).document.source
    assert refused(now, SetHead("breakpoint", "wide")).reason is Reason.BAD_VALUE
    html = parse("<html><head></head><body></body></html>", Format.HTML)
    assert "<title>x</title>" in done(html, SetHead("title", "x")).document.source
    assert refused(html, SetHead("preview", "x")).reason is Reason.NOT_HERE


def test_a_code_edit_keeps_ids_and_is_refused_when_it_breaks() -> None:
    found = mjml(section("<mj-text>a</mj-text>") + section("<mj-text>b</mj-text>"))
    moved = document(section("<mj-text>b</mj-text>") + section("<mj-text>a!</mj-text>"))
    made = done(found, ReplaceSource(moved)).document
    assert tags(made, "mj-section") == tags(found, "mj-section")[::-1]
    broken = refused(found, ReplaceSource(found.source.replace("</mj-text>", "", 1)))
    assert "never closed" in broken.sentence
    assert refused(found, ReplaceSource("")).reason is Reason.PLACEMENT


def test_html_blocks_are_edited_in_place() -> None:
    found = read("HTML table")
    rows = tags(found, "tr")
    table = tags(found, "table")[0]
    made = done(found, Move(rows[2], table, rows[0])).document
    assert tags(made, "tr") == [rows[2], rows[0], rows[1]]
    assert refused(found, Move(tags(found, "td")[0], table, None)).reason is Reason.PLACEMENT
    text = tags(found, "h1")[0]
    assert "<h1>Autumn</h1>" in done(found, SetContent(text, "Autumn")).document.source
    assert tags(done(found, Delete(rows[1])).document, "tr") == [rows[0], rows[2]]
    assert len(tags(done(found, Duplicate(rows[0])).document, "tr")) == 4


def test_an_inverse_fits_only_where_it_came_from() -> None:
    found = mjml(section("<mj-text>abc</mj-text>"))
    made = done(found, SetContent(tags(found, "mj-text")[0], "xyz"))
    assert refused(found, made.inverse).reason is Reason.CHANGED


@pytest.mark.parametrize(
    "value",
    [
        None, [], {}, {"do": "dance"}, {"do": "delete"}, {"do": "delete", "block": 1},
        {"do": "delete", "block": "a", "x": 1}, {"do": "wrap", "blocks": "a", "tag": "b"},
        {"do": "setAttributes", "block": "a", "values": {"a": 1}},
        {"do": "setContent", "block": "a", "content": "\ud800"},
        {"do": "restore", "patch": {"splices": [[-1, "", "", []]], "kept": []}},
        {"do": "restore", "patch": {"splices": [[0, "", ""]], "kept": []}},
        {"do": "restore", "patch": []},
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence(value: object) -> None:
    with pytest.raises(Refused, match=r"\.$") as caught:
        from_json(value)
    assert caught.value.reason is Reason.BAD_VALUE


def test_every_operation_has_a_name() -> None:
    assert set(NAMES) == {
        "insert", "move", "duplicate", "delete", "setAttributes", "setContent", "wrap", "unwrap",
        "setColumns", "setHead", "setDefaults", "setCondition", "setLoop", "setLock",
        "replaceSource", "restore",
    }  # fmt: skip
