"""Send the letter of an invitation again."""

from dataclasses import replace

from accounts.domain import Member
from accounts.invitations import access, letters, limits, store
from accounts.invitations.actions.writing import commit
from accounts.invitations.domain import LIFE, Invitation
from accounts.people import access as people
from accounts.people import domain as rules
from craftify import clock
from craftify.dynamo.transact import Write, retried


def resend(invitation_id: str, *, actor: Member) -> Invitation:
    """The invitation, valid for its whole time again; the links of earlier letters are void.

    It is the actor's from now on.

    Raises:
        MoreThanYours: its role may do more than the actor.
        Invalid: there is no such role any more.
        TooManyLetters: see `limits.count_letter`.
        NotFound, Forbidden: as `access.invitation`.
    """
    found = access.invitation(actor, invitation_id)
    limits.count_letter(actor.organization_id, found.email)
    return _resend(invitation_id, actor=actor)


@retried
def _resend(invitation_id: str, *, actor: Member) -> Invitation:
    old = access.invitation(actor, invitation_id)
    before = people.roster(actor)
    rules.refuse_granting(actor, before, people.role(before, old.role))
    now = clock.now()
    new = replace(
        old,
        sent_at=now,
        expires_at=now + LIFE,
        digest="",
        invited_by=actor.id,
        invited_by_name=actor.name,
    )
    write = Write()
    store.put(write, old, new)
    letters.ask(write, new)
    commit(write, new, actor=actor, verb="invitation.sent_again")
    return replace(new, revision=old.revision + 1)
