"""`manage.py serve`: one process with everything, as `make run` starts it."""

from typing import Any

from daphne.endpoints import build_endpoint_description_strings
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from craftify import background
from craftify.asgi import application
from craftify.dynamo.table import create_tables
from craftify.server import Server


class Command(BaseCommand):
    """Tables, in development the demo organizations, then the server."""

    help = "Create missing tables, fill a new development store with the demo, and serve."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address to listen on."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        """Serve until SIGINT or SIGTERM."""
        create_tables()
        if settings.CRAFTIFY.env == "development":
            call_command("seed_demo", stdout=self.stdout)
        beside = background.Background()
        beside.start()
        self.stdout.write(f"\nCraftify Email serves http://{host}:{port} — Ctrl C stops it.")
        self.stdout.flush()
        endpoints = build_endpoint_description_strings(host=host, port=port)
        Server(application, endpoints=endpoints, server_name="craftify").run()
        beside.stop()
