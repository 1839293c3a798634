"""An invitation, and when it is void. Pure."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from craftify.errors import Conflict, NotFound

LIFE = timedelta(days=7)
KEPT_FOR = timedelta(days=30)  # after it expired, to be seen and sent again
MAX_OPEN = 200  # of one organization


class InvitationVoid(NotFound):
    """The link was used, revoked, replaced by a newer letter, is too old, or never was one."""


class AlreadyMember(Conflict):
    """The address belongs to a member."""


class AlreadyInvited(Conflict):
    """There is an invitation for the address; `details["id"]` names it."""


class TooManyInvitations(Conflict):
    """The organization has as many as it may."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """What was asked of whom; `digest` is the SHA-256 of the secret in the latest letter."""

    id: str
    organization_id: str
    email: str
    role: str
    invited_by: str
    invited_by_name: str
    created_at: datetime
    sent_at: datetime
    expires_at: datetime
    digest: str = field(default="", repr=False)
    revision: int = 1

    def is_expired(self, now: datetime) -> bool:
        """Whether its letter does not count any more."""
        return self.expires_at <= now


@dataclass(frozen=True, slots=True)
class Token:
    """What the link of a letter holds: where the invitation is, and the secret."""

    organization_id: str
    invitation_id: str
    secret: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.organization_id}.{self.invitation_id}.{self.secret}"

    @classmethod
    def read(cls, text: str) -> "Token | None":
        """The parts of a text; None for what never was one."""
        parts = text.split(".")
        if len(parts) != 3 or len(text) > 200 or not all(parts) or not text.isascii():
            return None
        return cls(*parts)

    def opens(self, invitation: Invitation, now: datetime) -> bool:
        """Whether the secret is that of the latest letter, and not too old."""
        same = hmac.compare_digest(digest_of(self.secret), invitation.digest)
        return same and not invitation.is_expired(now)


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
