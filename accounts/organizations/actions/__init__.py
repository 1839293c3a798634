"""Everything that can be done with organizations."""

from accounts.organizations.actions.change import change
from accounts.organizations.actions.found import found
from accounts.organizations.actions.sign_up import sign_up

__all__ = ["change", "found", "sign_up"]
