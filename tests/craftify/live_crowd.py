"""Many sockets in one thread, with as little as a client can cost."""

import base64
import http.client
import json
import os
import selectors
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from craftify.config import BASE_DIR

PATIENCE = 60.0  # seconds without any byte after which a crowd gives up


@contextmanager
def served(**environment: str) -> Iterator[int]:
    """The port of a server of `live_served`."""
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.craftify.live_served"],
        cwd=BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            assert server.stdout
            yield int(server.stdout.readline())
        finally:
            server.terminate()
            try:
                server.wait(5)
            except subprocess.TimeoutExpired:
                server.kill()  # Channels' threads may still be at work


def ask(port: int, method: str, path: str) -> float:
    """Ask the server for something; gives the seconds of CPU that it has used.

    Raises:
        OSError: it answers that it could not.
    """
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    line.request(method, path)
    answer = line.getresponse()
    body = answer.read()
    line.close()
    if answer.status != 200:
        raise OSError(answer.status)
    seconds: float = json.loads(body)
    return seconds


@dataclass(eq=False)
class Ear:
    """One socket: what it heard, as (instant, message), and the code it was closed with."""

    line: socket.socket
    heard: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    code: int = 0
    _rest: bytes = b""

    @classmethod
    def open(cls, port: int, path: str, *, buffer: int = 0) -> "Ear":
        """A socket after its handshake; `buffer` bounds what the kernel keeps for it."""
        line = socket.socket()
        if buffer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        line.settimeout(PATIENCE)
        line.connect(("127.0.0.1", port))
        key = base64.b64encode(os.urandom(16)).decode()
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += line.recv(4096)
        assert answer.startswith(b"HTTP/1.1 101"), answer
        ear = cls(line)
        ear.take(answer.partition(b"\r\n\r\n")[2])
        return ear

    def say(self, said: str | bytes, opcode: int = 1) -> None:
        """Send a frame; the mask is four zeros."""
        data = said.encode() if isinstance(said, str) else said
        size = len(data)
        long = struct.pack("!H", size) if size > 125 else b""
        head = bytes([0x80 | opcode, 0x80 | (126 if long else size)]) + long
        self.line.sendall(head + bytes(4) + data)

    def wait(self, count: int) -> None:
        """Read until so much was heard, or the socket was closed."""
        while len(self.heard) < count and not self.code:
            self.read()

    def read(self) -> None:
        """Take what there is."""
        try:
            data = self.line.recv(65536)
        except ConnectionResetError:
            data = b""
        self.take(data)
        if not data:
            self.code = self.code or 1006

    def take(self, data: bytes) -> None:
        """Parse frames (RFC 6455, 5.2) as a server sends them: whole and not masked."""
        self._rest += data
        while len(self._rest) >= 2:
            size, start = self._rest[1], 2
            if size == 126:
                size, start = int.from_bytes(self._rest[2:4], "big"), 4
            elif size == 127:
                size, start = int.from_bytes(self._rest[2:10], "big"), 10
            if len(self._rest) < start + size:
                return
            opcode, body = self._rest[0] & 15, self._rest[start : start + size]
            self._rest = self._rest[start + size :]
            if opcode == 1:
                self.heard.append((time.monotonic(), json.loads(body)))
            elif opcode == 8:
                self.code = int.from_bytes(body[:2], "big")
            elif opcode == 9:
                self.say(body, opcode=10)


class Crowd:
    """Many ears."""

    def __init__(self, ears: list[Ear]) -> None:
        self.ears = ears
        for ear in ears:
            ear.line.setblocking(False)

    def answer(self) -> None:
        """Read what came, so that the server's pings are answered."""
        for ear in self.ears:
            with suppress(BlockingIOError):
                ear.read()

    def wait(self, count: int) -> None:
        """Until each heard so much.

        Raises:
            AssertionError: nothing came for a minute.
        """
        missing = {ear for ear in self.ears if len(ear.heard) < count}
        with selectors.DefaultSelector() as selector:
            for ear in missing:
                selector.register(ear.line, selectors.EVENT_READ, ear)
            while missing:
                ready = selector.select(PATIENCE)
                assert ready, f"{len(missing)} sockets did not hear {count} messages"
                for key, _ in ready:
                    key.data.read()
                    assert not key.data.code, f"a socket ended: {key.data.code}"
                    if len(key.data.heard) >= count:
                        missing.discard(key.data)
