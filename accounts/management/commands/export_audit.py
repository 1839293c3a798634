"""`manage.py export_audit`: the audit trail of an organization as JSON Lines."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from craftify.history import export


class Command(BaseCommand):
    """Writes to the standard output what docs/verify_audit.py reads; see docs/audit-format.md."""

    help = "Export an organization's audit trail."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which organization."""
        parser.add_argument("organization", help="the id of the organization")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the lines."""
        for line in export.lines(options["organization"]):
            self.stdout.write(line.decode(), ending="")
