"""The other implementation: ministack as a child process, or any endpoint of a setting."""

import contextlib
import os
import re
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

ENVIRONMENT = Path(__file__).parents[2] / "var" / "ministack"
START_SECONDS = 30


class Client(Protocol):
    """What both sides have in common: botocore's client and the engine's."""

    def _make_api_call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]: ...


class MissingPeerError(Exception):
    """There is nothing to compare with; the message says how to get it."""


@contextlib.contextmanager
def running() -> Iterator[str]:
    """The endpoint of `CRAFTIFY_CONFORMANCE_ENDPOINT`, or of a ministack for as long as needed."""
    endpoint = os.environ.get("CRAFTIFY_CONFORMANCE_ENDPOINT")
    if endpoint:
        yield endpoint
        return
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        raise MissingPeerError("ministack is not installed; run tests/conformance/setup")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, _child(python, port, folder):
        yield f"http://127.0.0.1:{port}"


def client(endpoint: str) -> Client:
    """A botocore client without checks of its own and without retries."""
    session = botocore.session.get_session()
    local = endpoint.startswith("http://127.0.0.1")
    secret = {"aws_access_key_id": "x", "aws_secret_access_key": "x"} if local else {}
    made: Client = session.create_client(
        "dynamodb",
        region_name=os.environ.get("AWS_REGION", "us-east-1"),
        endpoint_url=endpoint,
        config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
        **secret,
    )
    return made


@contextlib.contextmanager
def _child(python: Path, port: int, folder: str) -> Iterator[None]:
    environment = {
        **os.environ,
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "LOG_LEVEL": "ERROR",
        "SERVICES": "dynamodb",
        "TMPDIR": folder,
    }
    with subprocess.Popen(
        [python, "-m", "ministack"],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait(process, port)
            yield
        finally:
            process.kill()


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_ministack/health", timeout=1).close()
            return
        time.sleep(0.05)
    raise MissingPeerError(f"ministack did not start within {START_SECONDS} seconds")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def call(client: Client, operation: str, request: dict[str, Any]) -> dict[str, Any]:
    """The response, or the error as `{"error": code, "message": …, "reasons": […]}`."""
    try:
        response = client._make_api_call(operation, request)
    except ClientError as error:
        found = error.response
        reasons = [
            {part: reason[part] for part in ("Code", "Item") if part in reason}
            for reason in found.get("CancellationReasons", ())
        ]
        answer: dict[str, Any] = {
            "error": found["Error"]["Code"],
            "message": re.sub(r"\s+", " ", found["Error"]["Message"]),
        }
        return answer | ({"reasons": reasons} if reasons else {})
    return {
        part: value
        for part, value in response.items()
        if part not in {"ResponseMetadata", "ConsumedCapacity", "ItemCollectionMetrics"}
    }
