"""Roles as the API shows them."""

from accounts.domain import AnyRole, Role


def role(one: AnyRole, members: int) -> dict[str, object]:
    """A role; `id` is what a member's `role` is."""
    return {
        "id": one.value,
        "name": str(one),
        "isBuiltIn": isinstance(one, Role),
        "permissions": sorted(one.permissions),
        "memberCount": members,
    }
