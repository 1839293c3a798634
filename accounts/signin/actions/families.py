"""Refresh tokens: each is valid once; one that comes again ends all that came of its sign-in."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings

from accounts.domain import Automatic, Member
from accounts.signin.actions.writing import commit
from accounts.signin.domain import Family, TokenReused
from accounts.signin.store import families
from craftify import clock, history, ids
from craftify.dynamo.sessions import MAX_AGENT
from craftify.dynamo.transact import Write, retried
from craftify.origin import origin


def begin_family(member: Member) -> Family:
    """The first refresh token of a sign-in, which `accounts.actions.authenticate` put on record."""
    now, here = clock.now(), origin.get()
    family = Family(
        id=ids.new_id("tok"),
        user_id=member.id,
        organization_id=member.organization_id,
        current=secrets.token_hex(16),
        agent=here.agent[:MAX_AGENT],
        address=here.address,
        begun=now,
        used=now,
        expires=_end(now),
    )
    families.add(family)
    return family


def renew_family(member: Member, family_id: str, token_id: str) -> Family | None:
    """The family with its next token; None when it has ended.

    Raises:
        TokenReused: the token is not the valid one. Whoever came first, one of the two has a copy
            that they should not have, so the family is ended.
    """
    old = families.get(member.id, family_id)
    if not old or old.organization_id != member.organization_id:
        return None
    now, here = clock.now(), origin.get()
    new = replace(
        old,
        current=secrets.token_hex(16),
        agent=here.agent[:MAX_AGENT],
        address=here.address,
        used=now,
        expires=_end(now),
    )
    if old.current == token_id and families.renew(old, new):
        return new
    _end_reused(member, family_id)
    raise TokenReused(
        "This refresh token was used before, so every token of this sign-in was ended. Sign in "
        "again with POST /api/auth/token."
    )


@retried
def end_family(member: Member, family_id: str) -> None:
    """Sign a program out; nothing when it is out already."""
    found = families.get(member.id, family_id)
    if not found:
        return
    write = Write()
    families.end(write, member.id, family_id, None)
    commit(write, member.user, member.organization_id, verb="user.signed_out")


@retried
def _end_reused(member: Member, family_id: str) -> None:
    if not families.get(member.id, family_id):
        return
    write = Write()
    families.end(write, member.id, family_id, None)
    by = Automatic(member.organization_id)
    history.record(
        write,
        organization_id=member.organization_id,
        resource=member.id,
        verb="user.token_reused",
        actor_id=by.id,
        actor_name=by.name,
        after={"family": family_id},
    )
    write.commit()


def _end(now: datetime) -> datetime:
    life = timedelta(days=settings.CRAFTIFY.refresh_token_days)
    return (now + life).replace(microsecond=0)
