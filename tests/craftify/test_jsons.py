"""JSON that could be read in two ways is refused, by the API and by the editor (SEC-5, 6)."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from craftify.security.jsons import DEEPEST, AmbiguousJson, loads
from tests.cast import Acme

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
)
AMBIGUOUS = [
    '{"name": "a", "name": "b"}',
    '{"name": "a", "n\\u0061me": "a"}',
    '{"sample": [{"deep": {"x": 1, "x": 1}}]}',
    '{"sample": {"x": "a\\u0000b"}}',
    '{"sample": {"x\\u0000": 1}}',
    '{"sample": ' + "[" * 300 + "]" * 300 + "}",
]


@given(DOCUMENTS)
def test_what_says_one_thing_is_read_as_it_is(document: Any) -> None:
    assert loads(orjson.dumps(document)) == document


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_what_could_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(AmbiguousJson):
        loads(text)


def test_the_depth_is_exact() -> None:
    loads("[" * DEEPEST + "]" * DEEPEST)
    with pytest.raises(AmbiguousJson, match="nests deeper"):
        loads("[" * (DEEPEST + 1) + "0" + "]" * (DEEPEST + 1))


@pytest.mark.parametrize("text", ["[" * 100_000, "{", "NaN", '"\\ud800"', b"\xff", b""])
def test_what_is_no_json_is_told_as_such(text: bytes | str) -> None:
    with pytest.raises(orjson.JSONDecodeError):
        loads(text)


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_the_api_says_so(acme: Acme, sign_in: Any, text: str) -> None:
    client = sign_in(acme.eve)
    answer = client.post("/api/templates", text, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "ambiguous_json")


def test_what_one_name_says_is_taken(acme: Acme, sign_in: Any) -> None:
    text = json.dumps({"name": "Sale", "source": "<p>Hello</p>", "sample": {"x": [{"x": 1}]}})
    answer = sign_in(acme.eve).post("/api/templates", text, content_type="application/json")
    assert answer.status_code != 500
    assert "ambiguous" not in answer.content.decode()
