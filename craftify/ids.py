"""Identifiers: `tpl_01k…`, a word for the kind and a ULID (https://github.com/ulid/spec).

48 bits of milliseconds, then 80 random bits, in Crockford's base 32 and lower case: they sort by
time of creation, those of one process also within a millisecond, and cannot be guessed.
"""

import secrets
import threading
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_lock = threading.Lock()
_last = 0


def new_id(kind: str, *, after: str = "") -> str:
    """A new identifier, `kind` + `_` + 26 characters; greater than `after`, one of the same kind.

    That holds whatever the clock says, and without a clock in common with whoever made `after`.
    """
    number = _next(_number(after))
    return f"{kind}_" + "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def _number(identifier: str) -> int:
    number = 0
    for character in identifier.rpartition("_")[2]:
        number = number << 5 | _ALPHABET.index(character)
    return number


def _next(floor: int) -> int:
    """128 bits, above `floor` and all that this process gave before, even when clocks go back."""
    global _last  # noqa: PLW0603 (guarded by the lock; one sequence for the process)
    with _lock:
        number = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
        if number <= max(_last, floor):
            number = max(_last, floor) + 1 + secrets.randbits(64)
        _last = number
    return number
