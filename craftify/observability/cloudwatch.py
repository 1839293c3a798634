"""The log in CloudWatch Logs, sent by a thread of its own so that no request waits for AWS.

Each process writes a stream of its own. What AWS does not take is tried again; while too many
lines wait, new ones are left out, and a line elsewhere says how many.
"""

import atexit
import logging
import os
import queue
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

log = logging.getLogger(__name__)
MOST_WAITING = 20_000  # lines
# Of one request, by the API's limits: each line counts with `_OVERHEAD` bytes more.
MOST_LINES, MOST_BYTES, _OVERHEAD = 10_000, 2**20, 26
LONGEST = 256 * 1024 - _OVERHEAD  # bytes of a line; the rest is cut off
LONGEST_SPAN = 24 * 3600 * 1000  # milliseconds between the lines of a request
EVERY = 5.0  # seconds between requests, and after trouble
LAST = 5.0  # seconds for what waits when the process ends
_OWN = ("boto3", "botocore", "urllib3", __name__)  # to send these would go round for ever


@dataclass(frozen=True, slots=True)
class _Line:
    at: int  # milliseconds since 1970
    text: bytes


class CloudWatch(logging.Handler):
    """Sends lines to a log group, which must exist."""

    def __init__(self, group: str, region: str, endpoint: str, *, every: float = EVERY) -> None:
        super().__init__()
        self._region, self._endpoint, self._every = region, endpoint, every
        stream = f"{socket.gethostname()}/{os.getpid()}/{int(time.time())}".replace(":", "-")
        self._place = {"logGroupName": group, "logStreamName": stream}
        self._waiting: queue.Queue[_Line] = queue.Queue(MOST_WAITING)
        self._held: _Line | None = None  # had no room in the last request
        self._left_out = 0
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Let a line wait to be sent."""
        if record.name.startswith(_OWN):
            return
        if self._thread is None:  # with the first line, so after whatever forked the process
            self._thread = threading.Thread(target=self._run, name="cloudwatch", daemon=True)
            self._thread.start()
            atexit.register(self.close)
        try:
            text = self.format(record).encode(errors="replace")[:LONGEST]
            self._waiting.put_nowait(_Line(int(record.created * 1000), text))
        except queue.Full:
            self._left_out += 1
        except Exception:  # noqa: BLE001 (the edge: no line may fail who told it)
            self.handleError(record)

    def close(self) -> None:
        """Send what waits, for a few seconds at most."""
        self._ending.set()
        if self._thread:
            atexit.unregister(self.close)
            self._thread.join(LAST)
            self._thread = None
        super().close()

    def _run(self) -> None:
        client = _client(self._region, self._endpoint)
        while not self._ending.wait(self._every) or self._held or not self._waiting.empty():
            lines = self._taken()
            while lines and not self._sent(client, lines):
                if self._ending.wait(self._every):
                    return

    def _taken(self) -> list[_Line]:
        """What one request takes, in the order of time."""
        lines: list[_Line] = []
        room = MOST_BYTES
        while len(lines) < MOST_LINES:
            line, self._held = self._held or self._next(), None
            if line is None:
                break
            room -= len(line.text) + _OVERHEAD
            if room < 0:
                self._held = line
                break
            lines.append(line)
        lines.sort(key=lambda one: one.at)
        return [one for one in lines if one.at >= lines[-1].at - LONGEST_SPAN]

    def _next(self) -> _Line | None:
        try:
            return self._waiting.get_nowait()
        except queue.Empty:
            return None

    def _sent(self, client: Any, lines: list[_Line]) -> bool:
        events = [
            {"timestamp": one.at, "message": one.text.decode(errors="ignore")} for one in lines
        ]
        try:
            try:
                client.put_log_events(**self._place, logEvents=events)
            except client.exceptions.ResourceNotFoundException:
                client.create_log_stream(**self._place)
                client.put_log_events(**self._place, logEvents=events)
        except (BotoCoreError, ClientError) as error:
            log.warning("CloudWatch did not take %d lines; trying again: %s", len(lines), error)
            return False
        if self._left_out:
            log.warning("%d lines were not sent to CloudWatch; too many waited.", self._left_out)
            self._left_out = 0
        return True


def _client(region: str, endpoint: str) -> Any:
    patience = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 1})
    return boto3.client("logs", region_name=region, endpoint_url=endpoint or None, config=patience)
