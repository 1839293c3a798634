"""Ask somebody into the organization."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts import store as accounts
from accounts.domain import Member, normal_email
from accounts.invitations import letters, limits, store
from accounts.invitations.actions.writing import commit
from accounts.invitations.domain import (
    LIFE,
    MAX_OPEN,
    AlreadyInvited,
    AlreadyMember,
    Invitation,
    TooManyInvitations,
)
from accounts.people import access as people
from accounts.people import domain as rules
from accounts.people import store as roster
from craftify import clock, ids
from craftify.dynamo.transact import Write, retried
from craftify.errors import Invalid


def invite(email: str, role: str, *, actor: Member) -> Invitation:
    """A new invitation, whose letter is on its way.

    Raises:
        Invalid: the address is none that mail goes to, or there is no such role.
        MoreThanYours: the role may do more than the actor.
        AlreadyMember, AlreadyInvited, TooManyInvitations: as they say.
        TooManyLetters: see `limits.count_letter`.
        Forbidden: the role does not carry the permission.
    """
    people.refuse_others(actor)
    address = _address(email)
    limits.count_letter(actor.organization_id, address)
    return _invite(address, role, actor=actor)


@retried
def _invite(address: str, word: str, *, actor: Member) -> Invitation:
    before = people.roster(actor)
    role = people.role(before, word)
    rules.refuse_granting(actor, before, role)
    user_id = accounts.user_id_of(address)
    if user_id in before.standings:
        raise AlreadyMember(f"{address} belongs to a member already.")
    others = store.invitations(actor.organization_id)
    for one in others:
        if one.email == address:
            raise AlreadyInvited(
                f"{address} is invited already. Send that letter again.", id=one.id
            )
    if len(others) >= MAX_OPEN:
        raise TooManyInvitations(f"At most {MAX_OPEN} invitations are open. Revoke some first.")
    now = clock.now()
    invitation = Invitation(
        id=ids.new_id("inv"),
        organization_id=actor.organization_id,
        email=address,
        role=role.value,
        invited_by=actor.id,
        invited_by_name=actor.name,
        created_at=now,
        sent_at=now,
        expires_at=now + LIFE,
    )
    write = Write()
    # Two who invite the same address at once: the second one looks again.
    roster.hold(write, before)
    store.put(write, None, invitation)
    letters.ask(write, invitation)
    commit(write, invitation, actor=actor, verb="invitation.created", after={"role": str(role)})
    return invitation


def _address(email: str) -> str:
    address = normal_email(email)
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    if not address or not address.isascii() or len(address) > 254:
        raise Invalid("An address needs a domain, like ann@acme.example.", field="email")
    return address
