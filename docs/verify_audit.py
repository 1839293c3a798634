"""Verify an exported audit trail: `python verify_audit.py trail.jsonl [public-key-in-hex]`.

Needs Python 3.11 and nothing else; with the package `cryptography` the signatures are verified too.
Give the public key that you were told, and not only the one in the file. The exit code is 1 when
something is not as it was written. The format is in audit-format.md.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from typing import Any


def canonical(value: Any) -> bytes:
    """The bytes that are hashed and signed: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def sha256(value: bytes) -> str:
    """In hex."""
    return hashlib.sha256(value).hexdigest()


def broken(lines: list[dict[str, Any]], public_key: str) -> Iterator[str]:
    """What is not as it was written, in sentences."""
    digests: dict[tuple[str, int], str] = {}
    bad: set[str] = set()
    yield from broken_chains(lines, digests, bad)
    yield from broken_checkpoints(lines, public_key, digests, bad)


def broken_chains(
    lines: list[dict[str, Any]], digests: dict[tuple[str, int], str], bad: set[str]
) -> Iterator[str]:
    """The first broken event of each chain; fills in what was read, and which chains are bad."""
    ends: dict[str, tuple[int, str]] = {}
    for line in lines:
        if line["type"] == "event":
            event = line["event"]
            resource, seq, digest = event["resource"], event["seq"], sha256(canonical(event))
            count, previous = ends.get(resource, (0, "0" * 64))
            whole = seq == count + 1 and event["previous"] == previous and line["digest"] == digest
            if not whole and resource not in bad:
                bad.add(resource)
                yield f"Event {count + 1} of {resource} is not as it was written."
            digests[resource, seq] = digest
            ends[resource] = (count + 1, digest)
        elif line["type"] == "head":
            resource, seq, digest = line["head"]
            count, last = ends.pop(resource, (0, ""))
            if (seq, digest) != (count, last) and resource not in bad:
                bad.add(resource)
                first = count if seq == count else seq + 1 if seq in range(count) else count + 1
                yield f"Event {first} of {resource} is not as it was written."
    for resource in sorted(ends.keys() - bad):
        bad.add(resource)
        yield f"Event 1 of {resource} was not written by Craftify, or its chain has lost its head."


def broken_checkpoints(
    lines: list[dict[str, Any]],
    public_key: str,
    digests: dict[tuple[str, int], str],
    bad: set[str],
) -> Iterator[str]:
    """What is not as it was signed, and each event that is not the one that was."""
    last = "0" * 64
    for number, line in enumerate((one for one in lines if one["type"] == "checkpoint"), start=1):
        checkpoint, heads = line["checkpoint"], line["heads"]
        signed = canonical(checkpoint)
        whole = (
            checkpoint["seq"] == number
            and checkpoint["previous"] == last
            and checkpoint["root"] == sha256(canonical(sorted(heads)))
            and is_signed(public_key, line["signature"], signed)
        )
        if not whole:
            yield f"Checkpoint {number} is not as it was signed."
            return
        last = sha256(signed)
        for resource, seq, digest in heads:
            if resource not in bad and digests.get((resource, seq)) != digest:
                bad.add(resource)
                yield f"Event {seq} of {resource} is not the one that checkpoint {number} signed."


def is_signed(public_key: str, signature: str, data: bytes) -> bool:
    """Whether the key signed the data; without the package nobody can tell, so it is taken."""
    try:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 (may be missing)
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 (as above)
    except ImportError:
        print("The package “cryptography” is missing: signatures are not verified.")
        return True
    try:
        key = ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def main(path: str, public_key: str = "") -> int:
    """Print what is broken, or that nothing is; the exit code."""
    with open(path, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file if line.strip()]
    if not lines or lines[0].get("format") != "craftify-audit/1":
        print("This is no audit trail of the format craftify-audit/1.")
        return 1
    found = list(broken(lines, public_key or lines[0]["public_key"]))
    for sentence in found:
        print(sentence)
    events = sum(line["type"] == "event" for line in lines)
    checkpoints = sum(line["type"] == "checkpoint" for line in lines)
    print(f"{events} events, {checkpoints} checkpoints, {len(found)} broken.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
