"""What a person sees of where they are signed in, and what a password must be. Pure."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accounts.domain import User, normal_email
from craftify.errors import Conflict, Invalid, Unauthenticated

# What a browser calls itself, the more particular first: Edge says that it is Chrome as well.
_BROWSERS = (
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"(Firefox|FxiOS)/", "Firefox"),
    (r"(Chrome|Chromium|CriOS)/", "Chrome"),
    (r"Version/[\d.]+ .*Safari/", "Safari"),
)
_SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"CrOS", "ChromeOS"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"Linux|X11", "Linux"),
)
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)
_HANDHELD = {"iPhone", "iPad", "Android"}


class Kind(StrEnum):
    """How somebody is signed in."""

    BROWSER = "browser"
    TOKEN = "token"  # noqa: S105 (a kind, no secret)


class TokenReused(Unauthenticated):
    """A refresh token came a second time: somebody has a copy of it."""


class CodeNeeded(Unauthenticated):
    """The password is right, and a code of the second factor is needed as well."""


class CodeWrong(Unauthenticated):
    """The code of the second factor is wrong or was used."""


class NoFactor(Conflict):
    """There is no second factor."""


class FactorThere(Conflict):
    """There is a second factor already."""


@dataclass(frozen=True, slots=True)
class Factor:
    """An authenticator: its sealed secret, the last time step of which a code was taken, and the
    digests of the recovery codes that are left.
    """

    user_id: str
    secret: str
    confirmed_at: datetime | None = None
    last_step: int = 0
    recovery: tuple[str, ...] = ()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """One place where a person is signed in; `address` and `agent` were its last ones."""

    id: str
    kind: Kind
    agent: str
    address: str
    begun: datetime
    used: datetime
    is_current: bool = False

    @property
    def device(self) -> str:
        """`Firefox on Windows`."""
        return device(self.agent)

    @property
    def is_handheld(self) -> bool:
        """Whether it is a phone or a tablet."""
        return _named(_SYSTEMS, self.agent) in _HANDHELD


@dataclass(frozen=True, slots=True)
class Family:
    """The refresh tokens of one sign-in; `current` names the only one that is valid."""

    id: str
    user_id: str
    organization_id: str
    current: str
    agent: str
    address: str
    begun: datetime
    used: datetime
    expires: datetime


class Purpose(StrEnum):
    """What a ticket is for."""

    PASSWORD = "password"  # noqa: S105 (a purpose, no secret)
    EMAIL = "email"
    SIGN_UP = "sign_up"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a letter lets its reader do once.

    `bound` is the state of the account that it was given for, see `state_of`;
    `value` is the new address, of a ticket for one.
    """

    digest: str
    purpose: Purpose
    user_id: str
    bound: str
    expires: datetime
    value: str = ""


def typed_twice(new: str, again: str) -> str:
    """A new password that was typed the same twice.

    Raises:
        Invalid: it was not.
    """
    if new != again:
        raise Invalid("The two new passwords differ. Type the same twice.", field="again")
    return new


def digest_of(secret: str) -> str:
    """What is kept of a secret of at least 128 random bits, which needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def state_of(password_hash: str, user: User) -> str:
    """What a ticket is bound to: it is void once password, epoch or address are others."""
    return digest_of(f"{password_hash}#{user.epoch}#{user.email}")


def new_address(email: str, present: str) -> str:
    """An address in its normal form, as far as it can be told without a letter.

    Raises:
        Invalid: it is none, or the present one.
    """
    address = normal_email(email)
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        raise Invalid("An address needs a domain, like you@acme.example.", field="email")
    if address == present:
        raise Invalid("You sign in with this address already.", field="email")
    return address


def device(agent: str) -> str:
    """What sends this `User-Agent`, in words; programs by their own name."""
    browser, system = _named(_BROWSERS, agent), _named(_SYSTEMS, agent)
    if browser or (system and agent.startswith("Mozilla/")):
        return " on ".join(word for word in (browser or "A browser", system) if word)
    program = re.match(r"[A-Za-z][\w.-]{0,39}", agent)
    return program[0] if program else "Unknown device"


def _named(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for pattern, name in names if re.search(pattern, agent)), "")
