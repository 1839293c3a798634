"""Families of refresh tokens."""

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from accounts.signin.domain import Family
from accounts.signin.models import TokenFamilyItem
from craftify import clock
from craftify.dynamo.transact import Write
from craftify.errors import CraftifyError

_REFUSED = "ConditionalCheckFailedException"


def add(one: Family) -> None:
    """A new family."""
    TokenFamilyItem(
        one.user_id,
        one.id,
        organization_id=one.organization_id,
        current=one.current,
        agent=one.agent,
        address=one.address,
        begun=clock.stamp(one.begun),
        used=clock.stamp(one.used),
        expires=one.expires,
    ).save(TokenFamilyItem.id.does_not_exist())


def get(user_id: str, family_id: str) -> Family | None:
    """A family that has not ended, read consistently."""
    try:
        item = TokenFamilyItem.get(user_id, family_id, consistent_read=True)
    except TokenFamilyItem.DoesNotExist:
        return None
    return _family(item) if item.expires > clock.now() else None


def of(user_id: str) -> list[Family]:
    """A user's families, read consistently."""
    items = TokenFamilyItem.query(user_id, consistent_read=True)
    return [_family(item) for item in items if item.expires > clock.now()]


def renew(old: Family, new: Family) -> bool:
    """Make another token the valid one; False when the old one is it no longer."""
    changes: list[Action] = [
        TokenFamilyItem.current.set(new.current),
        TokenFamilyItem.used.set(clock.stamp(new.used)),
        TokenFamilyItem.agent.set(new.agent),
        TokenFamilyItem.address.set(new.address),
        TokenFamilyItem.expires.set(new.expires),
    ]
    try:
        TokenFamilyItem(old.user_id, old.id).update(changes, TokenFamilyItem.current == old.current)
    except UpdateError as error:
        if error.cause_response_code != _REFUSED:
            raise
        return False
    return True


def end(write: Write, user_id: str, family_id: str, otherwise: CraftifyError | None) -> None:
    """End one as part of `write`; `otherwise` when it has ended already."""
    write.delete(TokenFamilyItem(user_id, family_id), TokenFamilyItem.id.exists(), otherwise)


def clear(user_id: str, organization_id: str = "") -> None:
    """Delete all of a user's families, or those of one organization."""
    with TokenFamilyItem.batch_write() as batch:
        for item in TokenFamilyItem.query(user_id, consistent_read=True):
            if organization_id in ("", item.organization_id):
                batch.delete(item)


def _family(item: TokenFamilyItem) -> Family:
    return Family(
        id=item.id,
        user_id=item.user_id,
        organization_id=item.organization_id,
        current=item.current,
        agent=item.agent,
        address=item.address,
        begun=clock.parse(item.begun),
        used=clock.parse(item.used),
        expires=item.expires,
    )
