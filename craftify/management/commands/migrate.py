"""`manage.py migrate`: there is nothing to migrate.

It extends Django's command because the system checks read attributes of whatever is called so.
"""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoCommand


class Command(DjangoCommand):
    """Answers with one sentence."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Always refused."""
        raise CommandError(
            "There is no SQL database to migrate. manage.py create_tables makes what is missing."
        )
