"""What the API shows of signing in."""

from accounts.signin.domain import Factor, Session
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


def factor(one: Factor | None) -> dict[str, object]:
    """Whether there is a second factor, without its secret."""
    return {
        "enabled": one is not None,
        "enabledAt": clock.stamp(one.confirmed_at) if one and one.confirmed_at else None,
        "recoveryCodesLeft": len(one.recovery) if one else 0,
    }
