"""What runs beside the requests of a web process: the outbox's dispatcher, the warm compiler."""

import threading

from django.conf import settings
from django.utils.module_loading import import_string

from craftify.outbox import Dispatcher


def start() -> list[Dispatcher]:
    """Start them; the server waits for none."""
    for path in settings.WARM_UP:
        threading.Thread(target=import_string(path), name=path, daemon=True).start()
    dispatchers = [Dispatcher(kind) for kind in settings.OUTBOX_HANDLERS]
    for dispatcher in dispatchers:
        dispatcher.start()
    return dispatchers


def stop(dispatchers: list[Dispatcher]) -> None:
    """Finish the entries in hand and end."""
    for dispatcher in dispatchers:
        dispatcher.finish()
    for dispatcher in dispatchers:
        dispatcher.join(5)
