"""Django's authentication on our own tables.

`AuthUser` has no SQL table and no manager of its own: it is only what `login()`, sessions, DRF and
Channels need a user to be. The person behind it is `accounts.domain.User`.
"""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.http import HttpRequest

from accounts import store
from accounts.domain import User, UserStatus, normal_email


class AuthUser(AbstractBaseUser):
    """The signed-in user as Django knows one; `person` is the domain's."""

    id = models.CharField(primary_key=True, max_length=64)
    email = models.CharField(max_length=254, unique=True)
    # Without the field Django does not write it at each login; `note_sign_in` does.
    last_login = None
    person: User

    USERNAME_FIELD = "email"

    class Meta:
        app_label = "accounts"
        managed = False

    @classmethod
    def of(cls, person: User, password_hash: str) -> "AuthUser":
        """Wrap a stored user."""
        user = cls(id=person.id, email=person.email, password=password_hash)
        user.person = person
        return user

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # a plain flag in Django's base class
        """Only active users may sign in or stay signed in."""
        return self.person.status == UserStatus.ACTIVE


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
        found = store.credentials(user_id) if user_id else None
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
