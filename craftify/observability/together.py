"""Lines of the log that are written together, a tenth of a second later, by a thread of their own.

A thread that writes lets others run and then waits for its turn, which costs a request more than
the writing. An error is written at once, and whatever waits at the end of the process.
"""

import logging
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

TOGETHER = 0.1  # seconds


class Line(NamedTuple):
    """A finished line with its end, and when it was told (seconds since 1970)."""

    at: float
    text: str


class Together(logging.Handler):
    """The base of handlers that write several lines at once."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: deque[Line] = deque()
        self._writing = threading.Lock()
        self._news = threading.Event()
        self._thread = threading.Thread()

    def put(self, lines: Sequence[Line]) -> None:
        """Write at least one line; called by one thread at a time."""
        raise NotImplementedError

    def emit(self, record: logging.LogRecord) -> None:
        """Let a line wait to be written."""
        try:
            text = f"{self.format(record)}\n"
        except Exception:  # noqa: BLE001 (the edge: no line may fail who told it)
            self.handleError(record)
            return
        self._lines.append(Line(record.created, text))
        if record.levelno >= logging.ERROR:
            self.flush()
        elif not self._news.is_set():
            self._news.set()
            if not self._thread.is_alive():  # the first line, also after a fork
                self._thread = threading.Thread(target=self._write, name="log", daemon=True)
                self._thread.start()

    def flush(self) -> None:
        """Write what waits."""
        with self._writing:
            lines = [self._lines.popleft() for _ in range(len(self._lines))]
            if lines:
                self.put(lines)

    def close(self) -> None:
        """Write what waits, and end."""
        self.flush()
        super().close()

    def _write(self) -> None:
        while self._news.wait():
            time.sleep(TOGETHER)
            self._news.clear()
            self.flush()


class Console(Together):
    """Lines to the standard error."""

    def put(self, lines: Sequence[Line]) -> None:
        """Write them."""
        sys.stderr.write("".join(line.text for line in lines))
        sys.stderr.flush()
