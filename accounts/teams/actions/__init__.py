"""Everything that can be done with teams: the folder is the list."""

from accounts.teams.actions.create import create
from accounts.teams.actions.delete import delete
from accounts.teams.actions.membership import put_in, take_out
from accounts.teams.actions.rename import rename

__all__ = ["create", "delete", "put_in", "rename", "take_out"]
