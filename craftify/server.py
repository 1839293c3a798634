"""Daphne, with bounds on what any client may send it.

Daphne keeps a whole body in memory before the application sees its first byte (measured: 200 MB
sent are 220 MB more), and takes the prefix of all links from a header that any client can send.
"""

from typing import Any

import daphne.server
from daphne.http_protocol import HTTPFactory, WebRequest
from django.conf import settings


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


class _Factory(HTTPFactory):  # type: ignore[misc]  # Daphne has no types
    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802 (Twisted's name)
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = BoundedRequest
        return protocol


class Server(daphne.server.Server):  # type: ignore[misc]  # Daphne has no types
    """Daphne's server, made of bounded requests."""

    def run(self) -> None:
        """Serve until stopped."""
        # Daphne names the class in its module; there is no other way to give it one.
        daphne.server.HTTPFactory = _Factory
        super().run()
