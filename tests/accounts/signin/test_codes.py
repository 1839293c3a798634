"""One-time codes: the vectors of RFC 6238, and each good once."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.signin.codes import code_of, step_at, step_of, text_of, tidy, uri_of

SECRET = b"12345678901234567890"
SECRETS = st.binary(min_size=20, max_size=20)
STEPS = st.integers(min_value=2, max_value=2**40)


# RFC 6238, appendix B, for SHA-1; its codes have eight digits, of which ours are the last six.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_the_standard(seconds: int, code: str) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert code_of(SECRET, step_at(moment)) == code[-6:]


@given(SECRETS, STEPS, st.integers(-1, 1))
def test_a_clock_may_be_a_step_off_and_a_code_is_good_once(
    secret: bytes, now: int, skew: int
) -> None:
    code = code_of(secret, now + skew)
    step = step_of(secret, code, now, 0)
    assert step is not None
    assert code_of(secret, step) == code
    assert step_of(secret, code, now, now + 1) is None


@given(SECRETS, STEPS, st.text(max_size=40))
def test_whatever_is_typed_is_no_code_unless_it_is_one(secret: bytes, now: int, typed: str) -> None:
    real = {code_of(secret, step) for step in (now - 1, now, now + 1)}
    assert (step_of(secret, tidy(typed), now, 0) is not None) == (tidy(typed) in real)


def test_an_authenticator_understands_the_address() -> None:
    uri = uri_of(SECRET, "eve+x@acme.example", "Craftify Email")
    assert uri == (
        "otpauth://totp/Craftify%20Email:eve%2Bx@acme.example"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Craftify%20Email"
    )
    assert text_of(SECRET) in uri
