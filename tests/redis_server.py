"""A Redis of a test alone."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def redis(folder: Path, port: int = 0) -> Iterator[str]:
    """The address of a Redis that keeps nothing; it ends with the block."""
    path = shutil.which("redis-server")
    if not path:
        pytest.fail("Redis is not installed: this test needs Debian's package redis-server.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        port = probe.getsockname()[1]
    flags = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(
        [path, *flags, "--dir", str(folder)], stdout=subprocess.DEVNULL, cwd=folder
    )
    try:
        _wait(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 20
    with socket.socket() as probe:
        while probe.connect_ex(("127.0.0.1", port)):
            assert time.monotonic() < deadline, "Redis did not start"
            time.sleep(0.05)
