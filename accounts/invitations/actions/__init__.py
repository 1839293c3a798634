"""Everything that can be done with invitations: the folder is the list."""

from accounts.invitations.actions.accept import accept
from accounts.invitations.actions.invite import invite
from accounts.invitations.actions.resend import resend
from accounts.invitations.actions.revoke import revoke

__all__ = ["accept", "invite", "resend", "revoke"]
