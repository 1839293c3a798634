"""What an entry of the outbox is to those who deliver it."""

from dataclasses import dataclass
from typing import Any

EVENT = "event"


class Undeliverable(Exception):
    """A handler's word that an entry can never be delivered; its sentence is shown to people."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to deliver; `data` is plain JSON, its names are those of the API.

    `kind` says who delivers it ("event", "mail", …), `type` what happened ("approvalDecided").
    An empty `audience` is the whole organization, else it holds ids of users. `attempts` counts
    this one; `request_id` is that of the request that made it; `told` is the instant at which this
    attempt at an event began. Receivers de-duplicate by `id`, which repeated deliveries share.
    """

    id: str
    organization_id: str
    type: str
    at: str
    data: dict[str, Any]
    lane: str = ""
    kind: str = EVENT
    audience: tuple[str, ...] = ()
    attempts: int = 0
    request_id: str = ""
    told: str = ""


Event = Entry  # the name of an entry of the kind "event"


@dataclass(frozen=True, slots=True)
class Held:
    """An entry under a lease: only who knows `token` may say what became of it.

    `handled` names the handlers that were done with it in earlier attempts.
    """

    entry: Entry
    token: str
    handled: frozenset[str]


@dataclass(frozen=True, slots=True)
class Dead:
    """An entry that is not tried any more: why (`reason`) and since when (`died_at`).

    Who lets it live again names `token`.
    """

    entry: Entry
    reason: str
    died_at: str
    token: str
