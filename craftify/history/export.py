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
    for head in heads(organization_id):
        for event, digest in events(organization_id, head.resource):
            yield _line({"type": "event", "event": asdict(event), "digest": digest})
        yield _line({"type": "head", "head": [head.resource, head.seq, head.digest]})
    for checkpoint in checkpoints.exported(organization_id):
        yield _line(checkpoint)


def _line(value: dict[str, object]) -> bytes:
    return orjson.dumps(value) + b"\n"
