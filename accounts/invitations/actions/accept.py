"""Follow an invitation into the organization."""

from django.contrib.auth import authenticate

from accounts import limits
from accounts import store as accounts
from accounts.actions import BadCredentials
from accounts.domain import AnyRole, Role, Theme, User, UserStatus, names
from accounts.invitations import access, store
from accounts.invitations.actions.writing import commit
from accounts.invitations.domain import AlreadyMember, Invitation, InvitationVoid
from accounts.models import AuthUser
from accounts.people import store as roster
from accounts.people.domain import Roster
from accounts.signin import passwords
from craftify import clock, ids
from craftify.dynamo.transact import Write, retried
from craftify.origin import origin


def accept(
    token: str,
    *,
    password: str = "",
    first_name: str = "",
    last_name: str = "",
    signed_in: User | None = None,
) -> User:
    """The user of the invited address, who is a member now; a new one if nobody had the address.

    The letter shows that somebody reads the address's mail. Who has an account with it shows in
    addition that it is theirs: by being `signed_in` with it, or by its password. Nobody is signed
    in by this.

    Raises:
        InvitationVoid: the link is void, or whoever invited may not give the role any more.
        BadCredentials: the password is not the account's.
        TooManyFailures: it was wrong too often.
        WeakPassword, Invalid: a new user's password or name will not do; the link stays valid.
        AlreadyMember: the account is a member, perhaps a suspended one.
    """
    invitation = access.opened(token)
    user_id = accounts.user_id_of(invitation.email)
    if user_id is None:
        user = _new(invitation.email, first_name, last_name)
        return _accept(token, user, passwords.hashed(password, user, field="password"))
    if not signed_in or signed_in.id != user_id:
        _refuse_wrong_password(invitation.email, password)
    return _accept(token, accounts.users([user_id])[user_id], None)


@retried
def _accept(token: str, user: User, new_hash: str | None) -> User:
    invitation = access.opened(token)
    before = roster.roster(invitation.organization_id)
    role = _role(before, invitation)
    if user.id in before.standings:
        raise AlreadyMember(
            "You are a member of this organization already. If you cannot enter it, ask an "
            "administrator."
        )
    write = Write()
    gone = InvitationVoid("This invitation was used or changed at the same moment.")
    store.remove(write, invitation, gone)
    roster.hold(write, before)
    if new_hash:
        accounts.add_user(write, user, new_hash)
    accounts.add_membership(write, invitation.organization_id, user.id, role, clock.now())
    commit(
        write,
        invitation,
        actor=user,
        verb="invitation.accepted",
        event="memberChanged",
        told={"memberId": user.id},
        after={"role": str(role), "member": user.id, "new_user": bool(new_hash)},
    )
    return user


def _role(before: Roster, invitation: Invitation) -> AnyRole:
    """The role, if it is there and whoever invited may still give it."""
    inviter = before.active.get(invitation.invited_by)
    every: tuple[AnyRole, ...] = (*Role, *before.roles)
    role = next((one for one in every if one.value == invitation.role), None)
    if not role or not inviter or not role.permissions <= inviter.permissions:
        raise InvitationVoid(
            f"{invitation.invited_by_name} may not give this role any more, so the invitation is "
            "void. Ask for another one."
        )
    return role


def _new(email: str, first: str, last: str) -> User:
    first_name, last_name = names(first, last)
    return User(
        id=ids.new_id("usr"),
        email=email,
        first_name=first_name,
        last_name=last_name,
        status=UserStatus.ACTIVE,
        theme=Theme.SYSTEM,
        created_at=clock.now(),
    )


def _refuse_wrong_password(email: str, password: str) -> None:
    address = origin.get().address
    with limits.attempt(email, address):
        if not isinstance(authenticate(email=email, password=password), AuthUser):
            raise BadCredentials("That is not the password of this address.", field="password")
