"""The audit trail of an organization as JSON Lines; docs/audit-format.md says what is in them."""

from collections.abc import Iterator
from dataclasses import asdict

import orjson

from craftify import clock
from craftify.history import checkpoints, events, heads

FORMAT = "craftify-audit/1"


def lines(organization_id: str) -> Iterator[bytes]:
    """A header, every chain with its head after it, every checkpoint; one JSON object a line."""
    yield _line(
        {
            "type": "header",
            "format": FORMAT,
            "organization_id": organization_id,
            "exported_at": clock.stamp(clock.now()),
            "public_key": checkpoints.public_key(),
        }
    )
    chains = set()
    for head in heads(organization_id):
        chains.add(head.resource)
        yield from _events(organization_id, head.resource)
        yield _line({"type": "head", "head": [head.resource, head.seq, head.digest]})
    for stray in checkpoints.strays(organization_id, chains):
        yield from _events(organization_id, stray.resource)
    for checkpoint in checkpoints.exported(organization_id):
        yield _line(checkpoint)


def _events(organization_id: str, resource: str) -> Iterator[bytes]:
    for event, digest in events(organization_id, resource):
        yield _line({"type": "event", "event": asdict(event), "digest": digest})


def _line(value: dict[str, object]) -> bytes:
    return orjson.dumps(value) + b"\n"
