"""How a receiver knows that a call came from here, and when. Pure but for `new_secret`.

`Craftify-Signature: t=1764000000,v1=5257a8…` – `t` is the time of the call in seconds since 1970,
each `v1` the HMAC-SHA256 (RFC 2104, hexadecimal) of `t`, a full stop and the body, under one
secret. While a secret is exchanged there is one `v1` for the new and one for the old secret.
`docs/webhooks.md` has a receiver.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable

HEADER = "Craftify-Signature"


def signature(body: bytes, keys: Iterable[str], at: int) -> str:
    """The header's value for a call at `at` (seconds since 1970), signed with each key."""
    signed = b"%d." % at + body
    digests = (hmac.new(key.encode(), signed, hashlib.sha256).hexdigest() for key in keys)
    return ",".join([f"t={at}", *(f"v1={digest}" for digest in digests)])


def new_secret() -> str:
    """A key of 256 random bits; its whole text, with `whsec_`, is what signs."""
    return f"whsec_{secrets.token_urlsafe(32)}"
