"""Sign in with another address, once a letter to it was answered."""

from accounts import limits, store
from accounts.domain import Member, User
from accounts.signin import access, letters
from accounts.signin.actions.writing import commit
from accounts.signin.domain import Purpose, new_address
from accounts.signin.store import tickets
from craftify import outbox
from craftify.dynamo.transact import Write, retried
from craftify.history import PLATFORM
from craftify.origin import origin


@retried
def ask_for_email(*, email: str, password: str, actor: Member) -> None:
    """Send a letter to a new address, whose link makes it the one to sign in with.

    Nothing tells whether somebody signs in with it already; then there is no letter.

    Raises:
        WrongPassword, TooManyFailures: see `access.with_password`.
        Invalid: it is no address, or the present one.
        TooManyAsked: too many letters were asked for from here.
    """
    access.with_password(actor, password)
    address = new_address(email, actor.user.email)
    write = Write()
    if limits.may_ask_for_letter(address, origin.get().address):
        letters.ask(
            write, actor.organization_id, letters.EMAIL_CONFIRM, userId=actor.id, email=address
        )
    commit(
        write,
        actor.user,
        actor.organization_id,
        verb="user.email_change_asked",
        after={"email": address},
    )
    outbox.nudge("mail")


@retried
def confirm_email(*, secret: str) -> User:
    """Sign in with the new address from now on; the old one gets a notice. Sessions stay.

    Raises:
        TicketVoid: see `access.ticket`.
        EmailTaken: somebody else came first.
    """
    ticket, user, _ = access.ticket(secret, Purpose.EMAIL)
    write = Write()
    tickets.spend(write, ticket, access.TicketVoid("This link was used already."))
    store.change_email(write, user, ticket.value)
    letters.announce(write, user, letters.EMAIL_CHANGED, to=user.email, email=ticket.value)
    commit(
        write,
        user,
        user.last_organization_id or PLATFORM,
        verb="user.email_changed",
        before={"email": user.email},
        after={"email": ticket.value},
    )
    outbox.nudge("mail")
    return user
