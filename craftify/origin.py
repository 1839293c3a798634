"""Where the request in hand came from, for whoever writes a log line or a history event."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Set by the first middleware; empty in commands and in the worker.

    `via` names the API key that a program acts through, which every event then holds.
    """

    request_id: str = ""
    address: str = ""
    agent: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the request in hand concerns: a member, or an account that somebody tries to enter."""

    organization_id: str = ""
    user_id: str = ""


NOWHERE = Origin()
NOBODY = Identity()
origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)
# Set by whatever finds out who asks, for security events; the first middleware begins with nobody.
identity: ContextVar[Identity] = ContextVar("identity", default=NOBODY)
# Finds out who asks, if nothing did before; it sets `identity`, or raises a refusal.
asker: ContextVar[Callable[[], object] | None] = ContextVar("asker", default=None)
