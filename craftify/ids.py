"""Identifiers: `tpl_01k…`, a word for the kind and a ULID (https://github.com/ulid/spec).

48 bits of milliseconds, then 80 random bits, in Crockford's base 32 and lower case: they sort by
time of creation and cannot be guessed.
"""

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(kind: str) -> str:
    """A new identifier, `kind` + `_` + 26 characters."""
    number = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
    return f"{kind}_" + "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
