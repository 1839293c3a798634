"""Settings that AWS Secrets Manager keeps, as its own client fetches them."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from craftify.config import load
from tests.craftify.test_config import GOOD_SECRET

pytestmark = pytest.mark.network
Answer = Callable[[int, object], list[dict[str, str]]]


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answer]:
    """Have Secrets Manager answer this; gives the list of what it will have been asked."""
    asked: list[dict[str, str]] = []
    prepared: list[tuple[int, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            asked.append(json.loads(self.rfile.read(length)))
            status, body = prepared[-1]
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        for name, value in {
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": f"http://127.0.0.1:{server.server_port}",
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_MAX_ATTEMPTS": "1",
            "CRAFTIFY_SECRETS_MANAGER": "craftify/production",
        }.items():
            monkeypatch.setenv(name, value)

        def answer(status: int, held: object) -> list[dict[str, str]]:
            prepared.append((status, json.dumps(held).encode()))
            return asked

        yield answer
        server.shutdown()
        thread.join()


def holding(**settings: object) -> dict[str, object]:
    """The answer that holds these settings."""
    return {"Name": "craftify/production", "SecretString": json.dumps(settings)}


def test_the_process_starts_with_what_the_manager_holds(
    manager: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = manager(200, holding(CRAFTIFY_SECRET_KEY=GOOD_SECRET, CRAFTIFY_SMTP_PASSWORD="held"))
    monkeypatch.setenv("CRAFTIFY_ENV", "production")
    config = load()
    assert (config.secret_key, config.smtp_password) == (GOOD_SECRET, "held")
    assert asked == [{"SecretId": "craftify/production"}]
    monkeypatch.setenv("CRAFTIFY_SMTP_PASSWORD", "set here")
    assert load().smtp_password == "set here"


def test_a_weak_secret_is_as_weak_in_the_manager(
    manager: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager(200, holding(CRAFTIFY_SECRET_KEY="x" * 40))
    monkeypatch.setenv("CRAFTIFY_ENV", "production")
    with pytest.raises(SystemExit, match="CRAFTIFY_SECRET_KEY repeats itself"):
        load()


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (400, {"__type": "ResourceNotFoundException", "Message": "sensitive"}, "ResourceNotFound"),
        (400, {"__type": "AccessDeniedException", "Message": "sensitive"}, "AccessDenied"),
        (200, {"Name": "n", "SecretString": "sensitive"}, "does not hold JSON"),
        (200, {"Name": "n", "SecretBinary": "c2Vuc2l0aXZl"}, "does not hold JSON"),
        (200, {"Name": "n", "SecretString": '["sensitive"]'}, "one JSON object"),
        (200, {"Name": "n", "SecretString": '{"CRAFTIFY_SECRET_KEY": 1}'}, "texts"),
        (
            200,
            {"Name": "n", "SecretString": '{"CRAFTIFY_SECRET": "sensitive"}'},
            "CRAFTIFY_SECRET,",
        ),
    ],
)
def test_a_secret_that_is_not_what_it_must_be_stops_the_start_with_all_other_problems(
    manager: Answer, monkeypatch: pytest.MonkeyPatch, status: int, answer: object, said: str
) -> None:
    manager(status, answer)
    monkeypatch.setenv("CRAFTIFY_WEB_THREADS", "0")
    with pytest.raises(SystemExit) as stop:
        load()
    assert said in str(stop.value)
    assert "CRAFTIFY_WEB_THREADS" in str(stop.value)
    assert "sensitive" not in str(stop.value)


def test_a_manager_out_of_reach_stops_the_start(
    manager: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://127.0.0.1:1")
    with pytest.raises(SystemExit, match="could not be read: EndpointConnectionError"):
        load()
