"""docs/observability.md names tests that exist, for each row that it is about."""

import re

from craftify.config import BASE_DIR

PAGE = (BASE_DIR / "docs" / "observability.md").read_text()


def test_every_test_that_the_page_names_is_there() -> None:
    for file, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE):
        found = (BASE_DIR / file).read_text()
        assert re.search(rf"^(?:async )?def {name}\(", found, re.MULTILINE), name


def test_every_row_has_tests() -> None:
    rows = re.findall(r"^\| (LOG-\d) \|.*\|(.*)\|$", PAGE, re.MULTILINE)
    assert [row for row, _ in rows] == ["LOG-1", "LOG-2", "LOG-4", "LOG-5", "LOG-6"]
    assert all("::" in tests for _, tests in rows)
