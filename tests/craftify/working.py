"""What the workers of `test_worker.py` run under, and what they deliver to: a file.

As a module, `publish` and `waiting` are commands for the test, which has another store.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.craftify.working")
os.environ["CRAFTIFY_ENV"] = "test"

from craftify.settings import *  # noqa: F403 (the environment must be set before)

OUTBOX_HANDLERS = {
    "event": ["tests.craftify.working.expand"],
    "letter": ["tests.craftify.working.deliver"],
}
PERIODIC = {}
HANGING = 1  # the number of the event that hangs when HANG is set


def expand(entry: Any) -> None:
    """An event becomes a letter, as notices do."""
    from craftify import outbox

    with Told(entry):
        outbox.enqueue_once(
            entry.organization_id,
            "letter",
            lane=entry.lane.rpartition("#")[2],
            id=entry.id,
            data=entry.data,
        )
        if os.environ.get("HANG") and entry.data["number"] == HANGING and entry.attempts == 1:
            time.sleep(3600)


def deliver(entry: Any) -> None:
    """A letter takes its time."""
    with Told(entry):
        time.sleep(float(os.environ.get("LETTER_SECONDS", "0.002")))


class Told:
    """A line when an entry is begun, and another when it is done with."""

    def __init__(self, entry: Any) -> None:
        self._line = f"{entry.kind} {entry.lane} {entry.id} {entry.data['number']} {os.getpid()}\n"

    def __enter__(self) -> None:
        self._write("begin")

    def __exit__(self, *_: object) -> None:
        self._write("end")

    def _write(self, word: str) -> None:
        # One write to a file opened for appending is whole, whoever else writes or is killed.
        file = os.open(Path(os.environ["TOLD"]), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(file, f"{word} {self._line}".encode())
        os.close(file)


def main(command: str, *arguments: str) -> None:
    import django

    django.setup()
    from craftify import outbox
    from craftify.dynamo.table import create_tables
    from craftify.dynamo.transact import Write

    create_tables()
    if command == "waiting":
        print(sum(len(outbox.waiting(organization)) for organization in arguments))
    else:
        for number in range(int(arguments[0])):
            write = Write(unrecorded="a test")
            organization = f"org_{number % 3}"
            outbox.publish(
                write, organization, "happened", about=f"apr_{number % 5}", number=number
            )
            write.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
