"""Revoke a key."""

from accounts.domain import Member
from accounts.keys import access, domain, store
from accounts.keys.actions.writing import commit
from craftify.dynamo.transact import Write, retried
from craftify.errors import NotFound


@retried
def revoke(key_id: str, *, actor: Member) -> None:
    """From the next request on it opens nothing.

    Raises:
        NotFound: as `access.key`.
    """
    key = access.key(actor, key_id)
    write = Write()
    store.delete(write, key, NotFound("There is no such key."))
    commit(write, key, actor=actor, verb="key.revoked", before=domain.told(key))
