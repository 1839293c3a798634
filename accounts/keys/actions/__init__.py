"""Everything that can be done with keys."""

from accounts.keys.actions.create import create
from accounts.keys.actions.note_use import note_use
from accounts.keys.actions.revoke import revoke

__all__ = ["create", "note_use", "revoke"]
