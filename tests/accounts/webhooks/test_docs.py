"""docs/webhooks.md: its receiver verifies what we sign, and it names every event."""

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from accounts.webhooks.domain import EVENT_TYPES
from craftify.config import BASE_DIR
from craftify.webhooks import signing

EVENT = re.compile(r"[a-z]+[A-Z][A-Za-z]+")
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


# What is meant for one person, or is about webhooks themselves.
NOT_OFFERED = {
    "keyChanged", "notificationAdded", "notificationRead", "sessionsEnded",
    "webhookChanged", "webhookDisabled", "webhookReplayed", "webhookTest",
}  # fmt: skip


def test_the_page_names_every_event_and_no_other() -> None:
    rows = re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == {*EVENT_TYPES, "webhookTest"}


def test_every_event_that_is_published_is_offered() -> None:
    folders = ("accounts", "approvals", "templates_app", "craftify")
    files = [path for folder in folders for path in (BASE_DIR / folder).rglob("*.py")]
    found = {name for path in files for name in published(ast.parse(path.read_text()))}
    assert {"approvalDecided", "policySaved", "threadMarked", "webhookChanged"} <= found
    assert found - NOT_OFFERED <= set(EVENT_TYPES)
    in_words = {"approvalDelegated", "approvalReassigned"}  # made of the verb
    assert set(EVENT_TYPES) - in_words <= found


def published(tree: ast.AST) -> Iterator[str]:
    """The names of events in a module: what is passed as `event`, or to who publishes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            called = getattr(function, "attr", getattr(function, "id", ""))
            given = node.args if called in {"publish", "tell"} else []
            given = [*given, *(one.value for one in node.keywords if one.arg == "event")]
        elif isinstance(node, ast.arguments):
            named = zip(
                [*node.args[len(node.args) - len(node.defaults) :], *node.kwonlyargs],
                [*node.defaults, *node.kw_defaults],
                strict=True,
            )
            given = [one for argument, one in named if one and argument.arg == "event"]
        else:
            continue
        for one in given:
            value = one.value if isinstance(one, ast.Constant) else None
            if isinstance(value, str) and EVENT.fullmatch(value):
                yield value
