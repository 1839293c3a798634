"""`manage.py run_worker`: deliver and do periodic work in a process of its own, or in several."""

import logging
import signal
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from craftify import background
from craftify.dynamo.table import create_tables
from craftify.loops import Crew
from craftify.outbox import Dispatcher, Tally

log = logging.getLogger(__name__)
TELL_SECONDS = 60.0


class Command(BaseCommand):
    """Ends on SIGTERM or SIGINT with what is in hand finished and nothing else begun."""

    help = "Deliver what waits in the outbox and do periodic work, until SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until a signal; exit code 1 if threads hang."""
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        create_tables()
        if not settings.CRAFTIFY.redis_url:
            log.warning("Without CRAFTIFY_REDIS_URL this worker cannot reach open pages.")
        crew = background.crew()
        crew.start()
        log.info("The worker delivers %s.", ", ".join(settings.OUTBOX_HANDLERS))
        _watch(crew, stopping)
        drained = crew.finish(settings.CRAFTIFY.delivery_lease_seconds)
        _tell(crew)
        if not drained or crew.worn_out:
            raise CommandError("The worker ended with threads that hang; start it anew.")
        log.info("The worker ended; nothing was in hand.")


def _watch(crew: Crew, stopping: threading.Event) -> None:
    told = time.monotonic()
    while not (stopping.wait(1) or crew.worn_out):
        crew.watch()
        if time.monotonic() - told >= TELL_SECONDS:
            told = time.monotonic()
            _tell(crew)


def _tell(crew: Crew) -> None:
    """One line of what was done since the start."""
    loops = [*crew.loops, *crew.replaced]
    tally = sum((loop.tally for loop in loops if isinstance(loop, Dispatcher)), Tally())
    log.info(
        "The worker delivered %d, postponed %d, gave up %d, lost %d; %d threads hang.",
        tally.delivered,
        tally.postponed,
        tally.dead,
        tally.lost,
        len(crew.left_behind),
    )
