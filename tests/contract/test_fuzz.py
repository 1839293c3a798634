"""A stateful fuzzer sends whatever the document allows, and what it forbids, as everybody.

No 5xx, no status or member that the document does not tell, nothing refused that it allows and
nothing taken that it forbids. `CRAFTIFY_FUZZ_SECONDS` is the time for each role.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from craftify.api.openapi import document
from tests.browser.server import Server
from tests.contract.conftest import Token

pytestmark = [pytest.mark.network, pytest.mark.timeout(600)]
SECONDS = os.environ.get("CRAFTIFY_FUZZ_SECONDS", "25")
# What they do depends on the request before, so tests of their own say it (tests/api): a key that
# came before is refused, an old revision too, and chosen members leave the others out.
LEFT_OUT = {"Idempotency-Key", "If-Match", "fields"}
# Signing in is limited, and whoever ends their own session can ask nothing more.
UNCALLED = ("/api/auth/", "/api/users/me/sign-outs", "/api/users/me/sessions/")
PEOPLE = ["ada", "max", "eve", "ann", "vic", ""]


def described() -> dict[str, Any]:
    """The document without these parameters and addresses."""
    whole: dict[str, Any] = json.loads(json.dumps(document()))
    for path, methods in list(whole["paths"].items()):
        if path.startswith(UNCALLED):
            del whole["paths"][path]
        for operation in methods.values():
            operation["parameters"] = [
                one for one in operation["parameters"] if one["name"] not in LEFT_OUT
            ]
    return whole


@pytest.mark.parametrize("name", PEOPLE, ids=lambda name: name or "nobody")
def test_it_is_as_the_document_says(
    product: Server, tools: Path, token: Token, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "craftify.json"
    file.write_text(json.dumps(described()))
    who = ["-H", f"Authorization: Bearer {token(name)}"] if name else []
    command: list[str | Path] = [
        tools / "schemathesis", "--config-file", Path(__file__).with_name("schemathesis.toml"),
        "run", file, "--url", product.address, *who, "--max-time", SECONDS,
        "--continue-on-failure", "--no-color",
    ]  # fmt: skip
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=580
    )
    found = done.stdout[done.stdout.find("FAILURES") :]
    assert done.returncode == 0, found[-12_000:] + done.stderr[-2_000:]
