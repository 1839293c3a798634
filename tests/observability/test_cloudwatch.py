"""Lines reach CloudWatch Logs: a server that speaks its two calls, on 127.0.0.1."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from craftify.config import Config
from craftify.observability import cloudwatch
from craftify.observability.cloudwatch import CloudWatch
from craftify.observability.logs import Json, configuration

pytestmark = pytest.mark.network
SECONDS = 30


class Aws(ThreadingHTTPServer):
    """Streams and what was put into them; answers the codes of `refuses` first."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.streams: dict[tuple[str, str], list[list[dict[str, Any]]]] = {}
        self.refuses: list[str] = []

    @property
    def requests(self) -> list[list[dict[str, Any]]]:
        """The lines of each request."""
        return [lines for requests in self.streams.values() for lines in requests]

    @property
    def told(self) -> list[str]:
        """Every message."""
        return [line["message"] for lines in self.requests for line in lines]


class _Handler(BaseHTTPRequestHandler):
    server: Aws

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        place = (body["logGroupName"], body["logStreamName"])
        call = self.headers["X-Amz-Target"].partition(".")[2]
        if self.server.refuses:
            self._answer(400, {"__type": self.server.refuses.pop(0), "message": "not now"})
        elif call == "CreateLogStream":
            self.server.streams[place] = []
            self._answer(200, {})
        elif place not in self.server.streams:
            self._answer(400, {"__type": "ResourceNotFoundException", "message": "no stream"})
        else:
            self.server.streams[place].append(body["logEvents"])
            self._answer(200, {})

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    server = Aws()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def handler(aws: Aws) -> Iterator[CloudWatch]:
    made = CloudWatch("craftify", "eu-central-1", _place(aws), every=0.05)
    made.setFormatter(Json())
    yield made
    made.close()


def _place(aws: Aws) -> str:
    return f"http://127.0.0.1:{aws.server_port}"


def line(text: str, **more: Any) -> logging.LogRecord:
    return logging.makeLogRecord({"name": "craftify.x", "msg": text} | more)


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_lines_arrive_in_order_in_a_stream_of_this_process(aws: Aws, handler: CloudWatch) -> None:
    now = time.time()
    handler.emit(line("second", created=now))
    handler.emit(line("first", created=now - 1))
    until(lambda: len(aws.told) == 2)
    [(group, stream)] = aws.streams
    assert group == "craftify"
    assert ":" not in stream
    for lines in aws.requests:
        assert lines == sorted(lines, key=lambda one: one["timestamp"])
    assert {json.loads(one)["message"] for one in aws.told} == {"first", "second"}
    assert abs(aws.requests[-1][-1]["timestamp"] - now * 1000) < 2000


def test_what_is_private_is_hidden_there_too(aws: Aws, handler: CloudWatch) -> None:
    handler.emit(line("To ann@acme.example."))
    until(lambda: aws.told)
    assert "ann" not in aws.told[0]


def test_what_is_refused_is_sent_again(
    aws: Aws, handler: CloudWatch, caplog: pytest.LogCaptureFixture
) -> None:
    aws.refuses = ["ThrottlingException", "ServiceUnavailableException"]
    handler.emit(line("kept"))
    until(lambda: aws.told)
    assert len(aws.told) == 1
    assert "trying again" in caplog.text


def test_no_line_is_too_long_and_no_request_too_large(aws: Aws, handler: CloudWatch) -> None:
    for _ in range(9):
        handler.emit(line("ü" * 200_000))
    until(lambda: len(aws.told) == 9)
    for lines in aws.requests:
        sizes = [len(one["message"].encode()) for one in lines]
        assert max(sizes) <= 256 * 1024 - 26
        assert sum(size + 26 for size in sizes) <= 2**20


def test_what_waits_is_sent_at_the_end(aws: Aws) -> None:
    handler = CloudWatch("craftify", "eu-central-1", _place(aws), every=60)
    handler.emit(line("last words"))
    handler.close()
    assert len(aws.told) == 1


def test_too_many_are_left_out_and_counted(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cloudwatch, "MOST_WAITING", 3)
    handler = CloudWatch("craftify", "eu-central-1", _place(aws), every=60)
    for number in range(5):
        handler.emit(line(str(number)))
    handler.close()
    assert len(aws.told) == 3
    assert "2 lines were not sent" in caplog.text


def test_what_sending_logs_is_not_sent(aws: Aws, handler: CloudWatch) -> None:
    handler.emit(line("round and round", name="botocore.hooks"))
    handler.emit(line("mine"))
    until(lambda: aws.told)
    assert "round" not in "".join(aws.told)


def test_it_is_on_when_a_group_is_named() -> None:
    with pytest.raises(ValueError, match="CLOUDWATCH_REGION"):
        Config(cloudwatch_group="craftify")
    place = {"group": "craftify", "region": "eu-central-1", "endpoint": ""}
    found = configuration("INFO", json=True, cloudwatch=place)
    assert "cloudwatch" in found["root"]["handlers"]
    assert found["handlers"]["cloudwatch"]["filters"] == ["request_id"]
    assert "cloudwatch" not in configuration("INFO", json=True)["handlers"]
