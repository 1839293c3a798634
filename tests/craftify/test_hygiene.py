"""Whatever bytes arrive, no request is a 500 (SEC-6)."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from craftify.onehop import OneHopHandler
from tests.craftify.test_onehop import scope

handler: list[OneHopHandler] = []

ADDRESSES = st.sampled_from(
    ["/sign-in", "/theme", "/sign-out", "/health/live", "/api", "/api/auth/token", "/api/templates"]
)
TYPES = st.sampled_from(
    [
        b"application/json",
        b"application/x-www-form-urlencoded",
        b"application/x-www-form-urlencoded; charset=utf-16",
        b"multipart/form-data; boundary=x",
        b"multipart/form-data",
        b"text/plain; charset=nonsense",
    ]
)
BODIES = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [
            b'{"email": ',
            b'{"email": "\\u0000", "password": "\\ud800"}',
            b'{"email": ["a"], "password": {"a": 1}}',
            b'{"email": 1e999, "password": NaN}',
            b"[" * 100_000,
            b"email=%00&password=%ff&email=again",
            b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n\xff\x00\r\n--x--',
            b"--x\r\nbroken",
        ]
    ),
)
# What servers let pass in a header.
WORDS = st.binary(max_size=60).map(lambda word: word.translate(None, b"\0\r\n"))
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            b"accept",
            b"authorization",
            b"content-length",
            b"cookie",
            b"hx-current-url",
            b"hx-request",
            b"if-none-match",
            b"x-request-id",
        ]
    ),
    st.one_of(
        WORDS,
        st.sampled_from(
            [
                b"craftify_session=" + b"a" * 5_000,
                b"craftify_session=\xff; craftify_csrf=\xff",
                b"Bearer \xff",
                b"Bearer a.b.c",
                b"-1",
                b"http://[bad",
                b"application/json",
            ]
        ),
    ),
    max_size=3,
)


def status_of(asked: dict[str, Any], body: bytes) -> int:
    """How the product's own stack answers."""
    if not handler:
        handler.append(OneHopHandler(threads=1))
    statuses: list[int] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def run() -> None:
        told: asyncio.Queue[Any] = asyncio.Queue()
        told.put_nowait({"type": "http.request", "body": body})
        await handler[0](asked, told.get, send)

    asyncio.run(run())
    return statuses[0]


@given(ADDRESSES, TYPES, BODIES, HEADERS)
def test_no_body_and_no_header_is_a_500(
    address: str, kind: bytes, body: bytes, headers: dict[bytes, bytes]
) -> None:
    given_headers = [(b"host", b"127.0.0.1"), (b"content-type", kind), *headers.items()]
    assert status_of(scope(address, "POST", headers=given_headers), body) < 500


@given(st.text(max_size=60), st.binary(max_size=60), HEADERS)
def test_no_address_is_a_500(path: str, query: bytes, headers: dict[bytes, bytes]) -> None:
    asked = scope("/" + path.replace("?", ""), query_string=query)
    asked["headers"] += list(headers.items())
    assert status_of(asked, b"") < 500


@pytest.mark.parametrize(
    "address", ["/templates/", "/approvals/", "/api/templates/", "/api/approvals/", "/"]
)
# Not one letter again and again, which other tests use for passwords.
@pytest.mark.parametrize("id_", ["ab-" * 500, "é" * 600])
def test_an_id_longer_than_a_key_is_absent(sign_in: Any, acme: Any, address: str, id_: str) -> None:
    assert sign_in(acme.ada).get(address + id_).status_code == 404
