"""The product in a process of its own, as `make run` starts it, killed and started at will."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from craftify.config import BASE_DIR
from tests.private import private_lines

READY_SECONDS = 60
# Tests, fuzzers and benchmarks ask more often than people do.
NO_LIMITS = {
    "CRAFTIFY_ANONYMOUS_REQUESTS_PER_15_MINUTES": "0",
    "CRAFTIFY_USER_REQUESTS_PER_15_MINUTES": "0",
    "CRAFTIFY_SIGN_IN_FAILURES_PER_15_MINUTES": "1000",
}


class Server:
    """`manage.py serve` on a free port of 127.0.0.1, with its data in `data_dir`."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.data_dir = data_dir
        self._settings = settings
        self._log = data_dir / "server.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        kept = {name: value for name, value in os.environ.items() if "CRAFTIFY" not in name}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port)],
                cwd=BASE_DIR,
                env=kept
                | {
                    "DJANGO_SETTINGS_MODULE": "craftify.settings",
                    "CRAFTIFY_DATA_DIR": str(self.data_dir),
                    **NO_LIMITS,
                    **self._settings,
                },
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + READY_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not start:\n{self.log()}")
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        """The process that serves."""
        assert self._process
        return self._process.pid

    def kill(self) -> None:
        """`kill -9`: nothing is finished or flushed."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in an orderly way."""
        self._end(signal.SIGTERM)

    def log(self) -> str:
        """Everything that it printed so far."""
        return self._log.read_text()

    def failures(self) -> list[str]:
        """The lines of the log that tell of a mistake of ours."""
        return re.findall(r".*(?:Traceback|ERROR|CRITICAL).*", self.log())

    def _end(self, how: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None
        leaked = private_lines(self.data_dir / "logs" / "craftify.log")
        assert not leaked, "The server's log says a secret or an address:\n" + "\n".join(leaked)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health/live", timeout=2) as answer:  # noqa: S310 (http, ours)
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
