"""Bytes on a raw socket, as no HTTP library would send them, to the product's server (SEC-5, 6)."""

import contextlib
import re
import socket
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.craftify.behind import port_of

pytestmark = pytest.mark.network

JSON = b"Content-Type: application/json\r\n"
MULTIPART = b"Content-Type: multipart/form-data; boundary=x\r\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    yield from port_of("tests.craftify.product_served")


def status_of(port: int, sent: bytes, patience: float = 30) -> int:
    """The status of the first answer; 0 when the server hangs up or waits for more."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as line:
        try:
            line.sendall(sent)
            answer = line.recv(65_536)
        except (ConnectionError, TimeoutError):
            return 0
    found = re.match(rb"HTTP/1\.[01] (\d{3}) ", answer)
    assert found or not answer, answer[:100]
    return int(found[1]) if found else 0


def request(line: bytes, headers: bytes = b"", body: bytes = b"") -> bytes:
    """A request; its length is told unless the headers tell one, or that there are chunks."""
    if body and not re.search(rb"(?i)content-length|transfer-encoding", headers):
        headers += b"Content-Length: %d\r\n" % len(body)
    return (
        line + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers + b"\r\n" + body
    )


FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
FILE = PART.replace(b'"a"', b'"a"; filename="b.txt"')
END = b"--x--\r\n"
ENDLESS = b"--x\r\nX-A: " + b"a" * 9_000 + b"\r\n\r\n\r\n"
TOKEN = b"POST /api/auth/token"
REFUSED = {
    "a long address": (request(b"GET /" + b"a" * 20_000), 414),
    "an endless address": (b"GET /" + b"a" * 40_000, 414),
    "a long header": (request(b"GET /sign-in", b"X-Long: " + b"a" * 20_000 + b"\r\n"), 431),
    "an endless header": (b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 40_000, 431),
    "long headers": (request(b"GET /sign-in", (b"X-A: " + b"a" * 4_000 + b"\r\n") * 5), 431),
    "many headers": (request(b"GET /sign-in", b"X-A: b\r\n" * 600), 431),
    "a header without a colon": (request(b"GET /sign-in", b"nonsense\r\n"), 400),
    "a NUL in a header": (request(b"GET /sign-in", b"X-A: a\0b\r\n"), 400),
    "two lengths": (request(TOKEN, b"Content-Length: 2\r\nContent-Length: 3\r\n", b"{}"), 400),
    "a length and chunks": (
        request(TOKEN, b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"),
        400,
    ),
    "a negative length": (request(TOKEN, b"Content-Length: -1\r\n", b"{}"), 400),
    "a length in words": (request(TOKEN, b"Content-Length: two\r\n", b"{}"), 400),
    "a broken chunk": (request(TOKEN, b"Transfer-Encoding: chunked\r\n", b"zz\r\n{}\r\n"), 400),
    "a NUL in the address": (request(b"GET /sign-in%00"), 400),
    "a NUL in a parameter": (request(b"GET /sign-in?next=%00"), 400),
    "a parameter that is not UTF-8": (request(b"GET /sign-in?next=%ff"), 400),
    "a parameter twice": (request(b"GET /sign-in?next=/a&next=/b"), 400),
    "a name twice in JSON": (request(TOKEN, JSON, b'{"email": "a", "email": "b"}'), 400),
    "a NUL in JSON": (request(TOKEN, JSON, b'{"email": "\\u0000", "password": "b"}'), 400),
    "deep JSON": (request(TOKEN, JSON, b"[" * 900 + b"]" * 900), 400),
    "bottomless JSON": (request(TOKEN, JSON, b"[" * 100_000), 400),
    "JSON that is not UTF-8": (request(TOKEN, JSON, b'{"email": "\xff"}'), 400),
    "too many fields": (request(b"POST /sign-in", FORM, b"a=1&" * 2_001), 400),
    "too many parts": (request(b"POST /sign-in", MULTIPART, PART * 2_001 + END), 400),
    "too many files": (request(b"POST /sign-in", MULTIPART, FILE * 21 + END), 400),
    "endless headers of a part": (request(b"POST /sign-in", MULTIPART, ENDLESS + END), 400),
    "no boundary": (
        request(b"POST /sign-in", b"Content-Type: multipart/form-data\r\n", b"--"),
        400,
    ),
    "a NUL in a field": (request(b"POST /sign-in", FORM, b"email=a%00b"), 400),
    "a NUL in a field's name": (request(b"POST /sign-in", FORM, b"a%00b=1"), 400),
    "a NUL in a part": (request(b"POST /sign-in", MULTIPART, PART.replace(b"1", b"\0") + END), 400),
    "another type": (request(TOKEN, b"Content-Type: text/xml\r\n", b"<a/>"), 415),
    "a form for the API": (request(TOKEN, MULTIPART, b"--x\r\nbroken"), 415),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_and_how(port: int, case: str) -> None:
    sent, status = REFUSED[case]
    assert status_of(port, sent) == status


@pytest.mark.parametrize(
    "told", [b"Content-Length: 11534336\r\n", b"Transfer-Encoding: chunked\r\n"]
)
def test_eleven_megabytes_are_413(port: int, told: bytes) -> None:
    body = b"a" * 11 * 2**20
    if b"chunked" in told:
        body = b"b00000\r\n" + body + b"\r\n0\r\n\r\n"
    assert status_of(port, request(TOKEN, JSON + told, body)) == 413


def test_a_length_that_promises_more_keeps_nobody_waiting(port: int) -> None:
    assert status_of(port, request(TOKEN, JSON + b"Content-Length: 900\r\n", b"{}"), 1) == 0
    assert status_of(port, request(b"GET /health/live")) == 200


def test_what_follows_a_short_length_is_not_taken_for_a_body(port: int) -> None:
    assert status_of(port, request(TOKEN, JSON + b"Content-Length: 1\r\n", b'{"a": 1}')) == 400


def test_many_slow_senders_keep_nobody_waiting(port: int) -> None:
    """Twice as many as there are threads, in the middle of headers, of bodies and of chunks."""
    begun = (
        b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ",
        request(TOKEN, JSON + b"Content-Length: 900\r\n", b"{"),
        request(TOKEN, JSON + b"Transfer-Encoding: chunked\r\n", b"ff\r\n{"),
    )
    with contextlib.ExitStack() as lines:
        for number in range(64):
            line = socket.create_connection(("127.0.0.1", port), timeout=30)
            lines.enter_context(line).sendall(begun[number % 3])
        assert status_of(port, request(b"GET /sign-in")) == 200


LINES = st.sampled_from([TOKEN, b"GET /sign-in", b"POST /sign-in", b"PUT /api/templates", b"GET /"])
HEADS = st.lists(
    st.sampled_from(
        [
            JSON,
            MULTIPART,
            b"Transfer-Encoding: chunked\r\n",
            b"Content-Length: 3\r\n",
            b"Expect: 100-continue\r\n",
            b"Range: bytes=9-1\r\n",
            b"Cookie: craftify_session=\xff\r\n",
            b"Upgrade: websocket\r\nConnection: Upgrade\r\n",
        ]
    )
    | st.binary(max_size=40),
    max_size=4,
).map(b"".join)


# The port is the same for all examples.
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, HEADS, st.binary(max_size=80))
def test_no_bytes_are_a_500(port: int, line: bytes, headers: bytes, body: bytes) -> None:
    assert status_of(port, request(line, headers, body), patience=1) < 500
