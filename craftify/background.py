"""What runs beside the requests of a web process: the outbox's dispatcher, the warm compiler."""

import threading

from django.conf import settings
from django.utils.module_loading import import_string

from craftify import live, outbox


def start() -> outbox.Dispatcher:
    """Start them; the server waits for none."""
    for path in settings.WARM_UP:
        threading.Thread(target=import_string(path), name=path, daemon=True).start()
    dispatcher = outbox.Dispatcher(live.deliver)
    dispatcher.start()
    return dispatcher
