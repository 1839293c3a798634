"""Checkpoints: what was rewritten whole, heads and all, shows; in the store and in the export."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from craftify import history, ids
from craftify.config import BASE_DIR
from craftify.dynamo.transact import Write
from craftify.history import EventItem, HeadItem, checkpoints, export
from craftify.history.checkpoints import CheckpointItem, CheckpointPartItem
from tests.craftify.test_history import append

PLACE = {"resource", "seq"}
VERIFIER = BASE_DIR / "docs" / "verify_audit.py"


@pytest.fixture
def organization() -> str:
    """Two chains of three events, signed, and one event after it."""
    made = ids.new_id("org")
    for resource in ("apr_1", "tpl_1"):
        for number in range(3):
            append(made, resource, number)
    checkpoints.make(made)
    append(made, "tpl_1", 3)
    return made


def inserted(organization: str, resource: str, *, seq: int) -> None:
    """Put an event with a right digest where none was."""
    event = next(event for event, _ in history.events(organization, "apr_1"))
    forged = replace(event, resource=resource, seq=seq, verb="approval.approved")
    fields = {name: value for name, value in asdict(forged).items() if name not in PLACE}
    chain = f"{organization}#{resource}"
    EventItem(chain, seq, moment=forged.moment, digest=forged.digest(), **fields).save()


def swapped(organization: str) -> None:
    """Let two events change places."""
    first, second = (EventItem.get(f"{organization}#apr_1", seq) for seq in (1, 2))
    first.seq, second.seq = 2, 1
    first.save()
    second.save()


def rewritten(organization: str, resource: str, *, until: int, **changes: Any) -> None:
    """Forge a chain: `until` events, all digests right, the head as well."""
    events = [event for event, _ in history.events(organization, resource)]
    for event in events:
        EventItem(f"{organization}#{resource}", event.seq).delete()
    HeadItem(organization, resource).delete()
    for event in events[:until]:
        write = Write()
        history.record(
            write,
            organization_id=organization,
            resource=resource,
            verb=changes.get("verb", event.verb),
            actor_id=event.actor_id,
            actor_name=event.actor_name,
            **event.change,
        )
        write.commit()


def part(organization: str) -> CheckpointPartItem:
    return CheckpointPartItem.get(f"{organization}#1", 0)


def forged_heads(organization: str) -> None:
    item = part(organization)
    item.heads = item.heads[1:]
    item.save()


TAMPERINGS: dict[str, tuple[Callable[[str], object], str]] = {
    "changed": (
        lambda org: EventItem(f"{org}#apr_1", 2).update([EventItem.actor_id.set("usr_2")]),
        "Event 2 of apr_1",
    ),
    "removed": (lambda org: EventItem(f"{org}#apr_1", 2).delete(), "Event 2 of apr_1"),
    "truncated": (lambda org: EventItem(f"{org}#apr_1", 3).delete(), "Event 3 of apr_1"),
    "truncated after the checkpoint": (
        lambda org: EventItem(f"{org}#tpl_1", 4).delete(),
        "Event 4 of tpl_1",
    ),
    "swapped": (swapped, "Event 1 of apr_1"),
    "inserted": (lambda org: inserted(org, "apr_1", seq=4), "Event 4 of apr_1"),
    "inserted as a chain of its own": (
        lambda org: inserted(org, "tpl_9", seq=1),
        "Event 1 of tpl_9 was not written by Craftify",
    ),
    "head set back": (
        lambda org: HeadItem(org, "tpl_1").update([HeadItem.seq.set(3)]),
        "Event 4 of tpl_1",
    ),
    "rewritten with its head": (
        lambda org: rewritten(org, "apr_1", until=3, verb="approval.approved"),
        "Event 3 of apr_1 is not the one that checkpoint 1 signed",
    ),
    "shortened with its head": (
        lambda org: rewritten(org, "apr_1", until=2),
        "Event 3 of apr_1 is not the one that checkpoint 1 signed",
    ),
    "whole chain removed": (
        lambda org: rewritten(org, "apr_1", until=0),
        "Event 3 of apr_1 is not the one that checkpoint 1 signed",
    ),
    "checkpoint changed": (
        lambda org: CheckpointItem(org, 1).update([CheckpointItem.root.set("00" * 32)]),
        "Checkpoint 1 is not as it was signed",
    ),
    "heads of the checkpoint changed": (forged_heads, "Checkpoint 1 is not as it was signed"),
    "signature changed": (
        lambda org: CheckpointItem(org, 1).update([CheckpointItem.signature.set("00" * 64)]),
        "Checkpoint 1 is not as it was signed",
    ),
}


def verified(path: Path) -> tuple[int, str]:
    """The exit code and the words of the standalone verifier."""
    done = subprocess.run(
        [sys.executable, str(VERIFIER), str(path), checkpoints.public_key()],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout


def exported(organization: str, folder: Path) -> Path:
    path = folder / "trail.jsonl"
    path.write_bytes(b"".join(export.lines(organization)))
    return path


def test_what_was_not_touched_verifies(organization: str, tmp_path: Path) -> None:
    report = checkpoints.verify(organization)
    assert report == checkpoints.Report(2, 1, ())
    assert verified(exported(organization, tmp_path)) == (0, "7 events, 1 checkpoints, 0 broken.\n")
    call_command("verify_audit", organization=organization)


@pytest.mark.parametrize("what", TAMPERINGS)
def test_every_tampering_in_the_store_is_named(organization: str, what: str) -> None:
    tamper, sentence = TAMPERINGS[what]
    tamper(organization)
    [broken] = checkpoints.verify(organization).broken
    assert broken.sentence.startswith(sentence)
    with pytest.raises(CommandError, match="1 broken"):
        call_command("verify_audit", organization=organization)


@pytest.mark.parametrize("what", TAMPERINGS)
def test_every_tampering_shows_in_the_export(organization: str, what: str, tmp_path: Path) -> None:
    tamper, sentence = TAMPERINGS[what]
    tamper(organization)
    code, words = verified(exported(organization, tmp_path))
    assert code == 1
    assert words.startswith(sentence)


def test_one_checkpoint_a_day(organization: str) -> None:
    assert checkpoints.make(organization) is None
    assert checkpoints.make(ids.new_id("org")) is None


def test_a_chain_from_before_there_were_heads_goes_on() -> None:
    made = ids.new_id("org")
    append(made, "tpl_1", 0)
    HeadItem(made, "tpl_1").delete()
    append(made, "tpl_1", 1)
    assert history.head(made, "tpl_1") is not None
    assert history.verify(made, "tpl_1") is None


def broken_lines() -> Callable[[list[dict[str, Any]]], list[str]]:
    """The verifier's own function, loaded from the file that people get."""
    scope: dict[str, Any] = {"__name__": "verify_audit"}
    exec(compile(VERIFIER.read_text(), str(VERIFIER), "exec"), scope)  # noqa: S102 (our own file)
    return lambda lines: list(scope["broken"](lines, checkpoints.public_key()))


@settings(max_examples=60)
@given(st.data())
def test_whatever_is_done_to_an_export_shows(data: st.DataObject) -> None:
    made = ids.new_id("org")
    for resource in ("apr_1", "tpl_1"):
        for number in range(3):
            append(made, resource, number)
    checkpoints.make(made)
    lines = [json.loads(line) for line in export.lines(made)]
    broken = broken_lines()
    assert broken(lines) == []
    at = data.draw(st.integers(1, len(lines) - 1))
    how = data.draw(st.sampled_from(["drop", "repeat", "change", "swap"]))
    if how == "drop":
        del lines[at]
        if all(line["type"] != "checkpoint" for line in lines):
            return  # without any checkpoint there is nothing to miss
    elif how == "repeat":
        lines.insert(at, lines[at])
    elif how == "swap" and lines[at]["type"] == lines[at - 1]["type"] == "event":
        if lines[at]["event"]["resource"] != lines[at - 1]["event"]["resource"]:
            return  # chains may stand in any order
        lines[at], lines[at - 1] = lines[at - 1], lines[at]
    elif lines[at]["type"] == "head":
        lines[at]["head"][data.draw(st.integers(0, 2))] = "forged"
    else:
        inner = lines[at].get("event") or lines[at]["checkpoint"]
        inner[data.draw(st.sampled_from(sorted(inner)))] = "forged"
    assert broken(lines)
