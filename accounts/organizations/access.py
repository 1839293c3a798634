"""Whether organizations may be founded, and how anybody gets what the link of a letter opens."""

from django.conf import settings

from accounts import store
from accounts.organizations.domain import SignUp, SignUpOff
from accounts.signin.access import TicketVoid
from accounts.signin.domain import Purpose, Ticket, digest_of
from accounts.signin.store import tickets

_LONGEST = 200


def refuse_when_off() -> None:
    """Refuse where founding is switched off (`CRAFTIFY_SIGN_UP`).

    Raises:
        SignUpOff: it is.
    """
    if not settings.CRAFTIFY.sign_up:
        raise SignUpOff("Organizations are not founded here. Ask whoever runs Craftify Email.")


def opened(secret: str) -> tuple[Ticket, SignUp]:
    """The ticket of a letter, and what it lets its reader found.

    Raises:
        TicketVoid: it is used up or too old.
    """
    ticket = None
    if len(secret) <= _LONGEST:
        ticket = tickets.get(digest_of(secret), Purpose.SIGN_UP)
    if not ticket:
        raise TicketVoid("This link was used already, or is too old. Sign up again.")
    return ticket, SignUp.read(ticket.value)


def account_of(asked: SignUp) -> str | None:
    """The id of who signs in with the address, if anybody does."""
    return store.user_id_of(asked.email)
