"""`manage.py index_audit`: show events of older releases in the list of events."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from craftify import history


class Command(BaseCommand):
    """Once after the update from a release without the list; a second time it is refused."""

    help = "Put events from before there was a list of events into it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many there were.

        Raises:
            CommandError: it was done before.
        """
        try:
            count = history.index_old()
        except history.IndexedBefore as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(f"{count} events were put into the list.")
