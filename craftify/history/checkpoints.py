"""What signs the audit trail: each day the heads of all chains of an organization, together.

A checkpoint holds the root over all heads and the digest of the checkpoint before, and is signed
with Ed25519 (RFC 8032), so that anybody who has the public key can verify it from the data alone.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from craftify import clock
from craftify.dynamo.table import Place, Table, name
from craftify.dynamo.transact import Write
from craftify.history import FIRST, Head, digest_at, heads, newest
from craftify.history import verify as verify_chain

HEADS_IN_A_PART = 2_000  # about 220 KB of an item's 400
_SEED = b"craftify-email audit key 1"


class CheckpointItem(Table):
    """One checkpoint of an organization."""

    class Meta(Place):
        table_name = name("checkpoints")

    organization_id = UnicodeAttribute(hash_key=True)
    seq = NumberAttribute(range_key=True)
    at = UnicodeAttribute()
    chains = NumberAttribute()
    root = UnicodeAttribute()
    previous = UnicodeAttribute()
    signature = UnicodeAttribute()


class CheckpointPartItem(Table):
    """Some of a checkpoint's heads; `checkpoint` is `organization#seq`."""

    class Meta(Place):
        table_name = name("checkpoint_parts")

    checkpoint = UnicodeAttribute(hash_key=True)
    number = NumberAttribute(range_key=True)
    heads = JSONAttribute()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`count` heads whose root is `root`; `previous` is the digest of the one before."""

    organization_id: str
    seq: int
    at: str
    count: int
    root: str
    previous: str

    def signed_bytes(self) -> bytes:
        """What is signed: the canonical JSON of every field."""
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS)

    def digest(self) -> str:
        """SHA-256 (hex) over the same bytes."""
        return hashlib.sha256(self.signed_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class Broken:
    """What is not as it was written: an event of a chain, or a checkpoint (no resource)."""

    resource: str
    seq: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was verified, and what is broken, the first of each chain."""

    chains: int
    checkpoints: int
    broken: tuple[Broken, ...]


def make(organization_id: str) -> Checkpoint | None:
    """Today's checkpoint; None when there is one already, or nothing to sign."""
    last = next(iter(_items(organization_id, backwards=True)), None)
    now = clock.stamp(clock.now())
    found = list(heads(organization_id))
    if not found or (last and last.at[:10] == now[:10]):
        return None
    made = Checkpoint(
        organization_id=organization_id,
        seq=int(last.seq) + 1 if last else 1,
        at=now,
        count=len(found),
        root=root_of(found),
        previous=_checkpoint(last).digest() if last else FIRST,
    )
    write = Write(unrecorded="the checkpoint signs the trail, it is no part of it")
    item = CheckpointItem(
        organization_id,
        made.seq,
        at=made.at,
        chains=made.count,
        root=made.root,
        previous=made.previous,
        signature=_key().sign(made.signed_bytes()).hex(),
    )
    write.put(item, CheckpointItem.seq.does_not_exist())
    for number in range(0, len(found), HEADS_IN_A_PART):
        part = [[one.resource, one.seq, one.digest] for one in found[number:][:HEADS_IN_A_PART]]
        write.put(CheckpointPartItem(_place(made), number // HEADS_IN_A_PART, heads=part))
    write.commit()
    return made


def root_of(found: list[Head]) -> str:
    """SHA-256 (hex) over the JSON of `[resource, seq, digest]` of every head, by resource."""
    rows = sorted([one.resource, one.seq, one.digest] for one in found)
    return hashlib.sha256(orjson.dumps(rows)).hexdigest()


def verify(organization_id: str) -> Report:
    """Verify every chain and every checkpoint of an organization, from nothing but the data."""
    chains = [head.resource for head in heads(organization_id)]
    broken = [
        Broken(resource, seq, f"Event {seq} of {resource} is not as it was written.")
        for resource in chains
        if (seq := verify_chain(organization_id, resource))
    ]
    broken += strays(organization_id, set(chains))
    broken += _unsigned(organization_id)
    known = {one.resource for one in broken}
    count = 0
    for checkpoint, signed in _signed(organization_id):
        count = checkpoint.seq
        for head in signed:
            if head.resource in known:
                continue
            if digest_at(organization_id, head.resource, head.seq) != head.digest:
                known.add(head.resource)
                broken.append(
                    Broken(
                        head.resource,
                        head.seq,
                        f"Event {head.seq} of {head.resource} is not the one that checkpoint "
                        f"{checkpoint.seq} signed.",
                    )
                )
    return Report(len(chains), count, tuple(broken))


def public_key() -> str:
    """The key that verifies the signatures: 32 bytes in hex."""
    return _key().public_key().public_bytes_raw().hex()


def strays(organization_id: str, chains: set[str]) -> Iterator[Broken]:
    """Events of chains that nothing ends: nobody but an intruder writes such."""
    seen: set[str] = set()
    for event in newest(organization_id):
        if event.resource not in chains | seen:
            seen.add(event.resource)
            sentence = f"Event {event.seq} of {event.resource} was not written by Craftify."
            yield Broken(event.resource, event.seq, sentence)


def exported(organization_id: str) -> Iterator[dict[str, Any]]:
    """The checkpoints as the export has them."""
    signatures = {int(item.seq): item.signature for item in _items(organization_id)}
    for checkpoint, signed in _signed(organization_id):
        yield {
            "type": "checkpoint",
            "checkpoint": asdict(checkpoint),
            "heads": [[one.resource, one.seq, one.digest] for one in signed],
            "signature": signatures[checkpoint.seq],
        }


def _unsigned(organization_id: str) -> Iterator[Broken]:
    """Checkpoints that are not as they were signed."""
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key()))
    previous = FIRST
    for expected, item in enumerate(_items(organization_id), start=1):
        checkpoint = _checkpoint(item)
        whole = checkpoint.seq == expected and checkpoint.previous == previous
        try:
            key.verify(bytes.fromhex(item.signature), checkpoint.signed_bytes())
        except (InvalidSignature, ValueError):
            whole = False
        if not whole or root_of(_heads_of(checkpoint)) != checkpoint.root:
            sentence = f"Checkpoint {expected} is not as it was signed."
            yield Broken("", expected, sentence)
            return
        previous = checkpoint.digest()


def _signed(organization_id: str) -> Iterator[tuple[Checkpoint, list[Head]]]:
    for item in _items(organization_id):
        checkpoint = _checkpoint(item)
        yield checkpoint, _heads_of(checkpoint)


def _heads_of(checkpoint: Checkpoint) -> list[Head]:
    parts = CheckpointPartItem.query(_place(checkpoint), consistent_read=True)
    return [Head(str(one[0]), int(one[1]), str(one[2])) for part in parts for one in part.heads]


def _items(organization_id: str, *, backwards: bool = False) -> Iterator[CheckpointItem]:
    return iter(
        CheckpointItem.query(
            organization_id, scan_index_forward=not backwards, consistent_read=True
        )
    )


def _checkpoint(item: CheckpointItem) -> Checkpoint:
    return Checkpoint(
        organization_id=item.organization_id,
        seq=int(item.seq),
        at=item.at,
        count=int(item.chains),
        root=item.root,
        previous=item.previous,
    )


def _place(checkpoint: Checkpoint) -> str:
    return f"{checkpoint.organization_id}#{checkpoint.seq}"


def _key() -> Ed25519PrivateKey:
    """Made of the secret key, which every process of an installation has."""
    secret = settings.CRAFTIFY.secret_key.encode()
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(_SEED + secret).digest())
