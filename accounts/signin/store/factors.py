"""Second factors: an authenticator's sealed secret, and the digests of recovery codes."""

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from accounts.signin.domain import Factor
from accounts.signin.models import FactorItem
from craftify import clock
from craftify.dynamo.transact import Write

_REFUSED = "ConditionalCheckFailedException"


def get(user_id: str) -> Factor | None:
    """A user's factor, read consistently, whether or not it was confirmed."""
    try:
        item = FactorItem.get(user_id, consistent_read=True)
    except FactorItem.DoesNotExist:
        return None
    return Factor(
        user_id=item.user_id,
        secret=item.secret,
        confirmed_at=clock.parse(item.confirmed_at) if item.confirmed_at else None,
        last_step=int(item.last_step),
        recovery=tuple(item.recovery),
        revision=int(item.revision),
    )


def put(write: Write, old: Factor | None, new: Factor) -> None:
    """A new factor, or another in its place, if nobody wrote in between (else it races)."""
    item = FactorItem(
        new.user_id,
        secret=new.secret,
        confirmed_at=clock.stamp(new.confirmed_at) if new.confirmed_at else None,
        last_step=new.last_step,
        recovery=list(new.recovery),
        revision=new.revision + 1,
    )
    write.put(
        item, FactorItem.revision == old.revision if old else FactorItem.user_id.does_not_exist()
    )


def remove(write: Write, old: Factor) -> None:
    """No factor any more."""
    write.delete(FactorItem(old.user_id), FactorItem.revision == old.revision)


def spend_step(old: Factor, step: int) -> bool:
    """Take the code of a time step; False when it, or a later one, was taken already."""
    changes: list[Action] = [FactorItem.last_step.set(step)]
    condition = (FactorItem.last_step < step) & (FactorItem.secret == old.secret)
    try:
        FactorItem(old.user_id).update(changes, condition)
    except UpdateError as error:
        if error.cause_response_code != _REFUSED:
            raise
        return False
    return True
