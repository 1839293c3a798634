"""Real servers on 127.0.0.1 that receive, redirect, dawdle or talk without end."""

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network

from craftify.webhooks.addresses import Reach
from craftify.webhooks.targets import Target

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Request:
    """What came in: the request's line, its headers by lower-case name, its body."""

    line: str
    headers: dict[str, str]
    body: bytes


Answering = Callable[[Request, socket.socket], object]


@dataclass
class Receiver:
    """A server; `answer` gets each request and the connection to write to."""

    port: int
    answer: Answering
    requests: list[Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    def target(self, host: str = "127.0.0.1", scheme: str = "http", path: str = "/hooks") -> Target:
        return Target(scheme, host, self.port, path)


def says(answer: bytes) -> Answering:
    """Answers each request with these bytes."""

    def write(request: Request, connection: socket.socket) -> None:
        connection.sendall(answer)

    return write


def status(code: int) -> Answering:
    """Answers each request with a status and no body."""
    return says(b"HTTP/1.1 %d Word\r\nContent-Length: 0\r\n\r\n" % code)


@contextmanager
def receiver(
    answer: Answering | None = None,
    context: ssl.SSLContext | None = None,
) -> Iterator[Receiver]:
    """A receiver on a free port, which says OK unless told otherwise."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            connection = self.request
            try:
                if context:
                    connection = context.wrap_socket(connection, server_side=True)
                with connection:
                    request = _read(connection)
                    one.requests.append(request)
                    one.answer(request, connection)
            except OSError:
                pass  # the sender hung up, as several tests want it to

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        one = Receiver(server.server_address[1], answer or says(OK))
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield one
        server.shutdown()
        thread.join()


def _read(connection: socket.socket) -> Request:
    with connection.makefile("rb") as stream:
        line = stream.readline().decode().rstrip()
        headers = {}
        while entry := stream.readline().decode().rstrip():
            name, _, value = entry.partition(":")
            headers[name.lower()] = value.strip()
        return Request(line, headers, stream.read(int(headers.get("content-length", "0"))))


def loopback() -> Reach:
    """What tests allow: this machine."""
    return Reach((ip_network("127.0.0.0/8"),))
