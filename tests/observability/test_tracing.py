"""Spans reach a collector: a request, in it the store and the compiler, in the caller's trace."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from craftify.observability.tracing import span

pytestmark = pytest.mark.network
TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class Collector(ThreadingHTTPServer):
    """Takes spans as OTLP over HTTP does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.spans: list[Span] = []
        self.service: dict[str, str] = {}


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        assert self.path == "/v1/traces"
        body = self.rfile.read(int(self.headers["Content-Length"]))
        for told in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.server.service = {
                one.key: one.value.string_value for one in told.resource.attributes
            }
            for scope in told.scope_spans:
                self.server.spans += scope.spans
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    server = Collector()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


WORK = """
import django
django.setup()
from django.test import Client
from craftify.dynamo.table import create_tables
create_tables()
from craftify.dynamo.unique import owner_of
from templates_app.preview import preview
from templates_app.rendering.formats import Format
client = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)
client.get("/health/ready", headers={
    "traceparent": "00-%s-%s-01", "X-Request-ID": "trace-0123456789"})
client.get("/reset-password/secret-of-a-letter")
preview(source="<p>Hi</p>", format=Format.HTML, subject="", preheader="", data={})
""" % (TRACE, CALLER)  # noqa: UP031 (braces stand in it)


def run(**env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WORK],
        check=False,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"} | env,
        capture_output=True,
        text=True,
    )


def test_a_request_and_what_it_waited_for(collector: Collector) -> None:
    done = run(CRAFTIFY_OTLP_ENDPOINT=f"http://127.0.0.1:{collector.server_port}")
    assert done.returncode == 0, done.stderr
    assert collector.service["service.name"] == "craftify-email"
    named = {one.name: one for one in collector.spans}
    request = named["GET /health/ready"]
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (TRACE, CALLER)
    about = {one.key: one.value for one in request.attributes}
    assert about["http.route"].string_value == "/health/ready"
    assert about["http.response.status_code"].int_value == 200
    assert about["craftify.request_id"].string_value == "trace-0123456789"
    asked = [
        one
        for one in collector.spans
        if one.name == "store GetItem" and one.trace_id == request.trace_id
    ]
    assert [one.parent_span_id for one in asked] == [request.span_id]
    assert {one.key: one.value.string_value for one in asked[0].attributes} == {
        "craftify.table": "guards"
    }
    assert "compile" in named
    assert "GET /reset-password/<str:secret>" in named
    assert "secret-of-a-letter" not in str(collector.spans)


def test_it_is_off_unless_a_collector_is_named(collector: Collector) -> None:
    assert run().returncode == 0
    assert collector.spans == []
    with span("store GetItem", table="guards") as nothing:
        assert nothing is None


def test_without_the_packages_it_says_what_to_install(collector: Collector) -> None:
    hide = "import sys; sys.modules['opentelemetry.sdk.trace'] = None\n"
    done = subprocess.run(
        [sys.executable, "-c", hide + WORK],
        check=False,
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "CRAFTIFY_OTLP_ENDPOINT": "http://x.example",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "Install the extra “tracing”" in done.stderr
    assert "Traceback" not in done.stderr
