"""`manage.py verify_audit`: whether the audit trail is as it was written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import store
from craftify import history
from craftify.history import PLATFORM, checkpoints


class Command(BaseCommand):
    """Verifies from nothing but the data; the exit code is 1 when something is broken."""

    help = "Verify the audit trail of every organization, or of one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which organization."""
        parser.add_argument("--organization", help="the id of one organization")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was verified and each thing that is broken.

        Raises:
            CommandError: something is broken.
        """
        chosen = options["organization"]
        broken = 0
        for organization_id in [chosen] if chosen else (PLATFORM, *store.organization_ids()):
            report = checkpoints.verify(organization_id)
            broken += len(report.broken)
            self.stdout.write(
                f"{organization_id}: {report.chains} chains, {report.checkpoints} checkpoints, "
                f"{len(report.broken)} broken"
            )
            for one in report.broken:
                self.stdout.write(f"  {one.sentence}")
        for event in history.unlisted(chosen or ""):
            broken += 1
            self.stdout.write(
                f"Event {event.seq} of {event.resource} is in no list. After an update from a "
                "release without the list, run manage.py index_audit once; else it was not written "
                "by Craftify."
            )
        if broken:
            raise CommandError(f"{broken} broken. The events named above, or later ones, changed.")
