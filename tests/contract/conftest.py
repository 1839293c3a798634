"""The product beside tools that know nothing of it but its OpenAPI document."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from approvals.demo import PASSWORD
from craftify.config import BASE_DIR
from tests.browser.server import Server

TOOLS = BASE_DIR / "var" / "contract" / "bin"


@pytest.fixture
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for one test: the fuzzer fills it, and may suspend people and end sessions."""
    one = Server(tmp_path_factory.mktemp("contract"))
    one.start()
    yield one
    one.stop()
    assert one.failures() == []


@pytest.fixture(scope="session")
def tools() -> Path:
    """Where the fuzzer and the generator are."""
    if not (TOOLS / "schemathesis").exists():
        pytest.fail("The fuzzer is not installed; run tests/contract/setup.")
    return TOOLS


Token = Callable[[str], str]


@pytest.fixture
def token(product: Server) -> Token:
    """Somebody of the demo organization signs in over the API."""

    def of(name: str) -> str:
        return str(post(product, "/api/auth/token", email=f"{name}@acme.example")["access"])

    return of


def post(product: Server, path: str, **fields: str) -> dict[str, Any]:
    """The data of an answer."""
    request = urllib.request.Request(  # noqa: S310 (our own server)
        product.address + path,
        data=json.dumps({"password": PASSWORD, **fields}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310 (as above)
        data: dict[str, Any] = json.load(answer)["data"]
    return data
