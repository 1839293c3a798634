"""The ASGI handler that takes one thread hop a request.

Django's own ASGI handler hops to a thread and back for each middleware; with a dozen of them that
costs four times the view. Here the whole synchronous stack runs in one hop, in a bounded pool of
`CRAFTIFY_WEB_THREADS` threads. Sockets stay on the event loop, in the same process.
"""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, cast

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import set_script_prefix

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Scope = dict[str, Any]

# Set in the scope of a request whose body was cut off at the limit; `security.hygiene` answers it.
TOO_LARGE = "craftify.too_large"
_DONE = object()


class OneHopHandler(ASGIHandler):
    """Serves the HTTP part; ends with RequestAborted's silence when the client goes away early."""

    def __init__(self, threads: int | None = None) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._pool = ThreadPoolExecutor(
            threads or settings.CRAFTIFY.web_threads, thread_name_prefix="web"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request.

        Raises:
            ValueError: the scope is not HTTP.
        """
        if scope["type"] != "http":
            raise ValueError(f"This handler serves HTTP, not {scope['type']}.")
        try:
            body = await self._read(scope, receive)
        except RequestAborted:
            return
        with body:
            response = await self._hop(self._respond, scope, body)
            await self._send(response, receive, send)

    async def _hop(self, function: Callable[..., Any], *args: Any) -> Any:
        # sync_to_async keeps async_to_sync() in a view running on this event loop, which the
        # in-memory channel layer needs.
        run = sync_to_async(function, thread_sensitive=False, executor=self._pool)
        return await run(*args)

    async def _read(self, scope: Scope, receive: Receive) -> IO[bytes]:
        """The whole body, on disk when it is large; cut off at the limit.

        Raises:
            RequestAborted: the client went away before it was complete.
        """
        body = tempfile.SpooledTemporaryFile(  # noqa: SIM115 (closed by __call__)
            max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE, mode="w+b"
        )
        room = settings.CRAFTIFY.max_request_bytes
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise RequestAborted
            chunk = message.get("body", b"")
            room -= len(chunk)
            if room < 0:
                scope[TOO_LARGE] = True
                body.truncate(0)
            else:
                body.write(chunk)
            if not message.get("more_body", False) or room < 0:
                body.seek(0)
                return cast("IO[bytes]", body)

    def _respond(self, scope: Scope, body: IO[bytes]) -> HttpResponseBase:
        """The middlewares and the view, in a thread."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, response = self.create_request(scope, body)
        if request is not None:
            # A chunked body names no length, and without one Django and DRF take it for none.
            request.META.setdefault("CONTENT_LENGTH", str(body.seek(0, os.SEEK_END)))
            body.seek(0)
            response = self.get_response(request)
        assert response is not None  # noqa: S101 (create_request gives one of the two)
        if not response.streaming:
            response.close()
        return response

    async def _send(self, response: HttpResponseBase, receive: Receive, send: Send) -> None:
        """Send it all, or stop as soon as the client is gone."""
        sending = asyncio.ensure_future(self._send_parts(response, send))
        gone = asyncio.ensure_future(_until_disconnected(receive))
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            if not sending.done():
                sending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sending
            if response.streaming:
                await self._hop(response.close)

    async def _send_parts(self, response: HttpResponseBase, send: Send) -> None:
        headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in response.items()
        ]
        headers += [
            (b"set-cookie", cookie.output(header="").strip().encode("latin-1"))
            for cookie in response.cookies.values()
        ]
        start = {"type": "http.response.start", "status": response.status_code, "headers": headers}
        await send(start)
        if isinstance(response, StreamingHttpResponse):
            async for part in self._parts(response):
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body"})
        else:
            content = cast("HttpResponse", response).content
            await send({"type": "http.response.body", "body": content})

    async def _parts(self, response: StreamingHttpResponse) -> AsyncIterator[bytes]:
        """The parts as they come: an iterator of the sync kind takes a hop for each."""
        if response.is_async:
            async for part in cast("AsyncIterator[bytes]", response.streaming_content):
                yield part
            return
        parts: Iterator[bytes] = iter(cast("Iterable[bytes]", response.streaming_content))
        while (part := await self._hop(next, parts, _DONE)) is not _DONE:
            yield cast("bytes", part)


async def _until_disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
