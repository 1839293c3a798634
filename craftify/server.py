"""Daphne, with bounds on what any client may send it, or leave unread.

Daphne keeps a whole body in memory before the application sees its first byte (measured: 200 MB
sent are 220 MB more), and takes the prefix of all links from a header that any client can send.
It keeps without limit what the client of a socket does not read, and what it sends while the
application is busy.
"""

import gc
import resource
import socket
from typing import Any

import daphne.server
from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from django.conf import settings
from twisted.web.http import HTTPChannel, _GenericHTTPChannelProtocol

from craftify.live.frames import Close

MOST_UNREAD = 512 * 1024  # bytes that wait here for the client of a socket
KERNEL_KEEPS = 128 * 1024  # bytes that the kernel keeps beside them (Linux: twice that)
LARGEST_MESSAGE = 1024  # bytes that a socket may say at once
MOST_UNHEARD = 32  # messages that the application has not taken yet


class BoundedRequest(WebRequest):  # type: ignore[misc]  # Daphne has no types
    """A request of which no more is kept than tells that it is too large (a 413 of `onehop`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Twisted would parse forms once more, for nobody, and refuse a broken one without a word.
        super().__init__(*args, **kwargs | {"parsePOSTFormSubmission": False})

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802 (Twisted's name)
        """Keep what has room; the rest is read from the wire and dropped."""
        room = settings.CRAFTIFY.max_request_bytes + 1 - self.content.tell()
        super().handleContentChunk(data[: max(room, 0)])

    def process(self) -> Any:
        """Hand the request to the application."""
        self.requestHeaders.removeHeader(b"daphne-root-path")
        return super().process()


class BoundedChannel(HTTPChannel):
    """A connection that says what was too long; Twisted's own hangs up, or calls it a 400."""

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802 (Twisted's name)
        """One line is over 16 KB: that of the address, or a header."""
        self._refuse_length()

    def _respondToBadRequestAndDisconnect(self) -> None:  # noqa: N802 (Twisted's name)
        too_many = self._receivedHeaderCount > self.maxHeaders
        if too_many or self._receivedHeaderSize > self.totalHeadersSize:
            self._refuse_length()
        else:
            super()._respondToBadRequestAndDisconnect()  # type: ignore[no-untyped-call]  # Twisted

    def _refuse_length(self) -> None:
        # Twisted keeps the command from the end of a request's first line to the end of its body.
        in_headers = hasattr(self, "_command")
        status = b"431 Request Header Fields Too Large" if in_headers else b"414 URI Too Long"
        answer = b"HTTP/1.1 " + status + b"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        transport: Any = self.transport  # its declared type is an interface without arguments
        transport.write(answer)
        transport.loseConnection()


class _Factory(HTTPFactory):  # type: ignore[misc]  # Daphne has no types
    # What Twisted makes too, around a channel of its own.
    @staticmethod
    def protocol() -> _GenericHTTPChannelProtocol:
        channel: Any = BoundedChannel  # Twisted's __init__ has no types
        return _GenericHTTPChannelProtocol(channel())

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802 (Twisted's name)
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = BoundedRequest
        return protocol


class BoundedSocket(WebSocketProtocol):  # type: ignore[misc]  # Daphne has no types
    """A socket whose client is dropped when it does not read, or talks without listening.

    It is the producer of its own transport: that asks it to pause when too much waits.
    """

    def onOpen(self) -> None:  # noqa: N802 (autobahn's name)
        """Watch what waits to be read."""
        super().onOpen()
        self.transport.getHandle().setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_KEEPS)
        self.transport.bufferSize = MOST_UNREAD
        self.transport.unregisterProducer()  # the HTTP connection that this was
        self.transport.registerProducer(self, True)  # noqa: FBT003 (Twisted's signature)

    def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: FBT001, N802, N803 (as above)
        """Hand it to the application, unless that has enough to do."""
        if self.application_queue.qsize() < MOST_UNHEARD:
            super().onMessage(payload, isBinary)
        else:
            self.sendClose(code=int(Close.TOO_MUCH))

    def handle_reply(self, message: dict[str, Any]) -> None:
        """Write a prepared frame as it is; the rest is Daphne's."""
        frame = message.get("frame")
        if frame is None:
            super().handle_reply(message)
        elif self.state == self.STATE_OPEN:
            self.transport.write(frame.payloadHybi)

    def pauseProducing(self) -> None:  # noqa: N802 (Twisted's name)
        """Too much waits: say so, and hang up a second later, read or not."""
        self.transport.unregisterProducer()  # or what is said here would be too much again
        self.sendClose(code=int(Close.TOO_SLOW))

    def resumeProducing(self) -> None:  # noqa: N802 (Twisted's name)
        """Everything was read."""

    def stopProducing(self) -> None:  # noqa: N802 (Twisted's name)
        """The connection is gone; `onClose` tells the application."""


class _SocketFactory(WebSocketFactory):  # type: ignore[misc]  # Daphne has no types
    protocol = BoundedSocket


class Server(daphne.server.Server):  # type: ignore[misc]  # Daphne has no types
    """Daphne's server, made of bounded requests and sockets."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        largest = {
            "websocket_max_message_size": LARGEST_MESSAGE,
            "websocket_max_frame_size": LARGEST_MESSAGE,
        }
        super().__init__(*args, **largest | kwargs)

    def run(self) -> None:
        """Serve until stopped."""
        # Daphne names the classes in its module; there is no other way to give it others.
        daphne.server.HTTPFactory = _Factory
        daphne.server.WebSocketFactory = _SocketFactory
        _allow_files()
        _collect_less()
        super().run()


def _allow_files() -> None:
    """As many open sockets as the system allows this process; often only 1,024 are preset."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _collect_less() -> None:
    """Look for garbage seldom, and never among what is there from the start.

    Requests leave hardly any circles of references behind, but each makes thousands of objects: at
    Python's own thresholds a list of 25 was collected ten times, for a third of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
