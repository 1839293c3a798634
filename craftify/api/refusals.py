"""Every refusal of the product, found in the code: nobody keeps a list."""

from collections.abc import Iterator

from craftify.errors import CraftifyError
from craftify.web.statuses import status_of

PRODUCT = ("craftify", "accounts", "templates_app", "approvals")


def kinds(kind: type[CraftifyError] = CraftifyError) -> Iterator[type[CraftifyError]]:
    """All kinds of refusals below `kind`, without itself."""
    for one in kind.__subclasses__():
        if one.__module__.partition(".")[0] in PRODUCT:
            yield one
            yield from kinds(one)


def codes() -> dict[str, int]:
    """The status of each code that the API may answer."""
    found = {one.default_code: status_of(one("")) for one in kinds()}
    return {**found, "server_error": 500}
