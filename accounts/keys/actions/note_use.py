"""Remember that a key was used."""

from accounts.keys import store
from accounts.keys.domain import NOTED_EVERY, Key
from craftify import clock


def note_use(key: Key, *, address: str) -> None:
    """When and from where, at most once in `NOTED_EVERY` unless the address is another."""
    now = clock.now()
    recent = key.last_used_at is not None and now - key.last_used_at < NOTED_EVERY
    if not recent or key.last_address != address:
        store.note_use(key, now, address)
