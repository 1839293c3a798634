"""What runs beside the requests of a web process: the outbox's dispatcher, the warm compiler."""

import threading

from craftify import live, outbox


def start() -> outbox.Dispatcher:
    """Start both; the server does not wait for either."""
    from templates_app.preview import compiler

    threading.Thread(target=compiler().warm, name="compiler-warm-up", daemon=True).start()
    dispatcher = outbox.Dispatcher(live.deliver)
    dispatcher.start()
    return dispatcher
