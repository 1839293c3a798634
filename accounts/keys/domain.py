"""What a key is, what it may be for, and its text. Pure."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from accounts.domain import Permission
from craftify.errors import Conflict, Forbidden, Invalid, Unauthenticated
from craftify.security.networks import Network

MAX_OF_MEMBER, MAX_OF_ORGANIZATION = 10, 200
MAX_NAME, MAX_NETWORKS, MAX_DAYS = 60, 10, 366
SCHEME = "cfk_"  # for programs that look for secrets in what is published
NOTED_EVERY = timedelta(minutes=1)  # how exact “last used” is
_TEXT = re.compile(r"cfk_([0-9a-hjkmnp-tv-z]{26})_([0-9a-hjkmnp-tv-z]{26})_([\w-]{43})", re.ASCII)

# A key works with templates. People decide: about approvals, their rules, and about people.
SCOPES: Mapping[Permission, str] = MappingProxyType(
    {
        Permission.TEMPLATES_VIEW: "See templates, versions and reviews",
        Permission.TEMPLATES_EDIT: "Make and edit templates",
        Permission.TEMPLATES_DELETE: "Archive and delete templates",
        Permission.TEMPLATES_EXPORT: "Export approved versions",
        Permission.APPROVALS_SUBMIT: "Submit templates for review",
        Permission.APPROVALS_COMMENT: "Comment on reviews",
        Permission.AUDIT_VIEW: "Read and export the audit trail",
        Permission.WEBHOOKS_MANAGE: "Manage webhooks",
        Permission.BRAND_MANAGE: "Change the brand",
    }
)


class KeyInvalid(Unauthenticated):
    """The key is none of ours, was revoked or has expired."""


class KeyElsewhere(Forbidden):
    """The key is bound to network addresses, and this request came from another."""


class OutOfScope(Forbidden):
    """The key was not made for this; `details["scope"]` names what it would need, if anything."""


class TooManyKeys(Conflict):
    """The member, or the organization, has as many keys as it may."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept: `digest` in the place of the secret. Without an end it is good until it
    is revoked; without networks it is good from everywhere.
    """

    id: str
    organization_id: str
    user_id: str
    name: str
    scopes: frozenset[Permission]
    networks: tuple[Network, ...]
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    last_address: str = ""
    digest: str = field(default="", repr=False)

    @property
    def prefix(self) -> str:
        """How its text begins, by which people know it again; twenty bits are random."""
        return f"{SCHEME}{self.id.removeprefix('key_')[:14]}"

    def is_expired(self, now: datetime) -> bool:
        """Whether its end has come."""
        return self.expires_at is not None and self.expires_at <= now


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a key: where it is kept, and the secret of 256 random bits."""

    key_id: str
    organization_id: str
    secret: str = field(repr=False)

    def __str__(self) -> str:
        parts = (self.key_id.removeprefix("key_"), self.organization_id.removeprefix("org_"))
        return f"{SCHEME}{'_'.join(parts)}_{self.secret}"

    @classmethod
    def new(cls, key_id: str, organization_id: str) -> "Text":
        """A text for a new key."""
        return cls(key_id, organization_id, secrets.token_urlsafe(32))

    @classmethod
    def read(cls, text: str) -> "Text | None":
        """The parts of a text; None for what never was one."""
        found = _TEXT.fullmatch(text)
        return cls(f"key_{found[1]}", f"org_{found[2]}", found[3]) if found else None

    @property
    def digest(self) -> str:
        """What is kept of it; so many random bits need no slow hash."""
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def opens(self, key: Key) -> bool:
        """Whether it is the text of the key."""
        return hmac.compare_digest(self.digest, key.digest)


def named(name: str) -> str:
    """The name as it is kept.

    Raises:
        Invalid: it is empty, too long, or holds control characters.
    """
    words = " ".join(name.split())
    if not 1 <= len(words) <= MAX_NAME or not words.isprintable():
        raise Invalid(f"A key needs a name of at most {MAX_NAME} characters.", field="name")
    return words


def chosen(scopes: Iterable[str], held: frozenset[Permission]) -> frozenset[Permission]:
    """What a new key of somebody who holds these permissions is for.

    Raises:
        Invalid: nothing was chosen, something that is no scope, or what the owner may not do.
    """
    words = set(scopes)
    unknown = sorted(words - {one.value for one in SCOPES})
    if unknown:
        raise Invalid(f"“{unknown[0][:60]}” is nothing that a key can be for.", field="scopes")
    found = frozenset(one for one in SCOPES if one.value in words)
    if not found:
        raise Invalid("Choose what the key is for.", field="scopes")
    beyond = sorted(found - held)
    if beyond:
        raise Invalid(f"Your own role does not carry “{beyond[0]}”.", field="scopes")
    return found


def ending(days: int | None, now: datetime) -> datetime | None:
    """When a key ends that is made now; None for never.

    Raises:
        Invalid: there are not that many days.
    """
    if days is None:
        return None
    if not 1 <= days <= MAX_DAYS:
        raise Invalid(f"A key is good for 1 to {MAX_DAYS} days.", field="days")
    return now + timedelta(days=days)


def told(key: Key) -> dict[str, object]:
    """The key for the audit trail."""
    return {
        "name": key.name,
        "scopes": sorted(key.scopes),
        "networks": [str(one) for one in key.networks],
        "expiresAt": key.expires_at.isoformat() if key.expires_at else None,
    }
