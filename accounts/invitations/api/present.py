"""Invitations as the API shows them."""

from accounts.invitations.api import schemas
from accounts.invitations.domain import Invitation
from craftify import clock


def invitation(one: Invitation) -> schemas.Invitation:
    """An invitation, without the secret, which only the letter holds."""
    return {
        "id": one.id,
        "organizationId": one.organization_id,
        "email": one.email,
        "role": one.role,
        "invitedBy": one.invited_by,
        "invitedByName": one.invited_by_name,
        "isExpired": one.is_expired(clock.now()),
        "createdAt": clock.stamp(one.created_at),
        "sentAt": clock.stamp(one.sent_at),
        "expiresAt": clock.stamp(one.expires_at),
    }
