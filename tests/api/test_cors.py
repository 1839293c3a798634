"""Pages of other sites: nothing is open to them unless settings name their origin."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from accounts.domain import Member
from tests.api.conftest import As
from tests.cast import Acme

SHOP = "https://shop.example"
ASKING = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "if-match"}


def cors(response: object) -> dict[str, str]:
    """What a browser is told."""
    headers = response.headers  # type: ignore[attr-defined]
    return {name: one for name, one in headers.items() if name.startswith("Access-Control")}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The API open to the shop."""
    config = settings.CRAFTIFY.model_copy(update={"cors_origins": [SHOP]})
    monkeypatch.setattr(settings, "CRAFTIFY", config)


@pytest.mark.parametrize("path", ["/api", "/api/templates", "/", "/api-docs", "/sign-in"])
def test_it_is_closed_by_default(path: str) -> None:
    for answer in (
        Client().get(path, headers={"Origin": SHOP}),
        Client().options(path, headers={"Origin": SHOP, **ASKING}),
    ):
        assert cors(answer) == {}


def test_an_origin_of_the_settings_may_ask_and_read(
    acme: Acme,
    api: As,
    opened: None,
) -> None:
    asked = Client().options("/api/templates", headers={"Origin": SHOP, **ASKING})
    assert asked.status_code == 204
    assert asked.headers["X-Content-Type-Options"] == "nosniff"
    told = cors(asked)
    assert told["Access-Control-Allow-Origin"] == SHOP
    assert "PATCH" in told["Access-Control-Allow-Methods"]
    assert "If-Match" in told["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in told
    answer = api(acme.eve).get("/api/templates", headers={"Origin": SHOP})
    assert answer.status_code == 200
    assert cors(answer)["Access-Control-Allow-Origin"] == SHOP
    assert "ETag" in cors(answer)["Access-Control-Expose-Headers"]
    assert "Origin" in answer.headers["Vary"]


def test_a_refusal_can_be_read_as_well(opened: None) -> None:
    answer = Client().get("/api/templates", headers={"Origin": SHOP})
    assert answer.status_code == 401
    assert cors(answer)["Access-Control-Allow-Origin"] == SHOP


@pytest.mark.parametrize(
    "origin",
    ["null", "http://shop.example", "https://shop.example.evil.example", "https://evilshop.example",
     "https://shop.example:444", "https://SHOP.example", "https://shop.example/", "*", "",
     f"{SHOP}, https://evil.example", f"https://evil.example {SHOP}"],
)  # fmt: skip
def test_every_other_origin_gets_nothing(opened: None, origin: str) -> None:
    for answer in (
        Client().get("/api", headers={"Origin": origin}),
        Client().options("/api", headers={"Origin": origin, **ASKING}),
    ):
        assert cors(answer) == {}
        assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "path", ["/", "/api-docs", "/sign-in", "/apix", "//api", "/health", "/static/../api"]
)
def test_nothing_but_the_api_is_open(opened: None, path: str) -> None:
    assert cors(Client().get(path, headers={"Origin": SHOP})) == {}


def test_a_question_that_is_none_goes_its_usual_way(opened: None) -> None:
    answer = Client().options("/api/templates", headers={"Origin": SHOP})
    assert answer.status_code in {401, 405}


def test_cookies_come_along_only_where_settings_say_so(
    opened: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = settings.CRAFTIFY.model_copy(update={"cors_credentials": True})
    monkeypatch.setattr(settings, "CRAFTIFY", config)
    answer = Client().get("/api", headers={"Origin": SHOP})
    assert cors(answer)["Access-Control-Allow-Credentials"] == "true"
    other = Client().get("/api", headers={"Origin": "https://evil.example"})
    assert cors(other) == {}


def test_a_session_from_another_origin_changes_nothing(
    acme: Acme,
    sign_in: Callable[[Member], Client],
    opened: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = settings.CRAFTIFY.model_copy(update={"cors_credentials": True})
    monkeypatch.setattr(settings, "CRAFTIFY", config)
    client = Client(enforce_csrf_checks=True)
    client.cookies = sign_in(acme.eve).cookies
    client.cookies["craftify_csrf"] = token = "a" * 32
    for headers in ({"Origin": SHOP}, {"Origin": SHOP, "X-CSRFToken": token}):
        answer = client.post(
            "/api/templates", "{}", content_type="application/json", headers=headers
        )
        assert answer.json()["error"]["code"] == "csrf_failed"
