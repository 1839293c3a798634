"""One POST to an address that somebody else named: resolved once, bounded in every direction.

The name is resolved here and the connection made to the address that was checked, so that a name
which answers differently the second time (DNS rebinding) gains nothing. TLS is verified against
the name. No redirect is followed, no proxy of the environment is used.
"""

import functools
import http.client
import io
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from ipaddress import ip_address
from typing import cast

from craftify.webhooks.addresses import Reach
from craftify.webhooks.targets import Target

Resolver = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect (each address), to wait for the next bytes, and for everything; the
    characters of the answer that are kept."""

    connect: float = 5.0
    read: float = 10.0
    total: float = 15.0
    excerpt: int = 2048


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `excerpt` is the beginning of the body as far as it arrived."""

    status: int
    excerpt: str

    @property
    def is_success(self) -> bool:
        """Whether the receiver took it: 200 to 299."""
        return 200 <= self.status < 300


class NoAnswer(Exception):
    """Nothing was answered; the text is a sentence that says why."""


def lookup(host: str, port: int) -> list[str]:
    """The addresses of a name, as this machine's resolver gives them.

    Raises:
        OSError: there are none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def post(
    target: Target,
    *,
    headers: Mapping[str, str],
    body: bytes,
    reach: Reach,
    limits: Limits = Limits(),
    resolve: Resolver = lookup,
    context: ssl.SSLContext | None = None,
) -> Answer:
    """Send, and wait for the answer.

    Raises:
        NoAnswer: the host may not be called, or did not answer in time, or not in HTTP.
    """
    deadline = _Deadline(limits)
    addresses = _addresses(target, reach, resolve, deadline)
    try:
        with closing(_connected(target, addresses, deadline, context)) as stream:
            return _exchange(target, _Stream(stream, deadline), headers, body, limits)
    except TimeoutError:
        raise NoAnswer(f"{target.host} did not answer in time.") from None
    except ssl.SSLCertVerificationError as error:
        raise NoAnswer(f"The certificate of {target.host}: {error.verify_message}.") from None
    except ssl.SSLError as error:
        raise NoAnswer(f"There is no TLS connection to {target.host}: {error.reason}.") from None
    except http.client.HTTPException as error:
        kind = type(error).__name__
        raise NoAnswer(f"{target.host} did not answer in HTTP ({kind}).") from None
    except OSError as error:
        words = error.strerror or type(error).__name__
        raise NoAnswer(f"The connection to {target.host} failed: {words}.") from None


class _Deadline:
    """What is left of the time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._end = time.monotonic() + limits.total

    def to_connect(self) -> float:
        return self._left(self._limits.connect)

    def to_read(self) -> float:
        return self._left(self._limits.read)

    def _left(self, most: float) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, most)


class _Stream(io.RawIOBase):
    """A socket for `http.client`, whose waits end with the deadline and not each anew."""

    def __init__(self, connection: socket.socket, deadline: _Deadline) -> None:
        super().__init__()
        self._connection = connection
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        self._connection.settimeout(self._deadline.to_read())
        self._connection.sendall(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # its annotation is private to typeshed
        self._connection.settimeout(self._deadline.to_read())
        return self._connection.recv_into(buffer)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def close(self) -> None:
        """Nothing: `http.client` closes before the body was read; `post` closes the socket."""


def _addresses(target: Target, reach: Reach, resolve: Resolver, deadline: _Deadline) -> list[str]:
    """The addresses to try, each allowed; one that is not refuses them all."""
    literal = target.address
    found = [str(literal)] if literal else _resolved(target, resolve, deadline)
    for one in found:
        if why := reach.refusal(ip_address(one)):
            raise NoAnswer(f"{target.host} leads to {one}, which {why}. It was not called.")
    return found


def _resolved(target: Target, resolve: Resolver, deadline: _Deadline) -> list[str]:
    # The resolver takes no time limit, and whoever serves the name may be slow on purpose.
    answers: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(target.host, target.port))
        except (OSError, UnicodeError):
            answers.put([])

    threading.Thread(target=ask, name="webhook-resolver", daemon=True).start()
    try:
        found = answers.get(timeout=deadline.to_connect())
    except queue.Empty:
        raise NoAnswer(f"The name {target.host} could not be resolved in time.") from None
    if not found:
        raise NoAnswer(f"There is no address for the name {target.host}.")
    return found


def _connected(
    target: Target, addresses: list[str], deadline: _Deadline, context: ssl.SSLContext | None
) -> socket.socket:
    """A connection to the first address that takes one, with TLS where the scheme says so."""
    failure = OSError("no address")
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(deadline.to_connect())
            connection.connect((address, target.port))
            if target.scheme == "http":
                return connection
            # The time limit of a socket holds for the whole handshake.
            secured = context or _trusting_authorities()
            return secured.wrap_socket(connection, server_hostname=target.host)
        except OSError as error:
            connection.close()
            failure = error
    raise failure


def _exchange(
    target: Target, stream: _Stream, headers: Mapping[str, str], body: bytes, limits: Limits
) -> Answer:
    client = http.client.HTTPConnection(target.host, target.port)
    client.auto_open = 0
    client.sock = cast("socket.socket", stream)
    client.request(
        "POST",
        target.path,
        body,
        {"Host": target.authority, "Connection": "close", **headers},
    )
    response = client.getresponse()
    return Answer(response.status, _excerpt(response, limits.excerpt))


def _excerpt(response: http.client.HTTPResponse, size: int) -> str:
    """The first `size` bytes as text. The status is the answer: a body that breaks off or does
    not end changes nothing."""
    begun = b""
    try:
        while len(begun) < size and (more := response.read1(size - len(begun))):
            begun += more
    except (OSError, http.client.HTTPException):
        pass
    text = begun.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\ufffd" for sign in text)


@functools.cache
def _trusting_authorities() -> ssl.SSLContext:
    return ssl.create_default_context()
