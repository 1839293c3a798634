"""`manage.py index_audit`: show events of older releases in the list of events."""

from typing import Any

from django.core.management.base import BaseCommand

from craftify import history


class Command(BaseCommand):
    """Once after the update from a release without the list; again, it finds nothing to do."""

    help = "Put events from before there was a list of events into it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many there were."""
        self.stdout.write(f"{history.index_old()} events were put into the list.")
