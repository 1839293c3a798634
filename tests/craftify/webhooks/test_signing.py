"""What a receiver can rely on, checked by a verifier that shares no line with the product."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from craftify.webhooks import signing

# Computed with `printf '1764000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test`.
VECTORS = [
    (
        b'{"id":"evt_1"}',
        "whsec_test",
        1764000000,
        "76728ba9029660ebc0a14b80fefcffcc0ad9c7139948290090e9bb71e97d5918",
    ),
    (b"", "whsec_test", 0, "a2fa7a43c6a1cf2e784eaf3327d65c65b3d2b790320ebed9aa5661bc42a8cccd"),
    (
        '{"name":"Frühling"}'.encode(),
        "whsec_ü",
        1795424400,
        "008e3a4864beea0be56370eb594b191aca0fb65403b99d4866ed753ea2635f78",
    ),
]


def verified(header: str, body: bytes, secret: str, *, now: int, tolerance: int = 300) -> bool:
    """RFC 2104 written out, as a receiver in any language could."""
    parts = [part.split("=", 1) for part in header.split(",")]
    [at] = [value for name, value in parts if name == "t"]
    key = secret.encode()
    assert len(key) <= 64
    block = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(one ^ 0x36 for one in block) + at.encode() + b"." + body).digest()
    expected = hashlib.sha256(bytes(one ^ 0x5C for one in block) + inner).hexdigest()
    given = [value for name, value in parts if name == "v1"]
    fresh = abs(now - int(at)) <= tolerance
    return fresh and any(hmac.compare_digest(expected, one) for one in given)


@pytest.mark.parametrize(("body", "secret", "at", "digest"), VECTORS)
def test_vectors(body: bytes, secret: str, at: int, digest: str) -> None:
    assert signing.signature(body, [secret], at) == f"t={at},v1={digest}"


@given(body=st.binary(max_size=200), at=st.integers(0, 2**40))
def test_the_independent_verifier_agrees(body: bytes, at: int) -> None:
    header = signing.signature(body, ["whsec_one"], at)
    assert verified(header, body, "whsec_one", now=at)
    assert not verified(header, body, "whsec_two", now=at)
    assert not verified(header, body + b" ", "whsec_one", now=at)
    assert not verified(header, body, "whsec_one", now=at + 301)


@given(body=st.binary(max_size=50), at=st.integers(1, 2**40))
def test_another_time_does_not_verify(body: bytes, at: int) -> None:
    digest = signing.signature(body, ["whsec_one"], at).partition(",")[2]
    assert not verified(f"t={at + 1},{digest}", body, "whsec_one", now=at)


def test_the_border_between_time_and_body_cannot_be_moved() -> None:
    first = signing.signature(b"2.x", ["whsec_one"], 1)
    second = signing.signature(b"x", ["whsec_one"], 12)
    assert first.partition(",")[2] != second.partition(",")[2]


def test_while_a_secret_is_exchanged_either_verifies() -> None:
    header = signing.signature(b"{}", ["whsec_new", "whsec_old"], 7)
    assert header.count("v1=") == 2
    assert verified(header, b"{}", "whsec_new", now=7)
    assert verified(header, b"{}", "whsec_old", now=7)
    assert not verified(header, b"{}", "whsec_older", now=7)


def test_secrets_are_long_and_their_own() -> None:
    made = {signing.new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(one.startswith("whsec_") and len(one) == 49 for one in made)
