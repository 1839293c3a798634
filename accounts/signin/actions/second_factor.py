"""Signing in takes a second step: an authenticator's code, or one of the recovery codes."""

import secrets
from dataclasses import replace

from accounts import limits
from accounts import store as accounts
from accounts.domain import Automatic, Member, User, normal_email
from accounts.signin import access, codes, letters, sealing
from accounts.signin.actions.writing import commit
from accounts.signin.domain import CodeNeeded, CodeWrong, Factor, NoFactor
from accounts.signin.store import factors
from craftify import clock, outbox
from craftify.dynamo.transact import Write, retried
from craftify.history import PLATFORM
from craftify.origin import Identity, identity


@retried
def begin_factor(*, password: str, actor: Member) -> bytes:
    """A new secret for an authenticator; nothing is demanded before it is confirmed.

    Raises:
        WrongPassword, TooManyFailures: see `access.with_password`.
        Conflict: there is a confirmed one.
    """
    access.with_password(actor, password)
    old = access.without_factor(actor.id)
    secret = secrets.token_bytes(20)  # RFC 4226, 4: 160 bits
    new = Factor(
        user_id=actor.id, secret=sealing.sealed(secret), revision=old.revision if old else 0
    )
    write = Write()
    factors.put(write, old, new)
    commit(write, actor.user, actor.organization_id, verb="user.second_factor_begun")
    return secret


@retried
def confirm_factor(*, code: str, actor: Member) -> list[str]:
    """Demand codes from now on, since the authenticator has shown one; gives the recovery codes.

    Raises:
        CodeWrong: it is not the code of now.
        NoFactor: none was begun.
        Conflict: it was confirmed already.
        TooManyFailures: codes were wrong too often.
    """
    old = access.without_factor(actor.id)
    if not old:
        raise NoFactor("Begin with a new secret for your authenticator.")
    now = clock.now()
    with limits.code_attempt(actor.id):
        step = codes.step_of(
            sealing.opened(old.secret), codes.tidy(code), codes.step_at(now), old.last_step
        )
        if step is None:
            raise CodeWrong(_WRONG, field="code")
    recovery = sealing.new_recovery_codes()
    new = replace(old, confirmed_at=now, last_step=step, recovery=_kept(recovery))
    write = Write()
    factors.put(write, old, new)
    letters.announce(write, actor.user, letters.FACTOR_ADDED)
    commit(write, actor.user, actor.organization_id, verb="user.second_factor_added")
    outbox.nudge("mail")
    return recovery


@retried
def renew_recovery_codes(*, password: str, actor: Member) -> list[str]:
    """Ten new recovery codes in place of those that are left.

    Raises:
        WrongPassword, TooManyFailures: see `access.with_password`.
        NoFactor: there is no second factor.
    """
    access.with_password(actor, password)
    old = access.factor(actor.id)
    recovery = sealing.new_recovery_codes()
    write = Write()
    factors.put(write, old, replace(old, recovery=_kept(recovery)))
    commit(write, actor.user, actor.organization_id, verb="user.recovery_codes_renewed")
    return recovery


@retried
def remove_factor(*, password: str, actor: Member) -> None:
    """Let the password be enough again.

    Raises:
        WrongPassword, TooManyFailures: see `access.with_password`.
        NoFactor: there is no second factor.
    """
    access.with_password(actor, password)
    write = Write()
    factors.remove(write, access.factor(actor.id))
    letters.announce(write, actor.user, letters.FACTOR_REMOVED)
    commit(write, actor.user, actor.organization_id, verb="user.second_factor_removed")
    outbox.nudge("mail")


@retried
def remove_factor_of(email: str) -> None:
    """The same for somebody who lost phone and recovery codes; for who runs the product.

    Raises:
        NotFound: nobody who may sign in has this address.
        NoFactor: they have no second factor.
    """
    user, _ = access.credentials(accounts.user_id_of(normal_email(email)) or "none")
    write = Write()
    factors.remove(write, access.factor(user.id))
    letters.announce(write, user, letters.FACTOR_REMOVED)
    by = Automatic(user.last_organization_id or PLATFORM)
    commit(write, user, by.organization_id, verb="user.second_factor_removed", by=by)
    outbox.nudge("mail")


def demand_code(user: User, code: str | None) -> None:
    """Refuse whoever has a second factor and does not show it; nothing for those without.

    A code is good once. A recovery code that is used is on record, and its owner is told.

    Raises:
        CodeNeeded: there is no code.
        CodeWrong: it is not one of now, or was used.
        TooManyFailures: codes were wrong too often, wherever they came from.
    """
    factor = factors.get(user.id)
    if not factor or not factor.confirmed_at:
        return
    if not code:
        raise CodeNeeded("A code of your authenticator is needed, or a recovery code.")
    identity.set(Identity(user_id=user.id))
    with limits.code_attempt(user.id):
        given = codes.tidy(code)
        now = codes.step_at(clock.now())
        step = codes.step_of(sealing.opened(factor.secret), given, now, factor.last_step)
        if step is not None and factors.spend_step(factor, step):
            return
        if step is None and _spend_recovery_code(user, given):
            return
        _note_wrong_code(user)
        raise CodeWrong(_WRONG, field="code")


@retried
def _spend_recovery_code(user: User, given: str) -> bool:
    factor, digest = factors.get(user.id), sealing.keyed(given)
    if not factor or digest not in factor.recovery:
        return False
    left = tuple(one for one in factor.recovery if one != digest)
    write = Write()
    factors.put(write, factor, replace(factor, recovery=left))
    letters.announce(write, user, letters.RECOVERY_USED, left=str(len(left)))
    place = user.last_organization_id or PLATFORM
    commit(write, user, place, verb="user.recovery_code_used", after={"left": len(left)})
    outbox.nudge("mail")
    return True


@retried
def _note_wrong_code(user: User) -> None:
    place = user.last_organization_id or PLATFORM
    commit(Write(), user, place, verb="user.code_refused")


def _kept(recovery: list[str]) -> tuple[str, ...]:
    return tuple(sealing.keyed(codes.tidy(one)) for one in recovery)


_WRONG = "This code is not right, or was used. Take the one that is shown now."
