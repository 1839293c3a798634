"""Numbers: one way to write each, exact sums, and bytes that sort as they do."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from craftify.dynamo.embedded import numbers
from craftify.dynamo.embedded.errors import ValidationError

digits = st.integers(-(10**38) + 1, 10**38 - 1)


@st.composite
def decimals(draw: st.DrawFn) -> Decimal:
    mantissa = draw(digits | st.integers(-1000, 1000))
    width = len(str(abs(mantissa)))
    exponent = draw(st.integers(-130, 126 - width))
    return Decimal((mantissa < 0, Decimal(abs(mantissa)).as_tuple().digits, exponent))


@given(decimals())
def test_a_number_is_written_in_one_way_and_stays_the_same(number: Decimal) -> None:
    written = numbers.canonical(str(number))
    assert Decimal(written) == number
    assert numbers.canonical(f"{number:f}") == written
    assert numbers.canonical(written) == written


@given(decimals(), decimals())
def test_bytes_sort_as_numbers_do(left: Decimal, right: Decimal) -> None:
    one, other = (numbers.sortable(numbers.canonical(str(each))) for each in (left, right))
    assert (one < other) == (left < right)
    assert (one == other) == (left == right)


@given(decimals(), decimals())
def test_no_bytes_begin_with_those_of_another_number(left: Decimal, right: Decimal) -> None:
    one, other = (numbers.sortable(numbers.canonical(str(each))) for each in (left, right))
    assert left == right or not one.startswith(other)


@given(digits, digits)
def test_sums_are_exact_or_refused(left: int, right: int) -> None:
    for compute, expected in (
        (numbers.added, left + right),
        (numbers.subtracted, left - right),
    ):
        if len(str(abs(expected)).rstrip("0")) <= 38:
            assert int(compute(str(left), str(right))) == expected
        else:
            with pytest.raises(ValidationError, match="38 significant digits"):
                compute(str(left), str(right))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("0", "0"),
        ("-0.000", "0"),
        ("+1.50", "1.5"),
        (".5", "0.5"),
        ("1E3", "1000"),
        ("1200", "1200"),
        ("1e-3", "0.001"),
        ("9" * 38, "9" * 38),
        ("9" * 38 + "000", "9" * 38 + "000"),
    ],
)
def test_examples(text: str, written: str) -> None:
    assert numbers.canonical(text) == written


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x", "cannot be converted"),
        ("", "cannot be converted"),
        (" 1", "cannot be converted"),
        ("1_000", "cannot be converted"),
        ("NaN", "cannot be converted"),
        ("Infinity", "cannot be converted"),
        ("\u0661", "cannot be converted"),
        ("1" * 39, "38 significant digits"),
        ("0." + "1" * 39, "38 significant digits"),
        ("1E126", "overflow"),
        ("-1E126", "overflow"),
        ("1E-131", "underflow"),
    ],
)
def test_what_is_not_a_number_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        numbers.canonical(text)


def test_sums_keep_38_digits() -> None:
    assert numbers.added("0." + "1" * 37, "1") == "1." + "1" * 37
    assert numbers.subtracted("1" * 38, "1") == "1" * 37 + "0"
