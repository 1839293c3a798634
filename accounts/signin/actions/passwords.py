"""Change a password, or reset one that was forgotten."""

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest

from accounts import limits
from accounts import store as accounts
from accounts.domain import Member, normal_email
from accounts.models import AuthUser
from accounts.signin import access, letters, passwords
from accounts.signin.actions.writing import commit
from accounts.signin.domain import Purpose
from accounts.signin.store import families, tickets
from craftify import outbox
from craftify.dynamo import sessions
from craftify.dynamo.transact import Write, retried
from craftify.errors import Invalid
from craftify.history import PLATFORM
from craftify.origin import origin


@retried
def change_password(request: HttpRequest, *, present: str, new: str, actor: Member) -> None:
    """Give oneself another password; every other session and every token ends.

    The session of the request goes on, under a new key.

    Raises:
        WrongPassword: `present` is not the present one.
        WeakPassword: the new one will not do.
        Invalid: it is the present one.
        TooManyFailures: the present one was wrong too often.
    """
    old = access.with_password(actor, present, field="present")
    if check_password(new, old):
        raise Invalid("This is your present password. Choose another one.", field="new")
    write = Write()
    accounts.set_password(write, actor.id, old, passwords.hashed(new, actor.user, field="new"))
    letters.announce(write, actor.user, letters.PASSWORD_CHANGED)
    commit(write, actor.user, actor.organization_id, verb="user.password_changed", renews=True)
    outbox.nudge("mail")
    if request.session.get(sessions.USER_KEY) == actor.id:
        update_session_auth_hash(request, AuthUser.of(*access.credentials(actor.id)))
    sessions.clear(actor.id, but=request.session.session_key)
    families.clear(actor.id)


def ask_for_reset(*, email: str) -> None:
    """Send a letter with a link to a new password, if somebody signs in with this address.

    Whether somebody does is looked up when the letter is written, so that neither the answer nor
    its time depends on it; that is on record then.

    Raises:
        TooManyAsked: too many letters were asked for from here.
    """
    account = normal_email(email)
    if limits.may_ask_for_letter(account, origin.get().address) and len(account) <= 254:
        write = Write(unrecorded="who writes the letter finds out whether there is anybody")
        letters.ask(write, PLATFORM, letters.PASSWORD_RESET, email=account)
        write.commit()
        outbox.nudge("mail")


@retried
def reset_password(*, secret: str, new: str) -> None:
    """Set a new password with the link of a letter; every session and token ends.

    Raises:
        TicketVoid: see `access.ticket`.
        WeakPassword: the new one will not do; the link stays valid.
    """
    ticket, user, old = access.ticket(secret, Purpose.PASSWORD)
    write = Write()
    void = access.TicketVoid("This link was used already. Ask for another letter.")
    tickets.spend(write, ticket, void)
    accounts.set_password(write, user.id, old, passwords.hashed(new, user, field="new"))
    letters.announce(write, user, letters.PASSWORD_CHANGED)
    place = user.last_organization_id or PLATFORM
    commit(write, user, place, verb="user.password_reset", renews=True)
    outbox.nudge("mail")
    sessions.clear(user.id)
    families.clear(user.id)
