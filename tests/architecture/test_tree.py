"""What may be in the tree, and what the pages may contain."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from accounts.webhooks.domain import EVENTS
from craftify.config import BASE_DIR

TRACKED = [
    Path(line)
    for line in subprocess.run(
        ["git", "ls-files"], cwd=BASE_DIR, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    if (BASE_DIR / line).is_file()
]
PAGES = [path for path in TRACKED if path.suffix == ".html" and "templates" in path.parts]
SCRIPTS = [path for path in TRACKED if path.suffix in (".js", ".mjs")]
OURS = [
    path
    for path in TRACKED
    if path.suffix in (".py", ".js", ".mjs", ".css", ".html", ".mjml", ".sh")
]


def read(path: Path) -> str:
    return (BASE_DIR / path).read_text(encoding="utf-8")


def test_imports_point_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_there_are_pages_and_scripts_to_look_at() -> None:
    assert len(PAGES) > 20
    assert len(SCRIPTS) > 10


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_page_has_no_inline_script_style_or_handler(path: Path) -> None:
    text = re.sub(
        r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", read(path), flags=re.DOTALL
    )
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "a script without src"
    assert not re.search(r"<style\b", text), "a style element"
    assert not re.search(r"""\sstyle=["']""", text), "a style attribute"
    assert not re.search(r"""\son[a-z]+=["']""", text), "an event handler"
    assert not re.search(r"javascript:", text), "a javascript: link"
    assert not re.search(r"""(?:src|href)=["']https?://""", text), "something from another host"


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_page_is_small_enough_to_read(path: Path) -> None:
    assert read(path).count("\n") < 260


@pytest.mark.parametrize("path", SCRIPTS, ids=str)
def test_a_script_is_small_and_runs_under_the_policy(path: Path) -> None:
    text = read(path)
    assert text.count("\n") < 300
    assert not re.search(r"\beval\(|new Function\(|\.innerHTML\s*=|document\.write", text)


@pytest.mark.parametrize("path", OURS, ids=str)
def test_nothing_in_the_tree_is_somebody_elses(path: Path) -> None:
    if path == Path(__file__).relative_to(BASE_DIR):
        return
    text = read(path)
    assert not re.search(
        r"@license|@preserve|Copyright \(c\)|MIT License|All rights reserved", text
    )
    assert max((len(line) for line in text.splitlines()), default=0) < 2000, "minified?"


def test_nothing_generated_is_tracked() -> None:
    generated = {"node_modules", "dist", "vendor", "__pycache__", ".venv", "var"}
    assert [path for path in TRACKED if generated & set(path.parts)] == []
    endings = (".pyc", ".sqlite", ".sqlite3", ".db", ".log", ".min.js", ".min.css")
    assert [path for path in TRACKED if path.name.endswith(endings)] == []


def test_the_lock_files_name_no_host() -> None:
    lock = json.loads(read(Path("package-lock.json")))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = read(Path(name))
        assert "://" not in text
        pin = re.compile(r"[A-Za-z0-9._\[\]-]+==\S+|\s*#|    --hash=sha256:[0-9a-f]{64}")
        for line in text.splitlines():
            assert pin.match(line), line


def test_pages_hear_of_every_event_of_a_review() -> None:
    """What the dashboard, the lists and the pages show changes with any of these."""
    heard = set(
        re.findall(
            r"(\w+) from:body", read(Path("craftify/templates/partials/approval-events.html"))
        )
    )
    threads = {"threadMarked", "threadResolved", "threadReopened"}
    around = {"policySaved", "delegationChanged", "liveReconnected"}
    assert heard == {*EVENTS["Approvals"], *threads, *around}
