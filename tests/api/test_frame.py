"""What holds for every address: the envelope, methods, content types, bodies, sessions."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.domain import Member
from templates_app.domain import Template
from tests.api.conftest import SOURCE, As, data_of, error_of
from tests.cast import Acme

GOOD = {"name": "Sale", "source": SOURCE, "format": "mjml"}


def post(client: Any, body: bytes | str, content_type: str = "application/json") -> Any:
    return client.generic("POST", "/api/templates", body, content_type=content_type)


def test_the_root_lists_every_address_to_anybody() -> None:
    about = data_of(Client().get("/api"))
    methods = {one["path"]: one["methods"] for one in about["endpoints"]}
    assert methods["/api/templates/{templateId}"] == ["GET", "PATCH", "DELETE"]
    assert methods["/api/approvals/{approvalId}/decisions"] == ["POST"]


def test_a_slash_at_the_end_makes_no_difference(acme: Acme, api: As) -> None:
    client = api(acme.eve)
    assert client.get("/api/users/me/").content == client.get("/api/users/me").content
    assert data_of(post(client, json.dumps(GOOD)), 201)
    assert data_of(Client().get("/api/"))


@pytest.mark.parametrize("method", ["get", "post", "delete"])
@pytest.mark.parametrize("path", ["/api/nothing", "/api/templates/a/b/c", "/api/users/me/x/"])
def test_an_unknown_address_is_404(method: str, path: str) -> None:
    assert error_of(getattr(Client(), method)(path), 404)["code"] == "not_found"


def test_a_wrong_method_is_405_and_names_the_right_ones(acme: Acme, api: As) -> None:
    response = api(acme.eve).put("/api/templates")
    error = error_of(response, 405)
    assert error["code"] == "method_not_allowed"
    assert error["details"]["allowed"][:2] == ["GET", "POST"]
    error_of(api(acme.eve).options("/api/templates"), 405)


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_wrong_content_type_is_415(acme: Acme, api: As, content_type: str) -> None:
    response = post(api(acme.eve), json.dumps(GOOD), content_type)
    assert "application/json" in error_of(response, 415)["message"]


def test_malformed_json_names_the_place(acme: Acme, api: As) -> None:
    error = error_of(post(api(acme.eve), '{"name": "Sale",\n "source": }'), 400)
    assert (error["code"], error["details"]["line"]) == ("malformed_json", 2)
    assert "line 2" in error["message"]


def test_invalid_utf8_names_the_byte(acme: Acme, api: As) -> None:
    error = error_of(post(api(acme.eve), b'{"name": "\xff"}'), 400)
    assert (error["code"], error["details"]) == ("invalid_utf8", {"byte": 11})


def test_a_byte_order_mark_is_no_mistake(acme: Acme, api: As) -> None:
    data_of(post(api(acme.eve), b"\xef\xbb\xbf" + json.dumps(GOOD).encode()), 201)


@pytest.mark.parametrize("body", ["[]", '"text"', "1", "null", "NaN", "[" * 3000])
def test_only_an_object_is_a_body(acme: Acme, api: As, body: str) -> None:
    error_of(post(api(acme.eve), body), 400)


def test_a_body_over_the_limit_is_413(acme: Acme, api: As) -> None:
    huge = json.dumps(GOOD | {"source": "x" * (10 * 2**20)})
    error_of(post(api(acme.eve), huge), 413)


def test_a_session_reads_and_needs_the_csrf_token_to_write(
    acme: Acme, sign_in: Callable[[Member], Client]
) -> None:
    client = sign_in(acme.eve)
    assert data_of(client.get("/api/users/me"))["id"] == acme.eve.id
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert error_of(post(strict, json.dumps(GOOD)), 403)["code"] == "csrf_failed"
    token = "a" * 32
    strict.cookies["craftify_csrf"] = token
    response = strict.post(
        "/api/templates",
        json.dumps(GOOD),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    data_of(response, 201)


def test_a_browser_gets_a_page(acme: Acme, sign_in: Callable[[Member], Client]) -> None:
    client = sign_in(acme.eve)
    page = client.get("/api/templates", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert "&quot;success&quot;: true" in page.content.decode()
    assert 'value="POST"' in page.content.decode()


def test_the_page_offers_filters_ways_on_and_every_change(
    acme: Acme, template: Template, api: As
) -> None:
    data_of(post(api(acme.eve), json.dumps(GOOD | {"description": "<b>&quot;id&quot;</b>"})), 201)
    address = "/api/templates?limit=1&status=draft"
    page = api(acme.eve).get(address, headers={"Accept": "text/html"}).content.decode()
    assert "<option selected>draft</option>" in page
    assert 'href="?limit=1&amp;status=draft&amp;page=2">Next page' in page
    assert "&amp;cursor=" in page
    assert "<b>" not in page
    one = f"/api/templates/{template.id}"
    page = api(acme.eve).get(one, headers={"Accept": "text/html"}).content.decode()
    assert 'value="PATCH"' in page
    assert 'value="DELETE"' in page
    assert "templates.delete" in page
    rules = api(acme.ada).get("/api/approval-policy", headers={"Accept": "text/html"})
    assert 'value="PUT"' in rules.content.decode()


def test_entries_of_a_list_lead_to_their_own_pages(acme: Acme, template: Template, api: As) -> None:
    page = api(acme.eve).get("/api/templates", headers={"Accept": "text/html"}).content.decode()
    assert f'<a href="/api/templates/{template.id}">{template.id}</a>' in page
    refused = api(acme.eve).get("/api/templates?q=1&colour=2", headers={"Accept": "text/html"})
    assert refused.status_code == 400


def test_a_browser_without_a_session_is_shown_the_way_to_one() -> None:
    page = Client().get("/api/templates", headers={"Accept": "text/html"})
    assert page.status_code == 401
    assert "/sign-in?next=/api/templates" in page.content.decode()


@pytest.mark.parametrize("accept", ["image/png", "application/vnd.x+json", "*/*", "nonsense"])
def test_every_other_accept_header_gets_json(acme: Acme, api: As, accept: str) -> None:
    data_of(api(acme.eve).get("/api/users/me", headers={"Accept": accept}))


def test_a_mistake_of_ours_is_500_with_the_requests_id(
    acme: Acme, api: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("accounts.api.present.me", broken)
    client = api(acme.eve)
    client.raise_request_exception = False
    assert error_of(client.get("/api/users/me"), 500)["code"] == "server_error"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from([*GOOD, "subject", "tags", "sample", "category", "revision"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(change=st.dictionaries(FIELDS, JSON, min_size=1, max_size=3))
def test_no_body_is_a_mistake_of_ours(
    acme: Acme, api: As, template: Template, change: dict[str, Any]
) -> None:
    client = api(acme.eve)
    created = client.post("/api/templates", GOOD | change, format="json")
    saved = client.patch(f"/api/templates/{template.id}", change, format="json")
    for response, good in ((created, 201), (saved, 200)):
        if response.status_code != good:
            assert error_of(response, 400)["details"]["field"]
