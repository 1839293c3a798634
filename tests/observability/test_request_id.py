"""One id from the client's header to the last thing that comes of the request (LOG-2)."""

import logging
from ipaddress import ip_network
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings as django_settings
from django.test import Client
from pytest_django.fixtures import Settings

from craftify import outbox
from craftify.asgi import application
from craftify.dynamo.transact import Write
from craftify.observability.logs import RequestIdFilter
from craftify.observability.request_id import identified
from craftify.origin import Origin, origin

ID = "trace-0123456789"


def scope(kind: str, path: str, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {
        "type": kind,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "method": "GET",
        "headers": [(b"host", b"127.0.0.1"), *headers],
        "client": ("127.0.0.1", 50000),
    }


async def answered(*headers: tuple[bytes, bytes], path: str = "/health/live") -> list[bytes]:
    """The values of the response's header."""
    server = ApplicationCommunicator(application, scope("http", path, *headers))
    await server.send_input({"type": "http.request"})
    start = await server.receive_output(30)
    await server.receive_output(30)
    await server.wait(30)
    return [value for name, value in start["headers"] if name.lower() == b"x-request-id"]


async def test_an_answer_has_one_id_the_given_or_a_new_one() -> None:
    assert await answered((b"x-request-id", ID.encode())) == [ID.encode()]
    [first], [second] = await answered(), await answered((b"x-request-id", b"no spaces"))
    assert len(first) == len(second) == 32
    assert first != second


async def test_so_has_one_that_is_refused_before_django(settings: Any) -> None:
    refused = {"denied_networks": [ip_network("127.0.0.0/8")]}
    settings.CRAFTIFY = django_settings.CRAFTIFY.model_copy(update=refused)
    assert await answered((b"x-request-id", ID.encode())) == [ID.encode()]


@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_lines_of_a_socket_have_one_too(kind: str) -> None:
    seen = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        record = logging.makeLogRecord({})
        RequestIdFilter().filter(record)
        seen.append((vars(record)["requestId"], origin.get().agent))

    asked = scope(kind, "/ws/live", (b"x-request-id", ID.encode()), (b"user-agent", b"Tester"))
    await identified(inner)(asked, None, None)
    assert seen == [(ID, "Tester")]
    assert origin.get().request_id == ""


def test_every_error_body_has_it(client: Client) -> None:
    for address in ("/api/nothing", "/api/templates", "/api/templates/tpl_1"):
        answer = client.get(address, headers={"X-Request-ID": ID})
        assert answer.status_code >= 400
        assert answer.json()["error"]["requestId"] == answer.headers["X-Request-ID"] == ID


def test_what_comes_of_a_request_is_told_with_its_id(
    settings: Settings,
) -> None:
    settings.OUTBOX_HANDLERS = {
        "event": ["tests.observability.test_request_id.pass_on"],
        "webhook": ["tests.observability.test_request_id.tell"],
    }
    token = origin.set(Origin(ID))
    write = Write(unrecorded="a test")
    outbox.publish(write, "org_ids", "one", about="tpl_1")
    write.commit()
    origin.reset(token)
    handled.clear()
    outbox.deliver_pending("org_ids")
    assert handled == [("event", ID, ID), ("webhook", ID, ID)]
    assert origin.get().request_id == ""


handled: list[tuple[str, str, str]] = []


def pass_on(entry: outbox.Entry) -> None:
    tell(entry)
    write = Write(unrecorded="a test")
    outbox.enqueue(write, entry.organization_id, "webhook", lane="one", data={})
    write.commit()


def tell(entry: outbox.Entry) -> None:
    record = logging.makeLogRecord({})
    RequestIdFilter().filter(record)
    handled.append((entry.kind, entry.request_id, vars(record)["requestId"]))
