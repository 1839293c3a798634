"""Keys and values to draw from; few, so that they meet each other."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Request = dict[str, Any]
KEYS: dict[str, list[Any]] = {
    "S": [{"S": text} for text in ("a", "b", "ab", "\u00e9", "\U0001f600", "B")],
    "N": [{"N": text} for text in ("0", "-1", "2", "10", "1.5", "-20", "1000")],
    "B": [{"B": data} for data in (b"\x00", b"a", b"a\x00", b"\xff", b"ab")],
}
NAMES = ["a", "b", "c", "m"]
INDEX_KEYS = {"g": "S", "h": "N"}
# Attributes that have one type in every item, for what the peer does not refuse or refuses
# otherwise when the type is wrong.
TEXT, NUMBER, LIST = "t", "n", "l"
numbers = st.sampled_from(["0", "1", "-1", "2", "10", "1.50", "1e2", "-0.001"])
# Only where nothing is added to it: the peer computes with 28 digits.
long_numbers = numbers | st.just("123456789012345678901234567890.12345678")
texts = st.sampled_from(["", "a", "ab", "abc", "b", "\u00e9", "\U0001f600"])
scalars: SearchStrategy[Any] = st.one_of(
    st.builds(lambda text: {"S": text}, texts),
    st.builds(lambda text: {"N": text}, numbers),
    st.builds(lambda data: {"B": data}, st.sampled_from([b"", b"a", b"ab"])),
    st.builds(lambda flag: {"BOOL": flag}, st.booleans()),
    st.just({"NULL": True}),
)
# Literals of other types are refused in orderings, but not by both at the same point.
ordered = st.sampled_from([{"S": "ab"}, {"S": ""}, {"N": "1"}, {"N": "-20"}, {"B": b"a"}])
BOUNDS = [
    ({"S": "a"}, {"S": "b"}),
    ({"N": "-2"}, {"N": "10"}),
    ({"B": b""}, {"B": b"ab"}),
    ({"N": "1"}, {"N": "1"}),
]
sets = st.one_of(
    st.builds(lambda some: {"SS": sorted(some)}, st.sets(texts, min_size=1, max_size=3)),
    st.builds(lambda some: {"NS": sorted(some)}, st.sets(long_numbers, min_size=1, max_size=3)),
    st.builds(
        lambda some: {"BS": sorted(some)},
        st.sets(st.sampled_from([b"a", b"b", b"ab"]), min_size=1, max_size=3),
    ),
)
values: SearchStrategy[Any] = st.recursive(
    scalars | sets,
    lambda inner: st.one_of(
        st.builds(lambda some: {"L": some}, st.lists(inner, max_size=3)),
        st.builds(
            lambda some: {"M": some}, st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
        ),
    ),
    max_leaves=5,
)
