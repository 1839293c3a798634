"""Take an invitation back."""

from accounts.domain import Member
from accounts.invitations import access, store
from accounts.invitations.actions.writing import commit
from craftify.dynamo.transact import Write, retried


@retried
def revoke(invitation_id: str, *, actor: Member) -> None:
    """Void the links of all its letters.

    Raises:
        NotFound, Forbidden: as `access.invitation`.
    """
    found = access.invitation(actor, invitation_id)
    write = Write()
    store.remove(write, found)
    commit(write, found, actor=actor, verb="invitation.revoked", before={"role": found.role})
