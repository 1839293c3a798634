"""docs/security.md names tests that exist."""

import re

from craftify.config import BASE_DIR

NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (BASE_DIR / "docs" / "security.md").read_text())


def test_every_test_that_the_page_names_is_there() -> None:
    assert NAMED
    for file, name in NAMED:
        assert re.search(
            rf"^(?:async )?def {name}\(", (BASE_DIR / file).read_text(), re.MULTILINE
        ), name
