"""Requests are counted before they take a thread, slowed down, and refused with 429 (SEC-3, 4)."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.conf import settings
from django.test import Client, override_settings

from accounts.api.tokens import pair_for
from accounts.security_events import store as events
from craftify.onehop import OneHopHandler
from craftify.security.counting import Count
from craftify.security.events import Kind, recorder
from craftify.security.limits import Allowance, limited, network
from tests.cast import Acme
from tests.craftify.test_onehop import scope

ANONYMOUS, USER = 6, 10


@pytest.fixture(autouse=True)
def small() -> Iterator[None]:
    """Limits that a test reaches."""
    update = {
        "anonymous_requests_per_15_minutes": ANONYMOUS,
        "user_requests_per_15_minutes": USER,
    }
    with override_settings(CRAFTIFY=settings.CRAFTIFY.model_copy(update=update)):
        yield


def stack() -> Any:
    """The stack of HTTP, with one thread."""
    return OneHopHandler(threads=1)


class Product:
    """The stack of HTTP behind the limits; waits are written down, not waited."""

    def __init__(self, inner: Any = None) -> None:
        self.waits: list[float] = []
        self._app = limited(inner or stack(), self._wait)

    async def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def ask(
        self, path: str = "/sign-in", address: str = "192.0.2.1", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """The status, the headers and the body of an answer."""
        asked = scope(path)
        asked["client"] = (address, 4000)
        asked["headers"] += [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ]
        told: asyncio.Queue[Any] = asyncio.Queue()
        told.put_nowait({"type": "http.request", "body": b""})
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        await self._app(asked, told.get, send)
        given = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], given, b"".join(one.get("body", b"") for one in sent[1:])


def cookie_of(client: Client) -> str:
    """The session of a test client, as a browser sends it."""
    return f"a=b; {settings.SESSION_COOKIE_NAME}={client.session.session_key}"


async def test_the_answers_count_down_and_then_refuse() -> None:
    product = Product()
    for number in range(1, ANONYMOUS + 1):
        status, headers, _ = await product.ask()
        assert status == 200
        assert headers["ratelimit-limit"] == str(ANONYMOUS)
        assert headers["ratelimit-remaining"] == str(ANONYMOUS - number)
        assert 0 < int(headers["ratelimit-reset"]) <= 900
        assert headers["ratelimit-policy"] == f"{ANONYMOUS};w=900"
    status, headers, body = await product.ask()
    assert status == 429
    assert headers["retry-after"] == headers["ratelimit-reset"]
    assert headers["ratelimit-remaining"] == "0"
    assert "content-security-policy" in headers
    assert b"Too many requests" in body
    status, headers, body = await product.ask("/api/templates")
    assert status == 429
    assert orjson.loads(body)["error"]["code"] == "too_many_requests"
    assert orjson.loads(body)["error"]["details"]["retryAfter"] == int(headers["retry-after"])
    assert (await product.ask(address="192.0.2.2"))[0] == 200


async def test_half_of_the_allowance_is_fast_the_rest_slower_each_time() -> None:
    product = Product()
    for _ in range(ANONYMOUS + 2):
        await product.ask()
    assert product.waits == [0.5, 1.0, 1.5]


@pytest.mark.parametrize(
    ("count", "limit", "seconds"),
    [(50, 100, 0), (51, 100, 0.5), (90, 100, 20), (100, 100, 20), (1540, 3000, 20), (1, 1, 0.5)],
)
def test_the_delay(count: int, limit: int, seconds: float) -> None:
    assert Allowance(limit, Count(count, 900)).delay == seconds


async def test_whoever_waits_holds_no_thread() -> None:
    waiting, enough = asyncio.Event(), asyncio.Event()
    product = Product()

    async def wait(_: float) -> None:
        waiting.set()
        await enough.wait()

    product._app = limited(stack(), wait)
    for _ in range(ANONYMOUS // 2):
        await product.ask()
    before = threading.active_count()
    slowed = [asyncio.create_task(product.ask()) for _ in range(3)]
    await waiting.wait()
    # The only thread is free for everybody else.
    assert (await product.ask(address="192.0.2.2"))[0] == 200
    assert threading.active_count() == before
    assert not any(one.done() for one in slowed)
    enough.set()
    assert [(await one)[0] for one in slowed] == [200, 200, 200]


async def test_all_at_once_get_no_more_than_the_limit() -> None:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        status = 429 if "craftify.refused" in scope else 200
        await send({"type": "http.response.start", "status": status, "headers": []})

    product = Product(inner)
    answers = await asyncio.gather(*(product.ask() for _ in range(50)))
    assert [status for status, _, _ in answers].count(200) == ANONYMOUS


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/static/nothing.css"])
async def test_probes_and_files_are_not_counted(path: str) -> None:
    product = Product()
    for _ in range(ANONYMOUS * 2):
        status, headers, _ = await product.ask(path)
        assert status in (200, 404)
        assert "ratelimit-limit" not in headers
    assert (await product.ask())[1]["ratelimit-remaining"] == str(ANONYMOUS - 1)


async def test_a_user_is_counted_wherever_they_are(acme: Acme, sign_in: Any) -> None:
    product = Product()
    cookie = await asyncio.to_thread(lambda: cookie_of(sign_in(acme.eve)))
    token = (await asyncio.to_thread(pair_for, acme.eve))["access"]
    for number in range(USER // 2):
        _, headers, _ = await product.ask("/", f"192.0.2.{number}", cookie=cookie)
        assert headers["ratelimit-limit"] == str(USER)
        status, headers, _ = await product.ask(
            "/api/templates", f"198.51.100.{number}", authorization=f"Bearer {token}"
        )
        assert (status, headers["ratelimit-limit"]) == (200, str(USER))
    assert (await product.ask("/", cookie=cookie))[0] == 429
    await asyncio.to_thread(recorder.flush)
    [event] = await asyncio.to_thread(lambda: list(events.newest(acme.id)))
    assert (event.kind, event.user_id) == (Kind.LIMIT_REACHED, acme.eve.id)
    assert (await product.ask())[0] == 200
    cookie = await asyncio.to_thread(lambda: cookie_of(sign_in(acme.ann)))
    assert (await product.ask("/", cookie=cookie))[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "craftify_session={:032d}"},
        {"cookie": "craftify_session={:032d}; craftify_session=\xff"},
        {"cookie": "craftify_session=\0{:03d}"},
        {"authorization": "Bearer {:032d}"},
        {"authorization": "Bearer a.b.{:032d}"},
        {"authorization": "nonsense {:032d}"},
        {"x_forwarded_for": "203.0.113.{:d}"},
    ],
)
async def test_inventing_credentials_gains_nothing(headers: dict[str, str]) -> None:
    product = Product()
    for number in range(ANONYMOUS):
        given = {name: value.format(number) for name, value in headers.items()}
        _, told, _ = await product.ask("/sign-in", **given)
        assert told["ratelimit-limit"] == str(ANONYMOUS)
    assert (await product.ask())[0] == 429


async def test_an_ended_session_is_nobody(acme: Acme, sign_in: Any) -> None:
    client = await asyncio.to_thread(sign_in, acme.eve)
    cookie = await asyncio.to_thread(cookie_of, client)
    await asyncio.to_thread(client.post, "/sign-out")
    _, headers, _ = await Product().ask(cookie=cookie)
    assert headers["ratelimit-limit"] == str(ANONYMOUS)


async def test_sockets_are_counted_too() -> None:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})

    async def open_one() -> str:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message["type"])

        client = ("192.0.2.1", 4000)
        asked = {"type": "websocket", "path": "/ws/live", "headers": [], "client": client}
        await limited(inner, asyncio.sleep)(asked, None, send)
        return str(sent[0])

    with override_settings(
        CRAFTIFY=settings.CRAFTIFY.model_copy(update={"anonymous_requests_per_15_minutes": 1})
    ):
        assert [await open_one() for _ in range(2)] == ["websocket.accept", "websocket.close"]


async def test_no_limit_is_no_header() -> None:
    update = {"anonymous_requests_per_15_minutes": 0}
    with override_settings(CRAFTIFY=settings.CRAFTIFY.model_copy(update=update)):
        status, headers, _ = await Product().ask()
    assert status == 200
    assert "ratelimit-limit" not in headers


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1:2:3:4", "2001:db8::/64"),
        ("", ""),
        ("/a/socket", "/a/socket"),
    ],
)
def test_whose_address_it_is(address: str, counted: str) -> None:
    assert network(address) == counted
