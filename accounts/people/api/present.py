"""Members as the API shows them."""

from datetime import datetime

from accounts.people.api import schemas
from accounts.people.domain import Listed
from accounts.people.queries import Known
from craftify import clock


def member(one: Listed) -> schemas.User:
    """A member as a list shows one."""
    user = one.user
    return {
        "id": user.id,
        "email": user.email,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "role": one.standing.role.value,
        "roleName": str(one.standing.role),
        "permissions": sorted(one.standing.role.permissions),
        "status": one.status,
        "teams": [{"id": team.id, "name": team.name} for team in one.teams],
        "suspendedAt": _when(one.standing.suspended_at),
        "createdAt": clock.stamp(user.created_at),
        "lastLoginAt": _when(user.last_login_at),
    }


def whole_member(known: Known) -> schemas.WholeUser:
    """A member with what waits for them, and what the rules need them for."""
    return {
        **member(known.listed),
        "openReviews": [{"id": one.id, "name": one.name} for one in known.open_work],
        "neededBy": list(known.breaks),
    }


def _when(instant: datetime | None) -> str | None:
    return clock.stamp(instant) if instant else None
