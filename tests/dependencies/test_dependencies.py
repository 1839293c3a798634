"""What is pinned can be checked, and what checks it does not look on the bright side."""

import json
import re
from pathlib import Path

import pytest

from tests.dependencies import audit, sbom

NAMES = ("requirements.txt", "requirements-dev.txt")


def program(folder: Path, name: str, script: str) -> str:
    """A program of this name that does what a shell script says."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return str(file)


def pip_audit(folder: Path, *found: object, status: int = 0) -> str:
    """A pip-audit that finds this."""
    (folder / "answer").write_text(json.dumps({"dependencies": found}))
    keep = 'while [ "$1" != --output ]; do shift; done'
    return program(folder, "pip-audit", f'{keep}\ncp {folder}/answer "$2"\nexit {status}')


def npm(folder: Path, answer: object) -> str:
    """An npm that answers this."""
    return program(folder, "npm", f"cat <<'END'\n{json.dumps(answer)}\nEND")


GOOD = {"name": "good", "version": "1", "vulns": []}
WEAK = {"name": "weak", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]}
QUIET: dict[str, object] = {"vulnerabilities": {}}


def test_a_finding_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = audit.main(pip_audit(tmp_path, GOOD, WEAK, status=1), npm(tmp_path, QUIET))
    assert status == 1
    assert "weak 2: PYSEC-1, fixed in 3" in capsys.readouterr().out


def test_a_finding_of_npm_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = {"vulnerabilities": {"left": {"range": "<2", "severity": "high"}}}
    assert audit.main(pip_audit(tmp_path, GOOD), npm(tmp_path, found)) == 1
    assert "left <2: high" in capsys.readouterr().out


def test_nothing_known_is_said_only_after_a_look(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.main(pip_audit(tmp_path, GOOD), npm(tmp_path, QUIET)) == 0
    assert capsys.readouterr().out.count("no known weaknesses") == 2


def test_a_database_out_of_reach_is_said_and_does_not_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = program(tmp_path, "lost", 'echo "no route to host" >&2; exit 1')
    assert audit.main(lost, npm(tmp_path, {"message": "request failed"})) == 0
    said = capsys.readouterr().out
    assert "Python packages: NOT AUDITED (no route to host)" in said
    assert "npm packages: NOT AUDITED (request failed)" in said


def test_a_package_that_the_database_lacks_is_not_called_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = {"name": "x", "skip_reason": "not found"}
    assert audit.main(pip_audit(tmp_path, GOOD, unknown), npm(tmp_path, QUIET)) == 0
    assert "NOT AUDITED (1 of 2 were not found" in capsys.readouterr().out


@pytest.mark.parametrize("name", NAMES)
def test_every_pin_has_hashes(name: str) -> None:
    text = (sbom.ROOT / name).read_text().replace("\\\n", " ")
    bare = [line for line in text.splitlines() if "==" in line and "--hash=sha256:" not in line]
    assert bare == []
    assert not re.search(r"^\s*(-e|git\+|https?:)", text, re.MULTILINE)


def test_a_file_of_another_hash_would_not_be_installed() -> None:
    makefile = (sbom.ROOT / "Makefile").read_text()
    installs = [line for line in makefile.splitlines() if "install" in line and "-r req" in line]
    assert len(installs) == 2
    assert all("--require-hashes" in line for line in installs)


def test_the_bill_of_materials_lists_what_is_locked_and_is_the_same_twice(tmp_path: Path) -> None:
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for file in files:
        sbom.main(str(file))
    assert files[0].read_bytes() == files[1].read_bytes()
    found = json.loads(files[0].read_text())
    refs = [one["bom-ref"] for one in found["components"]]
    assert len(refs) == len(set(refs))
    pins = re.findall(r"^[\w.-]+==", (sbom.ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert sum(one["purl"].startswith("pkg:pypi/") for one in found["components"]) == len(pins)
    lock = json.loads((sbom.ROOT / "package-lock.json").read_text())["packages"]
    mjml = lock["node_modules/mjml"]["version"]
    assert f"pkg:npm/mjml@{mjml}" in refs
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
