"""Accounts as a Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Django finds a model of an application only in its `models` module; ours is in `auth`."""

    name = "accounts"

    def ready(self) -> None:
        from accounts import models  # noqa: F401 (puts the tables on the list)
