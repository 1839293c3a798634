"""Make a key."""

from collections.abc import Iterable

from accounts import store as accounts
from accounts.domain import Member
from accounts.keys import domain, store
from accounts.keys.actions.writing import commit
from accounts.keys.domain import Key, Text, TooManyKeys
from accounts.signin.access import with_password
from craftify import clock, ids
from craftify.dynamo.transact import Write, retried
from craftify.errors import NotFound
from craftify.security.networks import networks as listed


@retried
def create(
    *,
    actor: Member,
    password: str,
    name: str,
    scopes: Iterable[str],
    days: int | None,
    networks: Iterable[str] = (),
) -> tuple[Key, str]:
    """A new key of the actor's, and its text, which nobody can be told again.

    `days` is how long it is good, None for until it is revoked.

    Raises:
        WrongPassword, TooManyFailures: see `signin.access.with_password`.
        Invalid: see `domain.named`, `domain.chosen`, `networks.networks` and `domain.ending`.
        NotFound: the actor was suspended or removed in between.
        TooManyKeys: there are `MAX_OF_MEMBER`, or `MAX_OF_ORGANIZATION`.
    """
    now, key_id = clock.now(), ids.new_id("key")
    text = Text.new(key_id, actor.organization_id)
    key = Key(
        id=key_id,
        organization_id=actor.organization_id,
        user_id=actor.id,
        name=domain.named(name),
        scopes=domain.chosen(scopes, actor.permissions),
        networks=listed(networks, domain.MAX_NETWORKS),
        created_at=now,
        expires_at=domain.ending(days, now),
        digest=text.digest,
    )
    with_password(actor, password)
    others = store.keys(actor.organization_id)
    if sum(one.user_id == actor.id for one in others) >= domain.MAX_OF_MEMBER:
        raise TooManyKeys(f"You have {domain.MAX_OF_MEMBER} keys here. Revoke one first.")
    if len(others) >= domain.MAX_OF_ORGANIZATION:
        raise TooManyKeys(
            f"The organization has {domain.MAX_OF_ORGANIZATION} keys. Revoke one first."
        )
    write = Write()
    # Or a key made in the moment of a suspension would outlive it.
    accounts.hold_membership(
        write,
        actor.organization_id,
        actor.id,
        NotFound("You are not a member of this organization."),
    )
    store.add(write, key)
    commit(write, key, actor=actor, verb="key.created", after=domain.told(key))
    return key, str(text)
