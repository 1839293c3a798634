"""Blocks of a source: what there is, where it stands, what it is called."""

import pytest
from hypothesis import given, settings

from templates_app.document.blocks import Document, Ids
from templates_app.document.parse import parse
from templates_app.rendering.formats import Format
from templates_app.starters import all_starters
from tests.templates_app.rendering.documents import PLAIN, document, section
from tests.templates_app.rendering.grammar import markup

SOURCES = {**PLAIN, **{starter.slug: starter.source for starter in all_starters()}}


def mjml(source: str) -> Document:
    return parse(source, Format.MJML)


def labels(found: Document) -> list[str]:
    return [block.label for block in found.blocks]


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_is_read_without_complaint(name: str) -> None:
    found = mjml(SOURCES[name])
    assert found.problems == ()
    assert found.blocks
    check(found)


def check(found: Document) -> None:
    """Ids are unique; children stand in order inside their parents; every place is right."""
    assert len(found.by_id) == len(found.blocks)
    assert len(found.ids.by_path) == len(found.blocks)
    assert [block.start for block in found.blocks] == sorted(block.start for block in found.blocks)
    for block in found.blocks:
        assert block.start < block.content_start <= block.content_end <= block.end
        opening = found.opening(block).lower()
        assert opening.startswith(f"<{block.tag}")
        at = block.content_start
        for child in found.children(block):
            assert child.parent == block.id
            assert at <= child.start
            assert child.end <= block.content_end
            at = child.end
        for given_ in block.attributes:
            text = found.source[given_.start : given_.end]
            assert text.lower().startswith(given_.name)


@given(markup)
@settings(max_examples=200)
def test_any_text_can_be_read(source: str) -> None:
    for language in Format:
        found = parse(source, language)
        check(found)
        assert parse(source, language, Ids.from_json(found.ids.json())) == found


def test_stored_ids_come_back() -> None:
    found = mjml(PLAIN["columns"])
    other = found.with_ids([f"id{number}" for number in range(len(found.blocks))])
    again = parse(other.source, Format.MJML, Ids.from_json(other.ids.json()))
    assert again == other


def test_ids_are_an_object_of_strings() -> None:
    for text in ("[]", '{"a": 1}', "{"):
        with pytest.raises(ValueError, match=r"."):
            Ids.from_json(text)


def test_blocks_are_called_by_their_words() -> None:
    source = document(
        section('<mj-text><h1>Spring</h1></mj-text><mj-button href="/x">Shop now</mj-button>')
        + section('<mj-image src="https://a.example/i/logo.png?x=1" /><mj-spacer />')
    )
    assert labels(mjml(source)) == [
        "email", "body", "section “Spring”", "column 1", "heading “Spring”", "button “Shop now”",
        "section “logo.png”", "column 1", "image “logo.png”", "spacer 1",
    ]  # fmt: skip


def test_a_long_text_is_cut_between_words() -> None:
    text = "Good morning, {{ name | default: 'you' }}, here is what is in bloom this week"
    found = mjml(document(section(f"<mj-text>{text}</mj-text>")))
    assert found.blocks[-1].label == "text “Good morning, {{ name }}, here is what…”"
    assert found.blocks[-1].text == text


def test_conditions_and_loops_stand_around_blocks() -> None:
    inside = section("<mj-text>x</mj-text>")
    source = document(
        f"<mj-raw>{{% if vip %}}</mj-raw>{inside}<mj-raw>{{% else %}}</mj-raw>{inside}"
        f"<mj-raw>{{% endif %}}</mj-raw>{{% for a in items %}}{inside}{{% endfor %}}"
    )
    found = mjml(source)
    sections = [block for block in found.blocks if block.tag == "mj-section"]
    around = [[(one.name, one.expression) for one in block.around] for block in sections]
    assert around == [[("if", "vip")], [("else", "")], [("for", "a in items")]]
    assert not any(block.tag == "mj-raw" for block in found.blocks)
    whole = sections[0].around[0]
    assert source[whole.start : whole.end] == "<mj-raw>{% if vip %}</mj-raw>"
    assert source[whole.close_start : whole.close_end] == "<mj-raw>{% endif %}</mj-raw>"


def test_an_include_is_refused() -> None:
    found = mjml(document('<mj-include path="./x.mjml" />'))
    assert [problem.message for problem in found.problems] == [
        "There are no files here to include; paste what it holds instead."
    ]


def test_too_deep_and_too_many_are_left_as_text() -> None:
    deep = mjml(document("<mj-wrapper>" * 200 + "</mj-wrapper>" * 200))
    assert "nested more than" in deep.problems[0].message
    many = mjml(document("<mj-spacer/>" * 6000))
    assert "more than 5,000 blocks" in many.problems[0].message
    check(deep)
    check(many)


HTML = """<html><head><title>Hi</title></head><body><table><tr><td class="x">
<h1>Spring</h1><p>See <a href="/a">our list</a> of seeds.<p>Second
<img src="/logo.png" alt="Acme">
<table><tr><td><a href="/shop" style="background:#000;padding:4px">Shop</a></td></tr></table>
</td></tr>
{% for item in items %}<tr><td>{{ item }}</td></tr>{% endfor %}
</table></body></html>"""


def test_plain_html_has_the_blocks_people_see() -> None:
    found = parse(HTML, Format.HTML)
    check(found)
    kinds = [f"{block.kind}: {block.text}" for block in found.blocks if block.text]
    assert kinds == [
        "title: Hi",
        "heading: Spring",
        "text: See our list of seeds.",
        "text: Second",
        "button: Shop",
        "cell: {{ item }}",
    ]
    assert "image “Acme”" in labels(found)
    assert [block.around[0].name for block in found.blocks if block.around] == ["for"]


def test_a_comment_is_no_text() -> None:
    assert parse("<td><!--[if mso]><p>x</p><![endif]-->a</td>", Format.HTML).blocks[0].text == "a"
    source = document(section("<mj-text>a<!-- b --></mj-text>"))
    assert mjml(source).blocks[-1].text == "a"
