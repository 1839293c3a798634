"""A module of these tests that serves, in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator

from craftify.config import BASE_DIR


def port_of(module: str) -> Iterator[int]:
    """The port that `module` prints, while it runs."""
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", module],
        cwd=BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout
        yield int(server.stdout.readline())
        server.terminate()
