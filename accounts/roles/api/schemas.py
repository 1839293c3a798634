"""Roles as clients send and see them."""

from typing import Annotated

from pydantic import Field

from accounts.domain import Permission
from accounts.roles.domain import MAX_NAME
from craftify.api.schemas import TypedDict, Whole, words

Name = Annotated[str, words(MAX_NAME, some=True)]
Permissions = Annotated[list[Permission], Field(min_length=1, max_length=100)]


class RoleMade(TypedDict):
    """What it is called, and what it allows."""

    name: Name
    permissions: Permissions


class RoleChange(TypedDict, total=False):
    """Either of these."""

    name: Name
    permissions: Permissions


class Role(TypedDict):
    """A role; `id` is what a member's `role` is."""

    id: str
    name: str
    isBuiltIn: bool
    permissions: list[str]
    memberCount: Whole


class ChangedRole(Role):
    """A role, and the rules of approvals that have to be changed now."""

    warnings: list[str]
