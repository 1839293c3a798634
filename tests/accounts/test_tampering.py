"""Whatever is done to events in the store: the command, the page and an export say so.

Each names the first broken event. `by_the_book` is a second verifier, written from the words of
docs/audit-format.md alone.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from craftify import clock, history, ids
from craftify.dynamo.transact import Write
from craftify.history import Event, EventItem, HeadItem, checkpoints, export
from tests.cast import Acme, Globex
from tests.craftify.test_checkpoints import exported, verified
from tests.craftify.test_history import append, insert, item, swap
from tests.web.test_review import SignIn

CHAIN = "tpl_1"
EVENTS = 5


@pytest.fixture
def places(acme: Acme, globex: Globex) -> tuple[str, str]:
    """Two organizations, each with a chain of five events, signed by a checkpoint."""
    for organization in (acme.id, globex.id):
        for number in range(EVENTS):
            append(organization, CHAIN, number)
        checkpoints.make(organization)
    return acme.id, globex.id


def edit(seq: int) -> Callable[[str, str], object]:
    return lambda here, _: item(here, CHAIN, seq).update([EventItem.actor_name.set("Mallory")])


def edit_with_digest(here: str, _: str) -> None:
    """The last event and its digest; its head still has the old one."""
    edit(EVENTS)(here, _)
    *_others, (event, _digest) = history.events(here, CHAIN)
    item(here, CHAIN, EVENTS).update([EventItem.digest.set(event.digest())])


def delete(*seqs: int) -> Callable[[str, str], object]:
    return lambda here, _: [item(here, CHAIN, seq).delete() for seq in seqs]


def delete_with_head(here: str, _: str) -> None:
    """The whole chain, as if the thing had never been."""
    delete(*range(1, EVENTS + 1))(here, _)
    HeadItem(here, CHAIN).delete()


def put(here: str, resource: str, seq: int, previous: str) -> None:
    """An event whose own digest is right."""
    at = clock.stamp(clock.now())
    event = Event(here, resource, seq, "template.approved", "u", "M", at, "", "", {}, previous)
    fields = asdict(event)
    del fields["resource"], fields["seq"]
    EventItem(
        f"{here}#{resource}", seq, digest=event.digest(), moment=event.moment, **fields
    ).save()


def insert_at_the_end(here: str, _: str) -> None:
    *_others, (_event, digest) = history.events(here, CHAIN)
    put(here, CHAIN, EVENTS + 1, digest)


def bring_from_elsewhere(here: str, there: str) -> None:
    """The event of another organization in the place of one's own."""
    brought = item(there, CHAIN, 2)
    brought.chain = f"{here}#{CHAIN}"
    brought.save()


WHAT: dict[str, tuple[Callable[[str, str], object], int]] = {
    "edit the first": (edit(1), 1),
    "edit": (edit(3), 3),
    "edit the last": (edit(EVENTS), EVENTS),
    "edit the last and its digest": (edit_with_digest, EVENTS),
    "delete the first": (delete(1), 1),
    "delete": (delete(3), 3),
    "truncate": (delete(EVENTS), EVENTS),
    "truncate much": (delete(3, 4, 5), 3),
    "remove all events": (delete(1, 2, 3, 4, 5), 1),
    "remove the chain": (delete_with_head, EVENTS),
    "reorder": (lambda here, _: swap(here, CHAIN), 2),
    "insert": (lambda here, _: insert(here, CHAIN), 3),
    "insert at the end": (insert_at_the_end, EVENTS + 1),
    "bring from elsewhere": (bring_from_elsewhere, 2),
}


@pytest.mark.parametrize("what", WHAT)
def test_whatever_is_done_is_named(
    places: tuple[str, str], acme: Acme, globex: Globex, sign_in: SignIn, tmp_path: Path, what: str
) -> None:
    act, seq = WHAT[what]
    act(*places)
    words = f"Event {seq} of {CHAIN} is not "
    assert command(acme.id) == (1, words)
    page = "/settings/audit/verification"
    html = sign_in(acme.ada).post(page, follow=True).content.decode()
    assert words in html
    assert "was tampered with" in html
    code, said = verified(exported(acme.id, tmp_path))
    assert (code, said[: len(words)]) == (1, words)
    assert by_the_book(export.lines(acme.id))[0] == (CHAIN, seq)

    assert command(globex.id)[0] == 0
    html = sign_in(globex.zoe).post(page, follow=True).content.decode()
    assert "Everything is as it was written" in html
    assert verified(exported(globex.id, tmp_path))[0] == 0
    assert by_the_book(export.lines(globex.id)) == []


def test_a_chain_of_ones_own_making_is_named(acme: Acme, sign_in: SignIn, tmp_path: Path) -> None:
    put(acme.id, "tpl_9", 1, history.FIRST)
    words = "Event 1 of tpl_9 was not written by Craftify"
    assert words in verify_audit(acme.id)[1]
    page = sign_in(acme.ada).post("/settings/audit/verification", follow=True)
    assert words in page.content.decode()
    code, said = verified(exported(acme.id, tmp_path))
    assert (code, said[: len(words)]) == (1, words)
    assert by_the_book(export.lines(acme.id)) == [("tpl_9", 1)]


@settings(max_examples=30)
@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4))
def test_the_format_says_enough_for_any_words(words: dict[str, str]) -> None:
    organization, write = ids.new_id("org"), Write()
    history.record(
        write,
        organization_id=organization,
        resource=CHAIN,
        verb="template.saved",
        actor_id="usr_1",
        actor_name="Zoë “Z” \u2028 Lund",
        after=words,
    )
    write.commit()
    checkpoints.make(organization)
    assert by_the_book(export.lines(organization)) == []


def verify_audit(organization: str) -> tuple[int, str]:
    """The exit code of the command and what it printed."""
    out = StringIO()
    try:
        call_command("verify_audit", organization=organization, stdout=out)
    except CommandError:
        return 1, out.getvalue()
    return 0, out.getvalue()


def command(organization: str) -> tuple[int, str]:
    """The exit code, and what the command says of the chain, up to "is not "."""
    code, words = verify_audit(organization)
    _, found, rest = words.partition("  Event ")
    return code, f"Event {rest.partition('is not ')[0]}is not " if found else ""


def by_the_book(lines: Iterator[bytes]) -> list[tuple[str, int]]:
    """Resource and number of the first event of each chain that breaks a rule, 1 to 7."""
    rows = [json.loads(line) for line in lines]
    chains: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["type"] == "event":
            chains.setdefault(row["event"]["resource"], []).append(row)
    ends = {row["head"][0]: row["head"][1:] for row in rows if row["type"] == "head"}
    found = {
        resource: seq
        for resource in sorted(chains.keys() | ends.keys())
        if (seq := _first_broken(chains.get(resource, []), ends.get(resource)))
    }
    _check_checkpoints(rows, chains, found)
    return list(found.items())


def _first_broken(chain: list[dict[str, Any]], end: list[Any] | None) -> int:
    """Rules 1 to 3; 0 when they hold."""
    if end is None:
        return 1
    before = "0" * 64
    for number, row in enumerate(chain, start=1):
        event = row["event"]
        if (event["seq"], event["previous"], _hash(event)) != (number, before, row["digest"]):
            return number
        before = row["digest"]
    if end == [len(chain), before]:
        return 0
    return len(chain) if end[0] == len(chain) else min(end[0], len(chain)) + 1


def _check_checkpoints(
    rows: list[dict[str, Any]], chains: dict[str, list[dict[str, Any]]], found: dict[str, int]
) -> None:
    """Rules 4 to 7; a checkpoint that is not as it was signed has no resource."""
    key, before = Ed25519PublicKey.from_public_bytes(bytes.fromhex(rows[0]["public_key"])), "0" * 64
    for row in (row for row in rows if row["type"] == "checkpoint"):
        checkpoint, heads = row["checkpoint"], row["heads"]
        try:
            key.verify(bytes.fromhex(row["signature"]), _bytes(checkpoint))
        except InvalidSignature:
            found[""] = checkpoint["seq"]
        if checkpoint["previous"] != before or checkpoint["root"] != _hash(sorted(heads)):
            found[""] = checkpoint["seq"]
        before = _hash(checkpoint)
        for resource, seq, digest in heads:
            chain = chains.get(resource, [])
            if len(chain) < seq or chain[seq - 1]["digest"] != digest:
                found.setdefault(resource, seq)


def _bytes(value: Any) -> bytes:
    """Canonical JSON."""
    return (
        json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        .encode(value)
        .encode("utf-8")
    )


def _hash(value: Any) -> str:
    return hashlib.sha256(_bytes(value)).hexdigest()
