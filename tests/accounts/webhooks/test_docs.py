"""docs/webhooks.md: its receiver verifies what we sign, and it names every event."""

import re
from collections.abc import Callable

import pytest

from accounts.webhooks.domain import EVENT_TYPES
from craftify.config import BASE_DIR
from craftify.webhooks import signing

PAGE = (BASE_DIR / "docs" / "webhooks.md").read_text()


@pytest.fixture
def is_genuine() -> Callable[[str, bytes, str, float], bool]:
    """The verifier of the page's receiver."""
    found = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert found
    module: dict[str, Callable[[str, bytes, str, float], bool]] = {"__name__": "receiver"}  # type: ignore[dict-item]  # what `exec` wants
    exec(found[1], module)  # noqa: S102 (our own page)
    return module["is_genuine"]


def test_the_receiver_of_the_page_verifies(
    is_genuine: Callable[[str, bytes, str, float], bool],
) -> None:
    header = signing.signature(b'{"id":1}', ["whsec_new", "whsec_old"], 1000)
    assert is_genuine(header, b'{"id":1}', "whsec_new", 1000)
    assert is_genuine(header, b'{"id":1}', "whsec_old", 1299)
    assert not is_genuine(header, b'{"id":1}', "whsec_old", 1301)
    assert not is_genuine(header, b'{"id":2}', "whsec_new", 1000)
    assert not is_genuine(header, b'{"id":1}', "whsec_other", 1000)
    for broken in ("", "t=,v1=", "t=x,v1=y", "v1=abc", "t=1000", "t=1000,t=1001,v1=a"):
        assert not is_genuine(broken, b"", "whsec_new", 1000)


def test_every_event_is_named() -> None:
    assert {*EVENT_TYPES, "webhookTest"} - set(re.findall(r"`(\w+)`", PAGE)) == set()
