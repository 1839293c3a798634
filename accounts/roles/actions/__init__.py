"""Everything that can be done with roles: the folder is the list."""

from accounts.roles.actions.change import change
from accounts.roles.actions.create import create
from accounts.roles.actions.delete import delete

__all__ = ["change", "create", "delete"]
