"""`manage.py create_tables`: make the tables that are missing."""

from typing import Any

from django.core.management.base import BaseCommand

from craftify.dynamo.table import create_tables


class Command(BaseCommand):
    """Idempotent: run it as often as you like."""

    help = "Create the tables that do not exist yet."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the names of the new tables."""
        created = create_tables()
        self.stdout.write("\n".join(created) if created else "All tables exist.")
