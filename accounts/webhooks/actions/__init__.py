"""Everything that can be done with webhooks: the folder is the list."""

from accounts.webhooks.actions.change import change
from accounts.webhooks.actions.create import create
from accounts.webhooks.actions.delete import delete
from accounts.webhooks.actions.disable import disable
from accounts.webhooks.actions.replay import replay
from accounts.webhooks.actions.rotate import rotate_secret
from accounts.webhooks.actions.test import test

__all__ = ["change", "create", "delete", "disable", "replay", "rotate_secret", "test"]
