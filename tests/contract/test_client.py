"""A client that is generated from the document, and takes a template all the way."""

import json
import subprocess
from pathlib import Path

import pytest

from craftify.api.openapi import document
from tests.browser.server import Server
from tests.contract.conftest import Token

pytestmark = [pytest.mark.network, pytest.mark.timeout(300)]


@pytest.fixture(scope="session")
def generated(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds `craftify_client`, made now from the code as it is."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "craftify.json").write_text(json.dumps(document()))
    done = subprocess.run(
        [
            tools / "openapi-python-client", "generate", "--path", "craftify.json",
            "--meta", "none", "--output-path", "craftify_client",
        ],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = done.stdout + done.stderr
    # It warns of answers that are files of any type, which it gives as bytes.
    assert done.returncode == 0, said
    assert "Endpoint will not be generated" not in said, said
    return folder


def test_a_template_goes_its_whole_way(
    product: Server, tools: Path, token: Token, generated: Path
) -> None:
    done = subprocess.run(
        [
            tools / "python", Path(__file__).with_name("journey.py"),
            product.address, token("eve"), token("ann"),
        ],
        env={"PYTHONPATH": str(generated)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "once": True,
        "subject": "Hello again",
        "stale": [412, "precondition_failed"],
        "decided": "approved",
        "refused": [409, "already_decided"],
        "total": 1,
        "approved": ["approved", 1],
        "forbidden": [403, {"permission": "templates.delete"}],
        "archived": "archived",
    }
