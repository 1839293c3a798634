"""Roles as the API shows them."""

from accounts.domain import AnyRole, Role
from accounts.roles.api import schemas


def role(one: AnyRole, members: int) -> schemas.Role:
    """A role; `id` is what a member's `role` is."""
    return {
        "id": one.value,
        "name": str(one),
        "isBuiltIn": isinstance(one, Role),
        "permissions": sorted(one.permissions),
        "memberCount": members,
    }
