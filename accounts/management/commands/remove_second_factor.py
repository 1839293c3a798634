"""`manage.py remove_second_factor EMAIL`: for who lost phone and recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.signin.actions import remove_factor_of
from craftify.errors import CraftifyError


class Command(BaseCommand):
    """Let somebody's password be enough again; they are told by mail, and it is on record."""

    help = "Switch off the second step of somebody's signing in. Make sure who asks for it."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address that they sign in with."""
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        """Do it."""
        try:
            remove_factor_of(email)
        except CraftifyError as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(f"{email} signs in with the password alone now.")
