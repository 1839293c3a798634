"""The handler behind the server that the product runs on, over a real socket."""

import http.client
import json
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from craftify.server import BoundedRequest
from tests.craftify.behind import port_of

pytestmark = pytest.mark.network


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    yield from port_of("tests.craftify.served")


@pytest.fixture
def line(port: int) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    yield connection
    connection.close()


def asked(
    line: http.client.HTTPConnection, method: str, address: str, body: object = None
) -> tuple[int, bytes]:
    line.request(method, address, body, encode_chunked=False)  # type: ignore[arg-type]
    answer = line.getresponse()
    return answer.status, answer.read()


def test_several_requests_share_a_connection(line: http.client.HTTPConnection) -> None:
    assert asked(line, "GET", "/echo") == (200, b"GET /echo 0")
    assert asked(line, "POST", "/echo", b"x" * 3_000_000) == (200, b"POST /echo 3000000")
    assert asked(line, "GET", "/fail")[0] == 500
    assert asked(line, "GET", "/echo") == (200, b"GET /echo 0")


def test_a_body_in_chunks_without_a_length(line: http.client.HTTPConnection) -> None:
    assert asked(line, "POST", "/echo", iter([b"a" * 70_000, b"b"])) == (200, b"POST /echo 70001")


def test_head_has_the_headers_and_no_body(line: http.client.HTTPConnection) -> None:
    line.request("HEAD", "/echo")
    answer = line.getresponse()
    assert (answer.status, answer.headers["Content-Length"]) == (200, str(len("HEAD /echo 0")))
    assert answer.read() == b""
    assert asked(line, "GET", "/echo") == (200, b"GET /echo 0")


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_the_limit(line: http.client.HTTPConnection, declared: bool) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    if declared:
        headers["Content-Length"] = str(12 * 2**20)
    parts = (b"x" * 2**20 for _ in range(12))
    line.request("POST", "/echo", parts, headers, encode_chunked=not declared)
    answer = line.getresponse()
    assert (answer.status, b"10 MB" in answer.read()) == (413, True)


def test_what_is_over_the_limit_is_not_kept() -> None:
    request = BoundedRequest(FakeChannel())
    request.gotLength(None)
    for _ in range(64):
        request.handleContentChunk(b"x" * 2**20)
    assert request.content.tell() == 10 * 2**20 + 1
    request.content.close()


class FakeChannel:
    """What a request asks of its connection when it is made."""

    factory = SimpleNamespace(server=SimpleNamespace(protocol_connected=id))
    transport = None

    def getPeer(self) -> None:  # noqa: N802 (Twisted's name)
        pass

    getHost = getPeer  # noqa: N815


def test_no_client_chooses_the_prefix_of_links(line: http.client.HTTPConnection) -> None:
    for prefix in ("/evil", "\xe9"):
        line.request("GET", "/echo", headers={"Daphne-Root-Path": prefix})
        answer = line.getresponse()
        assert (answer.status, answer.read()) == (200, b"GET /echo 0")


def test_a_stream_arrives_whole(line: http.client.HTTPConnection) -> None:
    assert asked(line, "GET", "/drip") == (200, b"one two")


def test_a_stream_ends_with_its_client(line: http.client.HTTPConnection, port: int) -> None:
    line.request("GET", "/drip?endless")
    answer = line.getresponse()
    assert answer.read(7) == b"one two"
    answer.close()
    line.close()
    until = time.monotonic() + 20
    while "/drip?endless" not in json.loads(asked(line, "GET", "/state")[1])["closed"]:
        assert time.monotonic() < until, "the stream was not closed"
        time.sleep(0.05)
