"""Django's authentication on our own tables."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from accounts import store
from accounts.domain import normal_email
from accounts.models import AuthUser


class StoreBackend(BaseBackend):
    """Authentication against the users' table."""

    def authenticate(
        self,
        request: HttpRequest | None,
        email: str = "",
        password: str = "",
        **_: Any,
    ) -> AuthUser | None:
        """The user of this address and password; the same work whether or not one exists."""
        user_id = store.user_id_of(normal_email(email))
        found = store.credentials(user_id or store.NOBODY)
        if not found:
            make_password(password)
            return None
        user = AuthUser.of(*found)
        return user if check_password(password, user.password) and user.is_active else None

    def get_user(self, user_id: str) -> AuthUser | None:
        """The user of a session."""
        found = store.credentials(user_id)
        user = AuthUser.of(*found) if found else None
        return user if user and user.is_active else None
