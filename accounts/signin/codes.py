"""Codes of an authenticator (RFC 6238: TOTP over HMAC-SHA-1, 6 digits, 30 seconds). Pure."""

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import quote, urlencode

SECONDS, DIGITS = 30, 6
SKEW = 1  # steps that a clock may be off either way; RFC 6238, 5.2, recommends one


def step_at(moment: datetime) -> int:
    """The number of the time step."""
    return int(moment.timestamp()) // SECONDS


def code_of(secret: bytes, step: int) -> str:
    """The code of a time step (RFC 4226, 5.3)."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: bytes, code: str, now: int, after: int) -> int | None:
    """The step around `now` and later than `after` that has this code; None when none has."""
    found = None
    for step in range(now - SKEW, now + SKEW + 1):
        matches = hmac.compare_digest(code_of(secret, step).encode(), code.encode())
        if matches and step > after:
            found = step
    return found


def text_of(secret: bytes) -> str:
    """The secret as people type it."""
    return base64.b32encode(secret).decode().rstrip("=")


def uri_of(secret: bytes, account: str, issuer: str) -> str:
    """What the QR code says, as authenticators know it."""
    label = quote(f"{issuer}:{account}", safe="@:")
    asked = urlencode({"secret": text_of(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{label}?{asked}"


def tidy(code: str) -> str:
    """A code as it was typed, without what people put between."""
    return "".join(code.split()).replace("-", "").lower()[:40]
