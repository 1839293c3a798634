"""Everything that can be done with members: the folder is the list."""

from accounts.people.actions.change_role import change_role
from accounts.people.actions.reactivate import reactivate
from accounts.people.actions.remove import remove
from accounts.people.actions.suspend import suspend

__all__ = ["change_role", "reactivate", "remove", "suspend"]
