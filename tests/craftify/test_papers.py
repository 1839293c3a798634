"""The papers on security name what is there, and their sums are right."""

import re
from collections import Counter

import pytest

from craftify.config import BASE_DIR

DOCS = BASE_DIR / "docs"
STATES = {"yes", "partly", "no", "n/a"}
# Requirements of levels 1 and 2 in each chapter of ASVS 4.0.3, without those that it deleted.
IN_CHAPTER = {1: 38, 2: 54, 3: 18, 4: 9, 5: 30, 6: 13, 7: 12, 8: 15, 9: 7, 10: 5, 11: 8, 12: 15,
              13: 13, 14: 23}  # fmt: skip
ROW = re.compile(r"^\| (\d+)\.(\d+)\.(\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$", re.MULTILINE)
NAMED = re.compile(
    r"`((?:accounts|approvals|craftify|docs|static|templates_app|tests)(?:/[\w./-]+))`"
)


def rows() -> list[tuple[str, ...]]:
    """Chapter, section, number, words, state and place of each row."""
    return ROW.findall((DOCS / "asvs.md").read_text())


def test_every_requirement_stands_once_with_a_state_and_a_reason() -> None:
    found = rows()
    assert len({one[:3] for one in found}) == len(found)
    assert Counter(int(one[0]) for one in found) == IN_CHAPTER
    assert {one[4] for one in found} == STATES
    assert [one[:3] for one in found if not one[5].strip()] == []


def test_the_sums_are_those_of_the_rows() -> None:
    counted = Counter(one[4] for one in rows())
    said = ", ".join(f"{counted[state]} {state}" for state in ("yes", "partly", "no", "n/a"))
    assert f"{said}, of {len(rows())}." in (DOCS / "asvs.md").read_text()


@pytest.mark.parametrize("page", ["docs/asvs.md", "docs/threat-model.md", "SECURITY.md"])
def test_what_is_named_exists(page: str) -> None:
    text = (BASE_DIR / page).read_text()
    assert [name for name in NAMED.findall(text) if not (BASE_DIR / name).exists()] == []


def test_every_flow_says_what_attacks_it() -> None:
    text = (DOCS / "threat-model.md").read_text()
    flows = text[text.index("## Flows") : text.index("## What is accepted")]
    lines = [line for line in flows.splitlines() if re.match(r"\| [STRIDE]", line)]
    assert len(lines) > 30
    assert [line for line in lines if "`tests/" not in line.rsplit("|", 2)[1]] == []
