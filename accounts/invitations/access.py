"""How anybody gets an invitation: who manages members by its id, who was asked by its link."""

from accounts.domain import Member
from accounts.invitations import store
from accounts.invitations.domain import Invitation, InvitationVoid, Token
from accounts.people.access import refuse_others
from craftify import clock
from craftify.errors import NotFound


def invitation(actor: Member, invitation_id: str) -> Invitation:
    """An invitation of the actor's organization.

    Raises:
        NotFound: there is none (any more).
        Forbidden: the role does not carry the permission.
    """
    refuse_others(actor)
    found = store.invitation(actor.organization_id, invitation_id)
    if not found:
        raise NotFound("There is no such invitation. It may be accepted or revoked.")
    return found


def opened(text: str) -> Invitation:
    """The invitation whose latest letter has this link.

    Raises:
        InvitationVoid: there is none, or it is too old.
    """
    token = Token.read(text)
    found = token and store.invitation(token.organization_id, token.invitation_id)
    if not token or not found or not token.opens(found, clock.now()):
        raise InvitationVoid(
            "This invitation was used, revoked, sent again since, or is too old. Ask whoever "
            "invited you for another letter."
        )
    return found
