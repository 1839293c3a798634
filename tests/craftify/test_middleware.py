"""What every response carries, and what no view has to think about."""

import logging
from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from pynamodb.exceptions import GetError

from accounts.domain import Member
from craftify import history
from craftify.dynamo import sessions
from craftify.dynamo.transact import Write
from craftify.errors import Conflict
from craftify.web.frames import Images, frame_response
from craftify.web.guard import public
from tests.cast import Acme


@public
def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("fine")


@public
def frame(request: HttpRequest) -> HttpResponse:
    return frame_response(
        "<p>An email</p>",
        images=Images(request.GET.get("images", "own")),
        readable="read" in request.GET,
    )


@public
def refuse(request: HttpRequest) -> HttpResponse:
    raise Conflict("Max was first. Look again.", code="was_first", by="Max")


@public
def write(request: HttpRequest) -> HttpResponse:
    unit = Write()
    history.record(
        unit,
        organization_id="org_middleware",
        resource=request.GET["resource"],
        verb="test.done",
        actor_id="usr_1",
        actor_name="Eve",
    )
    unit.commit()
    return HttpResponse()


def guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("for members")


urlpatterns = [
    path("plain", plain),
    path("frame", frame),
    path("refuse", refuse),
    path("api/refuse", refuse),
    path("write", write),
    path("guarded", guarded),
]
handler404 = "craftify.web.errors.not_found"
handler500 = "craftify.web.errors.server_error"
pytestmark = pytest.mark.urls(__name__)


def test_an_id_is_made_or_taken_when_well_formed(client: Client) -> None:
    made = client.get("/plain").headers["X-Request-ID"]
    assert len(made) == 32
    assert client.get("/plain").headers["X-Request-ID"] != made
    given = client.get("/plain", headers={"X-Request-ID": "trace-1234.5"})
    assert given.headers["X-Request-ID"] == "trace-1234.5"
    for bad in ("short", "x" * 65, "with space", "line\nbreak"):
        answer = client.get("/plain", headers={"X-Request-ID": bad})
        assert len(answer.headers["X-Request-ID"]) == 32


def test_the_id_and_the_address_stand_in_the_history(client: Client, acme: Acme) -> None:
    resource = acme.id
    client.get(f"/write?resource={resource}", headers={"X-Request-ID": "trace-history"})
    [(event, _)] = history.events("org_middleware", resource)
    assert (event.request_id, event.address) == ("trace-history", "127.0.0.1")


def test_each_request_is_logged_with_its_time_and_without_its_query(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "craftify.requests"):
        client.get("/plain?token=secret-value")
    [record] = [one for one in caplog.records if one.name == "craftify.requests"]
    assert record.levelno == logging.INFO
    assert vars(record)["status"] == 200
    assert vars(record)["durationMs"] > 0
    assert "secret-value" not in record.getMessage()


def test_a_page_carries_every_header(client: Client) -> None:
    headers = client.get("/plain").headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in (
        "default-src 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "worker-src 'self' blob:",
        "script-src 'self'",
    ):
        assert part in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_frame_has_a_policy_of_its_own(client: Client) -> None:
    headers = client.get("/frame").headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script" not in policy
    assert "img-src 'self' data:;" in policy
    assert "frame-ancestors 'self'" in policy
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    with_images = client.get("/frame?images=remote").headers["Content-Security-Policy"]
    assert "img-src 'self' data: https: http:" in with_images
    assert "script" not in with_images


def test_a_refusal_is_a_page_a_partial_or_json(client: Client) -> None:
    page = client.get("/refuse")
    assert page.status_code == 409
    assert b"<html" in page.content
    assert b"Max was first. Look again." in page.content
    assert page.headers["X-Request-ID"].encode() in page.content
    partial = client.get("/refuse", headers={"HX-Request": "true"})
    assert partial.status_code == 409
    assert b"<html" not in partial.content
    assert b"Max was first" in partial.content
    for answer in (
        client.get("/api/refuse"),
        client.get("/refuse", headers={"Accept": "application/json"}),
    ):
        error = answer.json()["error"]
        assert answer.status_code == 409
        assert (error["code"], error["details"]) == ("was_first", {"by": "Max"})
        assert error["requestId"] == answer.headers["X-Request-ID"]


def test_an_unknown_address_is_a_friendly_404(client: Client) -> None:
    answer = client.get("/nothing-here")
    assert answer.status_code == 404
    assert b"There is nothing at this address" in answer.content


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/plain?a=1&a=2", 400, b"given 2 times"),
        ("/plain?a=%ff", 400, b"UTF-8"),
        ("/plain?a=x%00y", 400, b"UTF-8"),
        ("/plain%00", 400, b"NUL"),
        ("/plain?a=%F0%9F%93%A8", 200, b"fine"),
    ],
)
def test_a_strange_address_is_answered_before_any_view(
    client: Client, address: str, status: int, words: bytes
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert words in answer.content


@pytest.mark.parametrize("length", ["10485761", "99999999999999999999"])
def test_a_body_over_the_limit_is_413(client: Client, length: str) -> None:
    answer = client.post(
        "/plain", data=b"x", content_type="text/plain", headers={"Content-Length": length}
    )
    assert answer.status_code == 413
    assert b"10 MB" in answer.content


def test_a_visitor_is_sent_to_sign_in_and_back(
    client: Client, acme: Acme, sign_in: Callable[[Member], Client]
) -> None:
    answer = client.get("/guarded?page=2")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in?next=%2Fguarded%3Fpage%3D2"
    by_htmx = client.get(
        "/guarded",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/templates?page=2"},
    )
    assert by_htmx.headers["HX-Redirect"] == "/sign-in?next=%2Ftemplates%3Fpage%3D2"
    broken = client.get("/guarded", headers={"HX-Request": "true", "HX-Current-URL": "http://[x"})
    assert broken.headers["HX-Redirect"] == "/sign-in?next=%2F"
    assert sign_in(acme.vic).get("/guarded").content == b"for members"


@pytest.mark.parametrize("key", ["a" * 5_000, "A" * 32, "é" * 32, "short", "; ="])
def test_a_cookie_that_is_no_session_is_a_visitor(client: Client, key: str) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert client.get("/guarded").status_code == 302


def test_a_store_that_fails_under_a_middleware_is_503(
    acme: Acme, sign_in: Callable[[Member], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(acme.vic)
    client.raise_request_exception = False

    def down(*_: object, **__: object) -> None:
        raise GetError("the store is away")

    monkeypatch.setattr(sessions.SessionItem, "get", down)
    answer = client.get("/guarded")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert b"the store is away" not in answer.content
    assert answer.headers["X-Request-ID"].encode() in answer.content


def test_tls_settings_bring_hsts(client: Client) -> None:
    with override_settings(
        SECURE_HSTS_SECONDS=31536000,
        SECURE_HSTS_INCLUDE_SUBDOMAINS=True,
        SECURE_HSTS_PRELOAD=True,
    ):
        headers = Client().get("/plain", secure=True).headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
