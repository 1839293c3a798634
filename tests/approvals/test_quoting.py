"""Words that are selected in the filled-in email, and the words of the source that they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.comments.domain import Anchor, Spot
from approvals.comments.quoting import as_shown, in_source, shown_quote
from templates_app.document.anchors import find_quote

TEXT = "Hello {{ name }}, {{ offer | upcase }} until Sunday, only for you"
DATA = {"name": "Robin", "offer": "a fifth off"}


def anchor(quote: str, prefix: str = "", suffix: str = "") -> Anchor:
    return Anchor(spot=Spot.TEXT, block_id="b", quote=quote, prefix=prefix, suffix=suffix)


@pytest.mark.parametrize(
    ("selected", "kept"),
    [
        ("Hello Robin", "Hello {{ name }}"),
        ("A FIFTH OFF until", "{{ offer | upcase }} until"),
        ("FIFTH", "{{ offer | upcase }}"),
        ("until Sunday", "until Sunday"),
        ("{{ name }}", "{{ name }}"),
        ("obi", "{{ name }}"),
        ("Hello , until", "Hello {{ name }}, {{ offer | upcase }} until"),
    ],
)
def test_what_is_selected_is_kept_as_the_source_has_it(selected: str, kept: str) -> None:
    found = in_source(anchor(selected), TEXT, DATA)
    assert found
    assert found.quote == kept
    start = TEXT.index(kept)
    assert TEXT[:start].endswith(found.prefix)
    assert TEXT[start + len(kept) :].startswith(found.suffix)


def test_words_that_are_not_there_are_none() -> None:
    assert in_source(anchor("Goodbye"), TEXT, DATA) is None
    assert in_source(anchor("Robin"), "Hello {% if %}", DATA) is None


def test_of_equal_words_the_surroundings_choose() -> None:
    text = "red {{ a }} red {{ b }}"
    found = in_source(anchor("red", prefix="red one ", suffix=" two"), text, {"a": "one", "b": "2"})
    assert found
    assert found.prefix == "red {{ a }} "


def test_a_quote_reads_as_the_recipient_has_it() -> None:
    quote = find_quote(TEXT, "Hello {{ name }}, {{ offer | upcase }}")
    assert quote
    assert shown_quote(TEXT, quote, DATA) == "Hello Robin, A FIFTH OFF"


def test_a_branch_that_is_not_taken_is_no_part_of_what_is_read() -> None:
    text = "Dear {% if vip %}esteemed {% endif %}{{ name }}, welcome"
    assert as_shown(text, DATA) == "Dear Robin, welcome"
    found = in_source(anchor("Dear Robin"), text, DATA)
    assert found
    assert found.quote.endswith("{{ name }}")


_WORDS = st.lists(st.sampled_from(["a", "bc", "{{ x }}", "{{ y }}", "def,", "{{ z }}"]), min_size=1)


@given(_WORDS, st.data())
def test_every_part_of_what_is_read_comes_back(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    values = {"x": "one two", "y": "a", "z": ""}
    shown = as_shown(text, values)
    start = data.draw(st.integers(0, max(0, len(shown) - 1)))
    end = data.draw(st.integers(start, len(shown)))
    picked = shown[start:end]
    found = in_source(anchor(picked, shown[:start], shown[end:]), text, values)
    if not picked.strip():
        return
    assert found
    assert found.quote in text
    quote = find_quote(text, found.quote, found.prefix, found.suffix)
    assert quote
    assert quote.exact
