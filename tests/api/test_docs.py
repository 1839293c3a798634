"""docs/api.md names every address and every refusal."""

import re
from collections.abc import Iterator

from craftify.api.endpoints import listed
from craftify.config import BASE_DIR
from craftify.errors import CraftifyError

PAGE = (BASE_DIR / "docs" / "api.md").read_text()
# Refusals that no address of the API gives.
ELSEWHERE = {"conflict", "too_many_requests", "email_taken"}


def test_every_address_is_described() -> None:
    paths = {str(one["path"]) for one in listed()}
    assert paths - set(re.findall(r"/api[\w/{}-]*", PAGE)) == set()


def subclasses(kind: type[CraftifyError]) -> Iterator[type[CraftifyError]]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def test_every_code_is_in_the_table() -> None:
    product = ("craftify.", "accounts.", "templates_app.", "approvals.")
    codes = {
        one.default_code for one in subclasses(CraftifyError) if one.__module__.startswith(product)
    }
    table = set(re.findall(r"`([a-z_0-9]+)`", PAGE[PAGE.index("## Refusals") :]))
    assert codes - ELSEWHERE - table == set()
