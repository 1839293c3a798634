"""The ASGI handler that takes one thread hop a request.

Django's own ASGI handler hops to a thread and back for each middleware; with a dozen of them that
costs four times the view. Here the whole synchronous stack runs in one hop, in a bounded pool of
`CRAFTIFY_WEB_THREADS` threads. Sockets stay on the event loop, in the same process.
"""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
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
        # One context for all hops of a request: what a middleware sets, a stream still finds.
        context = copy_context()
        streams: list[HttpResponseBase] = []
        with tempfile.SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE) as body:
            try:
                await _read(body, scope, receive)
                response = await self._hop(context, self._respond, scope, body, streams)
                await self._send(context, response, receive, send)
            except RequestAborted:
                return
            finally:
                for stream in streams:
                    await self._hop(context, stream.close)

    async def _hop(self, context: Context, function: Callable[..., Any], *args: Any) -> Any:
        """The result of a function in a thread of the pool.

        A thread cannot be stopped, so whoever cancels waits for it: the body of a running view
        and the iterator of a stream must not be closed under it.
        """
        # sync_to_async keeps async_to_sync() in a view running on this event loop, which the
        # in-memory channel layer needs.
        run = sync_to_async(function, thread_sensitive=False, executor=self._pool, context=context)
        hop = asyncio.ensure_future(run(*args))
        cancelled = None
        while not hop.done():
            try:
                await asyncio.wait({hop})
            except asyncio.CancelledError as error:
                cancelled = error
        result = hop.result()
        if cancelled:
            raise cancelled
        return result

    def _respond(
        self, scope: Scope, body: IO[bytes], streams: list[HttpResponseBase]
    ) -> HttpResponseBase:
        """The middlewares and the view, in a thread; `streams` gets what is to be closed later."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, response = self.create_request(scope, body)
        if request is not None:
            # A chunked body names no length, and without one Django and DRF take it for none.
            request.META.setdefault("CONTENT_LENGTH", str(body.seek(0, os.SEEK_END)))
            body.seek(0)
            response = self.get_response(request)
        assert response is not None  # noqa: S101 (create_request gives one of the two)
        if response.streaming:
            streams.append(response)
        else:
            response.close()
        return response

    async def _send(
        self, context: Context, response: HttpResponseBase, receive: Receive, send: Send
    ) -> None:
        """Send it all, or stop as soon as the client is gone."""
        # A copy, because a task cannot step in a context that one of its threads is still in.
        sending = asyncio.get_running_loop().create_task(
            self._send_parts(context, response, send), context=context.copy()
        )
        gone = asyncio.ensure_future(_until_disconnected(receive))
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sending

    async def _send_parts(self, context: Context, response: HttpResponseBase, send: Send) -> None:
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
            async with contextlib.aclosing(self._parts(context, response)) as parts:
                async for part in parts:
                    await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body"})
        else:
            content = cast("HttpResponse", response).content
            await send({"type": "http.response.body", "body": content})

    async def _parts(
        self, context: Context, response: StreamingHttpResponse
    ) -> AsyncGenerator[bytes, None]:
        """The parts as they come: an iterator of the sync kind takes a hop for each."""
        if response.is_async:
            try:
                async for part in cast("AsyncIterator[bytes]", response.streaming_content):
                    yield part
            finally:
                # Django closes iterators of the sync kind only.
                if close := getattr(response._iterator, "aclose", None):  # type: ignore[attr-defined]  # noqa: SLF001
                    await close()
            return
        parts = iter(cast("Iterable[bytes]", response.streaming_content))
        while (part := await self._hop(context, next, parts, _DONE)) is not _DONE:
            yield cast("bytes", part)


async def _read(body: IO[bytes], scope: Scope, receive: Receive) -> None:
    """Write the whole body, which goes to disk when it is large; cut off at the limit.

    Raises:
        RequestAborted: the client went away before it was complete.
    """
    room = settings.CRAFTIFY.max_request_bytes
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        chunk = message.get("body", b"")
        more = message.get("more_body", False)
        room -= len(chunk)
        if room < 0:
            scope[TOO_LARGE] = True
            body.truncate(0)
            break
        body.write(chunk)
    body.seek(0)


async def _until_disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
