"""Bytes of keys sort as DynamoDB sorts keys, whatever is in them."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from craftify.dynamo.embedded.schema import after, escaped, partition_bytes, sort_bytes

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.text("a\x00\x01")
blobs = st.binary(max_size=6) | st.lists(st.sampled_from([0, 1, 255])).map(bytes)


@given(texts, texts)
def test_texts_sort_by_their_utf8_bytes(left: str, right: str) -> None:
    one, other = sort_bytes({"S": left}), sort_bytes({"S": right})
    assert (one < other) == (left.encode() < right.encode())
    assert left == right or not one.startswith(other)


@given(blobs, blobs)
def test_binaries_sort_by_unsigned_bytes(left: bytes, right: bytes) -> None:
    one, other = sort_bytes({"B": left}), sort_bytes({"B": right})
    assert (one < other) == (left < right)
    assert left == right or not one.startswith(other)


@given(blobs, blobs, blobs)
def test_a_beginning_is_a_range(partition: bytes, start: bytes, key: bytes) -> None:
    lower = partition_bytes({"B": partition}) + escaped(start)
    row = partition_bytes({"B": partition}) + sort_bytes({"B": key})
    assert (lower <= row < after(lower)) == key.startswith(start)


@given(st.sampled_from(["S", "B"]), blobs, blobs)
def test_partitions_do_not_run_into_each_other(kind: str, left: bytes, right: bytes) -> None:
    one, other = (partition_bytes(_value(kind, each)) for each in (left, right))
    assert one == other or not (one <= other < after(one))


def _value(kind: str, data: bytes) -> dict[str, Any]:
    return {kind: data.hex() if kind == "S" else data}
