"""Where keys are kept; the only place that knows their table."""

from datetime import datetime
from ipaddress import ip_network

from pynamodb.exceptions import UpdateError

from accounts.domain import Permission
from accounts.keys.domain import Key
from accounts.keys.models import KeyItem
from craftify import clock
from craftify.dynamo.transact import Write
from craftify.errors import CraftifyError


def key(organization_id: str, key_id: str) -> Key | None:
    """A key that was not revoked, read consistently."""
    try:
        return _key(KeyItem.get(organization_id, key_id, consistent_read=True))
    except KeyItem.DoesNotExist:
        return None


def keys(organization_id: str) -> tuple[Key, ...]:
    """The organization's keys, the oldest first, read consistently."""
    return tuple(map(_key, KeyItem.query(organization_id, consistent_read=True)))


def add(write: Write, one: Key) -> None:
    """A new key."""
    item = KeyItem(
        one.organization_id,
        one.id,
        user_id=one.user_id,
        name=one.name,
        scopes=sorted(one.scopes),
        networks=[str(network) for network in one.networks],
        digest=one.digest,
        created_at=clock.stamp(one.created_at),
        expires_at=clock.stamp(one.expires_at) if one.expires_at else None,
    )
    write.put(item, KeyItem.id.does_not_exist())


def delete(write: Write, one: Key, otherwise: CraftifyError) -> None:
    """Revoke a key; `otherwise` when it was revoked in between."""
    write.delete(KeyItem(one.organization_id, one.id), KeyItem.id.exists(), otherwise)


def delete_of(write: Write, organization_id: str, user_id: str) -> list[str]:
    """Revoke every key of somebody as part of `write`; gives their ids."""
    found = [one.id for one in keys(organization_id) if one.user_id == user_id]
    for key_id in found:
        write.delete(KeyItem(organization_id, key_id))
    return found


def note_use(one: Key, at: datetime, address: str) -> None:
    """Remember when and from where a key was used; nothing for one that was revoked by now."""
    item = KeyItem(one.organization_id, one.id)
    try:
        item.update(
            [KeyItem.last_used_at.set(clock.stamp(at)), KeyItem.last_address.set(address)],
            KeyItem.id.exists(),
        )
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def _key(item: KeyItem) -> Key:
    return Key(
        id=item.id,
        organization_id=item.organization_id,
        user_id=item.user_id,
        name=item.name,
        # A permission that a release took away is none any more.
        scopes=frozenset(one for one in Permission if one in item.scopes),
        networks=tuple(map(ip_network, item.networks)),
        created_at=clock.parse(item.created_at),
        expires_at=clock.parse(item.expires_at) if item.expires_at else None,
        last_used_at=clock.parse(item.last_used_at) if item.last_used_at else None,
        last_address=item.last_address,
        digest=item.digest,
    )
