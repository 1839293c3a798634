"""Comments find their words again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates_app.document.anchors import find_quote, locate
from templates_app.document.parse import parse
from templates_app.rendering.formats import Format
from tests.templates_app.rendering.documents import document, section


def found(text: str, quote: str, prefix: str = "", suffix: str = "") -> tuple[str, bool] | None:
    place = find_quote(text, quote, prefix, suffix)
    return None if place is None else (text[place.start : place.end], place.exact)


@given(st.text("ab c", max_size=30), st.integers(0, 30), st.integers(1, 8))
def test_a_part_of_the_text_is_found_where_it_is(text: str, start: int, length: int) -> None:
    text = " ".join(text.split())
    quote = text[start : start + length].strip()
    if not quote:
        return
    at = text.find(quote, start)
    place = find_quote(text, quote, text[:at], text[at + len(quote) :])
    assert place is not None
    assert place.exact
    assert (place.start, place.end) == (at, at + len(quote))


def test_the_surroundings_decide_between_equals() -> None:
    place = find_quote("one two, three two", "two", "three ", "")
    assert place is not None
    assert place.start == 15


@pytest.mark.parametrize(
    ("text", "quote", "prefix", "suffix", "expected"),
    [
        ("the  price\n is", "price is", "", "", ("price\n is", True)),
        ("The price is 12 euros now", "9 euros", "price is ", " now", ("12 euros", False)),
        ("Buy the red shoes today", "the blue shoes", "", "", ("the red shoes", False)),
        ("Something else", "the blue shoes", "", "", None),
        ("Anything", " ", "", "", None),
        ("", "x", "", "", None),
    ],
)
def test_edited_quotes(
    text: str, quote: str, prefix: str, suffix: str, expected: tuple[str, bool] | None
) -> None:
    assert found(text, quote, prefix, suffix) == expected


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=5), st.text(max_size=5))
def test_any_quote_gives_a_part_or_nothing(text: str, quote: str, before: str, after: str) -> None:
    place = find_quote(text, quote, before, after)
    assert place is None or 0 <= place.start < place.end <= len(text)


def test_a_block_is_located_in_words() -> None:
    email = parse(document(section("<mj-text>Hi</mj-text>")), Format.MJML)
    place = locate(email, email.blocks[-1].id)
    assert place is not None
    assert place.words == "section “Hi” › column 1 › text “Hi”"
    assert (place.line, place.column) == (4, 24)
    assert locate(email, "gone") is None
