"""What the API shows of signing in."""

from accounts.signin.domain import Session
from craftify import clock


def session(one: Session) -> dict[str, object]:
    """Where somebody is signed in."""
    return {
        "id": one.id,
        "kind": one.kind,
        "device": one.device,
        "userAgent": one.agent,
        "address": one.address,
        "createdAt": clock.stamp(one.begun),
        "lastUsedAt": clock.stamp(one.used),
        "isCurrent": one.is_current,
    }
