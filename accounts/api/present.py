"""People as the API shows them."""

from accounts.api import schemas
from accounts.domain import Member, Membership
from craftify import clock


def me(member: Member, memberships: tuple[Membership, ...]) -> schemas.Me:
    """The caller, in the organization they act in."""
    user = member.user
    return {
        "id": user.id,
        "email": user.email,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "status": user.status,
        "role": member.role.value,
        "organizationId": member.organization_id,
        "organizationName": member.organization.name,
        "permissions": sorted(member.permissions),
        "settings": {"theme": user.theme},
        "memberships": [
            {
                "organizationId": one.organization_id,
                "organizationName": one.organization_name,
                "role": one.role.value,
            }
            for one in memberships
        ],
        "createdAt": clock.stamp(user.created_at),
        "lastLoginAt": clock.stamp(user.last_login_at) if user.last_login_at else None,
    }
