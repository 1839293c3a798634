"""The one-hop handler: everything that Django's own does, in one hop."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.signals import request_finished, request_started
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import override_settings
from django.urls import path, reverse
from django.views.decorators.csrf import csrf_exempt

from craftify.onehop import OneHopHandler
from craftify.web.guard import public

threads: list[str] = []
closed: list[str] = []
released = threading.Event()
entered = threading.Event()
seen: ContextVar[str] = ContextVar("seen", default="nothing")


@public
def hello(request: HttpRequest) -> HttpResponse:
    threads.append(threading.current_thread().name)
    response = HttpResponse(f"{request.method} {request.path} {request.GET.get('q', '')}")
    response.set_cookie("one", "1")
    response.set_cookie("two", "2")
    return response


@csrf_exempt
@public
def echo(request: HttpRequest) -> HttpResponse:
    upload = request.FILES.get("file")
    data = upload.read() if upload else request.body
    return HttpResponse(f"{len(data)} {sum(data) % 251} {request.POST.get('name', '')}")


@csrf_exempt
@public
def length(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.META["CONTENT_LENGTH"])


@public
def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a mistake of ours")


class _Parts:
    """An iterable that tells when it is closed, and waits before its third part."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"one "
        yield b"two "
        released.wait(5)
        yield b"three"

    def close(self) -> None:
        closed.append("sync")


@public
def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(_Parts())


@public
def astream(request: HttpRequest) -> StreamingHttpResponse:
    async def parts() -> AsyncIterator[bytes]:
        try:
            for number in range(3):
                await asyncio.sleep(0)
                yield str(number).encode()
        finally:
            closed.append("async")

    return StreamingHttpResponse(parts())


@public
def generated(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[bytes]:
        try:
            yield b"one"
            entered.set()
            released.wait(5)
            yield b"two"
        finally:
            closed.append("generator")

    return StreamingHttpResponse(parts())


@public
def broken_stream(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[bytes]:
        yield b"one"
        raise RuntimeError("a broken stream")

    response = StreamingHttpResponse(parts())
    response._resource_closers.append(lambda: closed.append("broken"))  # type: ignore[attr-defined]  # Django's own
    return response


@public
def endless(request: HttpRequest) -> StreamingHttpResponse:
    async def parts() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"again"
        finally:
            closed.append("endless")

    return StreamingHttpResponse(parts())


@csrf_exempt
@public
def slow(request: HttpRequest) -> HttpResponseBase:
    entered.set()
    released.wait(5)
    closed.append(f"slow view read {len(request.read())} bytes")
    return StreamingHttpResponse(_Parts()) if "stream" in request.GET else HttpResponse("late")


@public
def context(request: HttpRequest) -> StreamingHttpResponse:
    seen.set("by the view")

    def parts() -> Iterator[str]:
        yield f"{seen.get()} {reverse('context')} {request.path_info}"

    return StreamingHttpResponse(parts())


urlpatterns = [
    path("hello", hello),
    path("echo", echo),
    path("fail", fail),
    path("length", length),
    path("stream", stream),
    path("astream", astream),
    path("slow", slow),
    path("generated", generated),
    path("broken_stream", broken_stream),
    path("endless", endless),
    path("context", context, name="context"),
]
handler500 = "craftify.web.errors.server_error"
pytestmark = pytest.mark.urls(__name__)


def scope(address: str, method: str = "GET", **more: Any) -> dict[str, Any]:
    address, _, query = address.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "path": address,
        "raw_path": address.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1")],
        "client": ("127.0.0.1", 5000),
        "server": ("127.0.0.1", 80),
    } | more


def opened(address: str, method: str = "GET", **more: Any) -> ApplicationCommunicator:
    released.clear()
    entered.clear()
    closed.clear()
    return ApplicationCommunicator(OneHopHandler(threads=4), scope(address, method, **more))


def serving(
    address: str, *, body: bytes = b"", send: Any = None
) -> tuple[asyncio.Task[None], asyncio.Queue[dict[str, Any]]]:
    """A request at work, and the queue of what its client tells."""
    opened(address)  # only for the clean slate
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    told.put_nowait({"type": "http.request", "body": body})

    async def nowhere(message: Any) -> None:
        pass

    asked = scope(address, "POST" if body else "GET")
    return asyncio.ensure_future(OneHopHandler(threads=2)(asked, told.get, send or nowhere)), told


async def answer(
    talk: ApplicationCommunicator, *bodies: bytes
) -> tuple[int, dict[bytes, bytes], bytes]:
    for number, body in enumerate(bodies or (b"",), start=1):
        more = number < len(bodies)
        await talk.send_input({"type": "http.request", "body": body, "more_body": more})
    start = await talk.receive_output(5)
    received = b""
    while True:
        part = await talk.receive_output(5)
        received += part.get("body", b"")
        if not part.get("more_body"):
            break
    await talk.wait(5)
    return start["status"], dict(start["headers"]), received


async def test_a_chunked_body_has_a_length_too() -> None:
    headers = [
        (b"host", b"127.0.0.1"),
        (b"transfer-encoding", b"chunked"),
        (b"content-type", b"application/x-www-form-urlencoded"),
    ]
    talk = opened("/length", "POST", headers=headers)
    assert (await answer(talk, b"name=", b"Ada"))[2] == b"8"


async def test_a_view_runs_in_one_thread_of_the_pool() -> None:
    threads.clear()
    status, headers, body = await answer(opened("/hello?q=%C3%A4"))
    assert (status, body.decode()) == (200, "GET /hello ä")
    assert headers[b"content-length"] == str(len(body)).encode()
    assert threads[0].startswith("web")


async def test_what_a_view_sets_holds_in_its_stream_and_not_after() -> None:
    talk = opened("/prefix/context", root_path="/prefix")
    _, _, body = await answer(talk)
    assert body.decode() == "by the view /prefix/context /context"
    assert seen.get() == "nothing"
    _, _, body = await answer(opened("/context"))
    assert body.decode() == "by the view /context /context"


async def test_each_cookie_is_a_header_of_its_own() -> None:
    talk = opened("/hello")
    await talk.send_input({"type": "http.request"})
    start = await talk.receive_output(5)
    cookies = [value for name, value in start["headers"] if name == b"set-cookie"]
    assert [one.split(b";")[0] for one in cookies] == [b"one=1", b"two=2"]
    await talk.receive_output(5)
    await talk.wait(5)


async def test_a_body_in_parts_arrives_whole() -> None:
    parts = (b"a" * 70_000, b"b" * 3_000_000, b"c")
    status, _, body = await answer(opened("/echo", "POST"), *parts)
    whole = b"".join(parts)
    assert (status, body.decode()) == (200, f"{len(whole)} {sum(whole) % 251} ")


async def test_an_upload_of_a_file_and_a_field() -> None:
    data = bytes(range(256)) * 12_000
    form = (
        b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nEve\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n" + data + b"\r\n--x--\r\n"
    )
    headers = [
        (b"host", b"127.0.0.1"),
        (b"content-type", b"multipart/form-data; boundary=x"),
        (b"content-length", str(len(form)).encode()),
    ]
    talk = opened("/echo", "POST", headers=headers)
    status, _, body = await answer(talk, form[:1000], form[1000:])
    assert (status, body.decode()) == (200, f"{len(data)} {sum(data) % 251} Eve")


async def test_a_body_over_the_limit_is_413_and_is_not_read_to_its_end() -> None:
    talk = opened("/echo", "POST")
    for _ in range(11):
        await talk.send_input({"type": "http.request", "body": b"x" * 2**20, "more_body": True})
    start = await talk.receive_output(5)
    assert start["status"] == 413
    part = await talk.receive_output(5)
    assert b"10 MB" in part["body"]
    await talk.wait(5)


async def test_an_exception_is_a_500_page_and_the_next_request_works() -> None:
    status, _, body = await answer(opened("/fail"))
    assert status == 500
    assert b"a mistake of ours" not in body
    assert b"The fault is ours" in body
    status, _, _ = await answer(opened("/hello"))
    assert status == 200


async def test_an_exception_in_a_middleware_is_a_500_too() -> None:
    with override_settings(MIDDLEWARE=[f"{__name__}.BrokenMiddleware"]):
        status, _, _ = await answer(opened("/hello"))
    assert status == 500


class BrokenMiddleware:
    """Fails on the way out."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        self.get_response(request)
        raise RuntimeError("a broken middleware")


async def test_the_signals_come_once_each_and_in_order() -> None:
    seen: list[str] = []

    def started(**_: Any) -> None:
        seen.append("started")

    def finished(**_: Any) -> None:
        seen.append("finished")

    request_started.connect(started)
    request_finished.connect(finished)
    try:
        released.set()
        for address in ("/hello", "/fail", "/astream"):
            await answer(opened(address))
            assert seen == ["started", "finished"], address
            seen.clear()
    finally:
        request_started.disconnect(started)
        request_finished.disconnect(finished)


async def test_parts_are_sent_as_they_come_and_closed_once() -> None:
    talk = opened("/stream")
    await talk.send_input({"type": "http.request"})
    assert (await talk.receive_output(5))["status"] == 200
    assert (await talk.receive_output(5))["body"] == b"one "
    assert (await talk.receive_output(5))["body"] == b"two "
    assert closed == []
    released.set()
    assert (await talk.receive_output(5))["body"] == b"three"
    assert not (await talk.receive_output(5)).get("more_body")
    await talk.wait(5)
    assert closed == ["sync"]


async def test_an_async_stream() -> None:
    status, _, body = await answer(opened("/astream"))
    assert (status, body, closed) == (200, b"012", ["async"])


async def test_a_client_that_goes_while_sending_its_body_gets_no_view() -> None:
    threads.clear()
    talk = opened("/hello", "POST")
    await talk.send_input({"type": "http.request", "body": b"x", "more_body": True})
    await talk.send_input({"type": "http.disconnect"})
    await talk.wait(5)
    assert await talk.receive_nothing()
    assert threads == []


async def test_a_client_that_goes_while_a_view_runs_lets_it_finish() -> None:
    talk = opened("/slow", "POST")
    await talk.send_input({"type": "http.request", "body": b"four"})
    await talk.send_input({"type": "http.disconnect"})
    released.set()
    await talk.wait(5)
    assert closed == ["slow view read 4 bytes"]


@pytest.mark.parametrize("address", ["/slow", "/slow?stream"])
async def test_a_server_that_cancels_waits_for_the_view(address: str) -> None:
    served, _ = serving(address, body=b"four")
    await asyncio.to_thread(entered.wait, 5)
    served.cancel()
    await asyncio.sleep(0)
    served.cancel()  # Daphne repeats it each second
    await asyncio.sleep(0)
    assert not served.done()
    released.set()
    with pytest.raises(asyncio.CancelledError):
        await served
    assert closed == ["slow view read 4 bytes", *(["sync"] if "stream" in address else [])]


async def test_a_generator_is_closed_only_when_it_does_not_run() -> None:
    served, told = serving("/generated")
    await asyncio.to_thread(entered.wait, 5)
    told.put_nowait({"type": "http.disconnect"})
    await asyncio.wait({served}, timeout=0.05)
    released.set()
    await asyncio.wait_for(served, 5)
    assert closed == ["generator"]


async def test_an_async_generator_is_closed_at_once() -> None:
    full = asyncio.Event()

    async def send(message: Any) -> None:
        if message.get("body"):
            full.set()
            await asyncio.Event().wait()  # a client that reads no more

    served, told = serving("/endless", send=send)
    await asyncio.wait_for(full.wait(), 5)
    told.put_nowait({"type": "http.disconnect"})
    await asyncio.wait_for(served, 5)
    await asyncio.sleep(0)
    assert closed == ["endless"]


async def test_a_stream_that_breaks_is_closed_and_tells_the_server() -> None:
    served, _ = serving("/broken_stream")
    with pytest.raises(RuntimeError, match="a broken stream"):
        await asyncio.wait_for(served, 5)
    assert closed == ["broken"]


async def test_a_client_that_goes_in_mid_stream_ends_and_closes_it() -> None:
    talk = opened("/stream")
    await talk.send_input({"type": "http.request"})
    await talk.receive_output(5)
    await talk.receive_output(5)
    await talk.send_input({"type": "http.disconnect"})
    released.set()
    await talk.wait(5)
    assert closed == ["sync"]


async def test_what_is_not_http_is_refused() -> None:
    with pytest.raises(ValueError, match="not websocket"):
        await OneHopHandler(threads=1)({"type": "websocket"}, None, None)  # type: ignore[arg-type]  # never used
