"""Argon2 for passwords, one at a time."""

import threading
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher

_turn = threading.Lock()


class OneAtATimeArgon2(Argon2PasswordHasher):
    """Django's hasher in its own format, in one thread of the process at once.

    A hash takes 100 MB and, with its 8 lanes, every core: a dozen strangers who sign in together
    would take a gigabyte, and none of them would be in sooner.
    """

    def encode(self, password: str, salt: str) -> Any:
        """The hash of a new password."""
        with _turn:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Whether the password belongs to the hash."""
        with _turn:
            return super().verify(password, encoded)
