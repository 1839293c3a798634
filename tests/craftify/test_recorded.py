"""Nothing is written without an event of the audit trail, or a reason for that."""

import ast
import re
from pathlib import Path

import pytest

from craftify import ids
from craftify.config import BASE_DIR
from craftify.dynamo.transact import UnrecordedError, Write
from craftify.history import HeadItem

APPLICATIONS = ("accounts", "templates_app", "approvals")
# Written past `Write`, and why no event is lost by it.
DIRECT = {
    ("accounts/keys/store.py", "note_use"): "what was done with the key is recorded",
    ("accounts/security_events/store.py", "put"): "security events are a trail of their own",
    (
        "accounts/signin/store/factors.py",
        "spend_step",
    ): "the sign-in that it is for is recorded",
    ("accounts/signin/store/families.py", "add"): "the sign-in that begins it is recorded",
    ("accounts/signin/store/families.py", "renew"): "another token of a sign-in that is recorded",
    ("accounts/signin/store/families.py", "clear"): "whoever ends them records why",
    ("accounts/webhooks/store.py", "_note"): "counts failures, which the log holds",
    ("accounts/webhooks/store.py", "add_delivery_once"): "the log is a trail of its own",
    ("templates_app/store/templates.py", "_ensure_tally"): "an empty count, made once",
}


def sources() -> list[Path]:
    """The product's own modules."""
    return [path for app in APPLICATIONS for path in (BASE_DIR / app).rglob("*.py")]


def test_a_write_without_an_event_is_refused_before_anything_is_written() -> None:
    organization = ids.new_id("org")
    write = Write()
    write.put(HeadItem(organization, "tpl_1", seq=1, digest="x"))
    with pytest.raises(UnrecordedError):
        write.commit()
    with pytest.raises(HeadItem.DoesNotExist):
        HeadItem.get(organization, "tpl_1")


def test_a_reason_is_a_sentence() -> None:
    for path in sources():
        for reason in re.findall(r"unrecorded=\"([^\"]*)\"", path.read_text()):
            assert len(reason.split()) > 3, (path, reason)


def direct_writes(path: Path) -> set[str]:
    """The functions of a module that write an item past `Write`."""
    found = set()
    for function in ast.walk(ast.parse(path.read_text())):
        if isinstance(function, ast.FunctionDef):
            found |= {
                function.name
                for node in ast.walk(function)
                if isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"save", "update", "delete", "batch_write"}
                and re.search(r"[Ii]tem\b|[Ii]tem\(", ast.unparse(node.func.value))
            }
    return found


def test_what_is_written_past_the_transaction_is_known() -> None:
    found = {
        (path.relative_to(BASE_DIR).as_posix(), name)
        for path in sources()
        for name in direct_writes(path)
    }
    assert found == DIRECT.keys()
