"""`manage.py seed_demo`: the demo organizations, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from approvals import demo


class Command(BaseCommand):
    """Fills an empty development store, and says how to sign in."""

    help = "Create the demo organizations unless they exist, and print their accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refused in production."""
        if settings.CRAFTIFY.env == "production":
            raise CommandError("The demo has a public password; it is for development only.")
        if not demo.is_complete():
            self.stdout.write("Filling the store with the demo organizations Acme Mail and Globex.")
            demo.seed()
        self.stdout.write(f"\nDemo accounts (password {demo.PASSWORD}):")
        for person in demo.ACME + demo.GLOBEX:
            name = f"{person.first_name} {person.last_name}"
            self.stdout.write(f"  {person.email:<22} {name:<12} {person.role}")
