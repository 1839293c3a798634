"""Where somebody is signed in."""

from accounts.domain import Member
from accounts.signin import access, sealing
from accounts.signin.domain import Factor, Kind, NoFactor, Session
from accounts.signin.store import factors, families
from craftify.dynamo import sessions

ISSUER = "Craftify Email"  # what authenticators call us


def my_sessions(
    actor: Member, current_key: str | None = None, current_family: str = ""
) -> tuple[Session, ...]:
    """Every browser and program that the actor is signed in with, the one used last first.

    `current_key` or `current_family` names the one that asks, which is marked and comes first.
    """
    current = sessions.id_of(current_key) if current_key else ""
    browsers = [
        Session(
            id=one.id,
            kind=Kind.BROWSER,
            agent=one.agent,
            address=one.address,
            begun=one.begun,
            used=one.used,
            is_current=one.id == current,
        )
        for one in sessions.sessions_of(actor.id)
    ]
    programs = [
        Session(
            id=one.id,
            kind=Kind.TOKEN,
            agent=one.agent,
            address=one.address,
            begun=one.begun,
            used=one.used,
            is_current=one.id == current_family,
        )
        for one in families.of(actor.id)
    ]
    found = sorted((*browsers, *programs), key=lambda one: one.used, reverse=True)
    return tuple(sorted(found, key=lambda one: not one.is_current))


def factor_state(actor: Member) -> Factor | None:
    """The actor's second factor; None when signing in takes none."""
    found = factors.get(actor.id)
    return found if found and found.confirmed_at else None


def begun_secret(actor: Member) -> bytes:
    """The secret that the actor's authenticator is to be given, until it is confirmed.

    Raises:
        FactorThere: it was confirmed.
        NoFactor: none was begun.
    """
    found = access.without_factor(actor.id)
    if not found:
        raise NoFactor("Begin with a new secret for your authenticator.")
    return sealing.opened(found.secret)


def has_family(user_id: str, family_id: str) -> bool:
    """Whether the sign-in that a token came of has not been ended."""
    return families.get(user_id, family_id) is not None
