"""What may be read of keys."""

from collections.abc import Iterable

from accounts import queries as accounts
from accounts.access import require
from accounts.domain import Member, Permission, User
from accounts.keys import store
from accounts.keys.domain import Key


def mine(actor: Member) -> tuple[Key, ...]:
    """The actor's keys in the organization, the oldest first."""
    return tuple(one for one in store.keys(actor.organization_id) if one.user_id == actor.id)


def keys(actor: Member) -> tuple[Key, ...]:
    """Everybody's, for those who manage members.

    Raises:
        Forbidden: the role does not carry the permission.
    """
    require(actor, Permission.MEMBERS_MANAGE, "see the keys of others")
    return store.keys(actor.organization_id)


def named(actor: Member, keys: Iterable[Key]) -> list[tuple[Key, User]]:
    """Those of `keys` that are others', each with its owner."""
    people = accounts.people(actor.organization_id)
    return [
        (one, people[one.user_id])
        for one in keys
        if one.user_id != actor.id and one.user_id in people
    ]
