"""Where the request in hand came from, for whoever writes a log line or a history event."""

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


NOWHERE = Origin()
origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)
