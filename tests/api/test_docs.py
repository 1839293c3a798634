"""docs/api.md names every address and every refusal, with the status that the code gives it."""

import re

from craftify.api import refusals
from craftify.api.endpoints import listed
from craftify.config import BASE_DIR

PAGE = (BASE_DIR / "docs" / "api.md").read_text()
# Kinds that each have a word of their own, and what only a command refuses.
ELSEWHERE = {"conflict", "indexed_before"}


def test_every_address_is_described() -> None:
    paths = {str(one["path"]) for one in listed()}
    assert paths - set(re.findall(r"/api[\w/{}-]*", PAGE)) == set()


def table() -> dict[str, int]:
    """The codes of the table with their statuses; a status stands once for all rows below it."""
    found, status = {}, 0
    rows = PAGE[PAGE.index("## Refusals") : PAGE.index("## Versions")].splitlines()
    for row in rows:
        cells = [cell.strip() for cell in row.split("|")]
        if len(cells) < 4:
            continue
        status = int(cells[1]) if cells[1].isdigit() else status
        found.update(dict.fromkeys(re.findall(r"`([a-z_0-9]+)`", cells[2]), status))
    return found


def test_the_table_of_refusals_is_what_the_code_says() -> None:
    codes = {code: status for code, status in refusals.codes().items() if code not in ELSEWHERE}
    assert table() == codes
