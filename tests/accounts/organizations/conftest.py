"""The folder that letters arrive in."""

from tests.accounts.signin.test_passwords import mailbox

__all__ = ["mailbox"]
