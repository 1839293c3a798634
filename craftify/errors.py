"""Refusals as data: a kind, a machine's word and a sentence for people. No HTTP in here.

An application names what happened by subclassing a kind, `class AlreadyDecided(Conflict)`; the
two translators (`craftify.web.errors` for pages, `craftify.api.errors` for the API) turn a kind
into a status.
"""

import re
from typing import Any, ClassVar


class CraftifyError(Exception):
    """A refusal.

    `sentence` says what happened and what to do next; `code` is the class's name in snake_case
    unless given; `details` must survive JSON.
    """

    default_code: ClassVar[str] = "error"

    def __init_subclass__(cls) -> None:
        cls.default_code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(self, sentence: str, *, code: str | None = None, **details: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or self.default_code
        self.details = details


class Invalid(CraftifyError):
    """The request's own fields are wrong."""


class Unauthenticated(CraftifyError):
    """Nobody is signed in, or the token is not valid."""


class Forbidden(CraftifyError):
    """The thing may be seen, but this may not be done with it."""


class NotFound(CraftifyError):
    """Absent, or hidden from this person: both answer alike."""


class MethodNotAllowed(CraftifyError):
    """There is something at this address, and this cannot be done with it."""


class Conflict(CraftifyError):
    """Somebody or something else was there first."""


class PreconditionFailed(CraftifyError):
    """The caller's `If-Match` names another revision."""


class TooLarge(CraftifyError):
    """More bytes than the limit that the sentence names."""


class UnsupportedType(CraftifyError):
    """A content type or file type that is not taken here."""


class Unprocessable(CraftifyError):
    """Well-formed, but what it says cannot be done (a source that does not compile)."""


class TooManyRequests(CraftifyError):
    """A limit was reached; `details["retryAfter"]` is in seconds."""


class Unavailable(CraftifyError):
    """A part that this needs does not answer; trying again later may work."""
