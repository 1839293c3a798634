"""What a request with an idempotency key may meet. Pure but for the cipher's nonce.

The answer is kept under a cipher whose key is made of the server's secret and of the client's own
key, which is not stored: whoever reads the store reads no secret that an answer told.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

import orjson
import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from craftify.errors import Conflict, Invalid, Unprocessable

LONGEST_KEY = 255
KEPT = timedelta(hours=24)
# Longer than any request takes. A try that outlives its lease cannot commit any more.
LEASE = timedelta(seconds=60)
MAX_ANSWER_BYTES = 350 * 2**10  # DynamoDB's item limit is 400 KB
RETRY_SECONDS = 2
_NONCE_BYTES = 12


class State(StrEnum):
    """How far the work under a key has come."""

    BEGUN = "begun"
    DONE = "done"
    ANSWERED = "answered"


class InProgress(Conflict):
    """The same request is being worked on at this moment."""


class AlreadyDone(Conflict):
    """It was done, and its answer is not there to be given again."""


class KeyReused(Unprocessable):
    """The key belongs to another request."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as its owner sent it, with the request that it came with."""

    owner: str
    text: str
    fingerprint: str

    @property
    def name(self) -> str:
        """What the store knows it by."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do the work under a key, as long as nobody else took it over."""

    key: Key
    token: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is given again: `data` is the whole body before it is written as JSON."""

    status: int
    headers: Mapping[str, str]
    data: Any


def key_of(owner: str, text: str, secret: str, *parts: bytes) -> Key:
    """The key for a request that consists of `parts`; a password in them cannot be guessed from it.

    Raises:
        Invalid: it is not 1 to 255 visible characters of ASCII.
    """
    if not 0 < len(text) <= LONGEST_KEY or not all("!" <= char <= "~" for char in text):
        raise Invalid(
            f"“Idempotency-Key” must be 1 to {LONGEST_KEY} visible ASCII characters, such as a "
            "UUID of your own.",
            field="Idempotency-Key",
        )
    digest = hmac.new(secret.encode(), digestmod="sha256")
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return Key(owner, text, digest.hexdigest())


def sealed(answer: Answer, key: Key, secret: str) -> bytes:
    """The answer, compressed, under AES-256-GCM."""
    plain = orjson.dumps([answer.status, dict(answer.headers), answer.data])
    nonce = secrets.token_bytes(_NONCE_BYTES)
    packed = zstandard.ZstdCompressor(level=3).compress(plain)
    return nonce + _cipher(key, secret).encrypt(nonce, packed, key.fingerprint.encode())


def opened(data: bytes, key: Key, secret: str) -> Answer:
    """The inverse of `sealed`.

    Raises:
        cryptography.exceptions.InvalidTag: it was sealed for another key or by another server.
    """
    nonce, rest = data[:_NONCE_BYTES], data[_NONCE_BYTES:]
    packed = _cipher(key, secret).decrypt(nonce, rest, key.fingerprint.encode())
    return Answer(*orjson.loads(zstandard.ZstdDecompressor().decompress(packed)))


def _cipher(key: Key, secret: str) -> AESGCM:
    about = f"craftify idempotency 1\n{key.owner}\n{key.text}"
    return AESGCM(hmac.digest(secret.encode(), about.encode(), "sha256"))
