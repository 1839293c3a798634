"""Who may change how somebody signs in: who knows the password, or has the letter."""

from django.contrib.auth.hashers import check_password

from accounts import limits
from accounts import store as accounts
from accounts.domain import Member, User, UserStatus
from accounts.signin.domain import (
    Factor,
    FactorThere,
    NoFactor,
    Purpose,
    Ticket,
    digest_of,
    state_of,
)
from accounts.signin.store import factors, tickets
from craftify.errors import Invalid, NotFound
from craftify.origin import origin

_LONGEST = 200  # characters of a secret in a link; ours have 43


class WrongPassword(Invalid):
    """The present password is another one."""


class TicketVoid(NotFound):
    """A link of a letter that is used up, too old, or never was one."""


def credentials(user_id: str) -> tuple[User, str]:
    """A user who may sign in, and the hash of their password.

    Raises:
        NotFound: there is no such user, or they are suspended.
    """
    found = accounts.credentials(user_id)
    if not found or found[0].status != UserStatus.ACTIVE:
        raise NotFound("There is no such user.")
    return found


def with_password(actor: Member, password: str, *, field: str = "password") -> str:
    """The hash of the actor's password, if this is their password.

    Raises:
        WrongPassword: it is not; counted like a failed sign-in.
        TooManyFailures: it was not too often.
    """
    here = origin.get().address
    with limits.attempt(actor.user.email, here):
        _, stored = credentials(actor.id)
        if not check_password(password, stored):
            raise WrongPassword("This is not your present password.", field=field)
        return stored


def factor(user_id: str) -> Factor:
    """A user's confirmed second factor.

    Raises:
        NoFactor: there is none.
    """
    found = factors.get(user_id)
    if not found or not found.confirmed_at:
        raise NoFactor("There is no second step to change. Switch it on first.")
    return found


def without_factor(user_id: str) -> Factor | None:
    """What was begun and not confirmed.

    Raises:
        FactorThere: a second factor is confirmed.
    """
    found = factors.get(user_id)
    if found and found.confirmed_at:
        raise FactorThere("The second step is on already. Switch it off to begin anew.")
    return found


def ticket(secret: str, purpose: Purpose) -> tuple[Ticket, User, str]:
    """The ticket of a letter, whose it is, and the hash of their password.

    Raises:
        TicketVoid: it is used up, too old, or the account has changed since.
    """
    found = tickets.get(digest_of(secret), purpose) if len(secret) <= _LONGEST else None
    owner = accounts.credentials(found.user_id) if found else None
    if found and owner and owner[0].status == UserStatus.ACTIVE:
        user, stored = owner
        if state_of(stored, user) == found.bound:
            return found, user, stored
    raise TicketVoid("This link was used already, or is too old. Ask for another letter.")
