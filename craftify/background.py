"""What runs beside the requests: the outbox's dispatchers, periodic jobs, the warm compiler.

In a web process with `CRAFTIFY_DELIVERY=web`, otherwise in `manage.py run_worker`.
"""

import threading

from django.conf import settings
from django.utils.module_loading import import_string

from craftify import periodic
from craftify.loops import Crew, Loop
from craftify.outbox import Dispatcher

WATCH_SECONDS = 5.0
FINISH_SECONDS = 5.0


def crew() -> Crew:
    """Dispatchers for each kind of entry, and the jobs. Not started yet."""
    threads = range(settings.CRAFTIFY.delivery_threads)
    loops: list[Loop] = [Dispatcher(kind) for kind in settings.OUTBOX_HANDLERS for _ in threads]
    return Crew([*loops, *periodic.jobs()])


class Background:
    """What runs beside the requests of a web process; the server waits for none of it."""

    def __init__(self) -> None:
        self._crew = crew() if settings.CRAFTIFY.delivery == "web" else Crew([])
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start all of it."""
        for path in settings.WARM_UP:
            threading.Thread(target=import_string(path), name=path, daemon=True).start()
        self._crew.start()
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def stop(self) -> None:
        """Finish the entries in hand and end."""
        self._stopping.set()
        self._crew.finish(FINISH_SECONDS)

    def _watch(self) -> None:
        while not self._stopping.wait(WATCH_SECONDS):
            self._crew.watch()
