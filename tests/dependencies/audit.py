"""Known weaknesses of what is pinned: `python -m tests.dependencies.audit PIP_AUDIT NPM`.

Ends with 1 when there are some. Where a database cannot be reached it says so and goes on: a build
must not fail because of somebody else's server, and must not look audited either.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked up, and why something, or all, was not."""

    what: str
    findings: tuple[str, ...] = ()
    trouble: str = ""

    def sentence(self) -> str:
        """It in a line, or a line a finding."""
        if self.findings:
            found = "".join(f"\n  {one}" for one in self.findings)
            return f"{self.what}: KNOWN WEAKNESSES{found}"
        if self.trouble:
            return f"{self.what}: NOT AUDITED ({self.trouble})"
        return f"{self.what}: no known weaknesses"


def python(pip_audit: str) -> Report:
    """What pip-audit knows of the pinned packages."""
    files = [part for name in REQUIREMENTS for part in ("-r", str(ROOT / name))]
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "found.json"
        done = subprocess.run(
            [pip_audit, "--require-hashes", "--disable-pip", "--progress-spinner", "off",
             "--format", "json", "--output", str(written), *files],
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
        # It ends with 1 for findings and for every trouble; only a look-up writes the file.
        if not written.exists() or not written.read_text():
            return Report("Python packages", trouble=_last_line(done.stderr))
        found = json.loads(written.read_text())["dependencies"]
    # A database that cannot be reached, or lacks them, looks to pip-audit like packages of nobody.
    unknown = [one["name"] for one in found if "skip_reason" in one]
    trouble = f"{len(unknown)} of {len(found)} were not found in the database" if unknown else ""
    return Report("Python packages", tuple(line for one in found for line in _weak(one)), trouble)


def scripts(npm: str) -> Report:
    """What npm knows of the packages that scripts are built of."""
    done = subprocess.run(
        [npm, "audit", "--json"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    try:
        found: dict[str, Any] = json.loads(done.stdout)["vulnerabilities"]
    except (ValueError, KeyError):
        return Report("npm packages", trouble=_said(done.stdout) or _last_line(done.stderr))
    weak = tuple(f"{name} {one['range']}: {one['severity']}" for name, one in found.items())
    return Report("npm packages", weak)


def _weak(one: dict[str, Any]) -> list[str]:
    return [
        f"{one['name']} {one['version']}: {weak['id']}, "
        + (f"fixed in {', '.join(weak['fix_versions'])}" if weak["fix_versions"] else "not fixed")
        for weak in one.get("vulns", ())
    ]


def _said(answer: str) -> str:
    try:
        return str(json.loads(answer).get("message", ""))[:120]
    except ValueError:
        return ""


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:120] if lines else "it said nothing"


def main(pip_audit: str, npm: str) -> int:
    """Print the reports; 1 when there are findings."""
    reports = [python(pip_audit), scripts(npm)]
    for one in reports:
        print(one.sentence())
    return 1 if any(one.findings for one in reports) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
