"""Webhooks over the API: everything that the pages can do, and to whom it is refused."""

from typing import Any

import pytest
from django.test import Client

from accounts.webhooks import actions, queries, store
from accounts.webhooks.domain import Delivery, DeliveryState, Webhook
from craftify import clock, outbox
from tests.api.conftest import As, data_of, error_of
from tests.cast import Acme, Globex

GOOD = {"url": "https://hooks.example/craftify", "events": ["approvalDecided"]}
ADDRESSES = [
    ("get", ""),
    ("patch", ""),
    ("delete", ""),
    ("post", "/secrets"),
    ("post", "/tests"),
    ("get", "/deliveries"),
    ("get", "/deliveries/evt_1"),
    ("post", "/deliveries/evt_1/replays"),
]


@pytest.fixture
def webhook(acme: Acme) -> Webhook:
    made = actions.create(
        actor=acme.ada, url="https://hooks.example/craftify", events=("approvalDecided",)
    )
    store.add_delivery_once(
        Delivery(
            id="evt_1",
            organization_id=acme.id,
            webhook_id=made.id,
            type="approvalDecided",
            request_id="req-7",
            body='{"id":"evt_1"}',
            state=DeliveryState.GIVEN_UP,
            created_at=clock.now(),
        )
    )
    return made


def at(webhook: Webhook, rest: str = "") -> str:
    return f"/api/webhooks/{webhook.id}{rest}"


@pytest.mark.parametrize(("method", "rest"), ADDRESSES)
def test_every_address_refuses_whom_it_must(
    acme: Acme, globex: Globex, webhook: Webhook, api: As, method: str, rest: str
) -> None:
    error_of(getattr(Client(), method)(at(webhook, rest)), 401)
    hidden = error_of(getattr(api(globex.zoe), method)(at(webhook, rest)), 404)
    assert hidden["code"] == "not_found"
    for member in (acme.vic, acme.eve, acme.ann, acme.max):
        refused = error_of(getattr(api(member), method)(at(webhook, rest)), 403)
        assert refused["details"] == {"permission": "webhooks.manage"}
    assert queries.webhook(acme.ada, webhook.id) == webhook


def test_the_list_refuses_whom_it_must(acme: Acme, globex: Globex, api: As) -> None:
    for method in ("get", "post"):
        error_of(getattr(Client(), method)("/api/webhooks"), 401)
    error_of(api(acme.vic).get("/api/webhooks"), 403)
    error_of(api(acme.vic).post("/api/webhooks", GOOD, format="json"), 403)
    assert data_of(api(globex.zoe).get("/api/webhooks")) == []


def test_a_webhook_is_made_and_its_secret_told_once(acme: Acme, api: As) -> None:
    client = api(acme.ada)
    response = client.post("/api/webhooks", {**GOOD, "description": "Ledger"}, format="json")
    made = data_of(response, 201)
    assert made["secret"].startswith("whsec_")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Location"] == f"/api/webhooks/{made['id']}"
    found = data_of(client.get(response.headers["Location"]))
    assert found == {name: value for name, value in made.items() if name != "secret"}
    assert (found["events"], found["format"], found["active"]) == (
        ["approvalDecided"], "json", True,
    )  # fmt: skip
    assert data_of(client.get("/api/webhooks")) == [found]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"url": "https://169.254.169.254/"}, "url"),
        ({"url": "https://hooks.example:22/"}, "url"),
        ({"url": 7}, "url"),
        ({"events": []}, "events"),
        ({"events": ["everything"]}, "events"),
        ({"events": "approvalDecided"}, "events"),
        ({"format": "xml"}, "format"),
        ({"secret": "mine"}, "secret"),
    ],
)
def test_a_wrong_field_is_named(
    acme: Acme, webhook: Webhook, api: As, changed: dict[str, Any], field: str
) -> None:
    client = api(acme.ada)
    made = error_of(client.post("/api/webhooks", {**GOOD, **changed}, format="json"), 400)
    patched = error_of(client.patch(at(webhook), changed, format="json"), 400)
    assert made["details"]["field"] == patched["details"]["field"] == field


def test_a_webhook_is_changed_and_deleted(acme: Acme, webhook: Webhook, api: As) -> None:
    client = api(acme.ada)
    after = data_of(client.patch(at(webhook), {"active": False, "format": "slack"}, format="json"))
    assert (after["active"], after["format"], after["url"]) == (False, "slack", GOOD["url"])
    assert error_of(client.post(at(webhook, "/tests")), 409)["code"] == "webhook_off"
    error_of(client.patch(at(webhook), {"active": "no"}, format="json"), 400)
    assert client.delete(at(webhook)).status_code == 204
    error_of(client.get(at(webhook)), 404)


def test_a_secret_is_exchanged(acme: Acme, webhook: Webhook, api: As) -> None:
    client = api(acme.ada)
    after = data_of(client.post(at(webhook, "/secrets")), 201)
    assert after["secret"] not in {"", webhook.secret}
    assert after["previousSecretUntil"]
    after = data_of(client.post(at(webhook, "/secrets"), {"overlapHours": 0}, format="json"), 201)
    assert after["previousSecretUntil"] is None
    for wrong in (-1, 169, 1.5, True):
        response = client.post(at(webhook, "/secrets"), {"overlapHours": wrong}, format="json")
        assert error_of(response, 400)["details"] == {"field": "overlapHours"}


def test_a_test_is_on_its_way(acme: Acme, webhook: Webhook, api: As) -> None:
    told = data_of(api(acme.ada).post(at(webhook, "/tests")), 202)
    assert told["id"] in {entry.id for entry in outbox.waiting(acme.id)}


def test_the_log_is_read_and_a_delivery_replayed(acme: Acme, webhook: Webhook, api: As) -> None:
    client = api(acme.ada)
    [listed] = data_of(client.get(at(webhook, "/deliveries?state=given_up&limit=1")))
    assert (listed["id"], listed["state"], listed["requestId"]) == ("evt_1", "given_up", "req-7")
    assert data_of(client.get(at(webhook, "/deliveries?state=delivered"))) == []
    error_of(client.get(at(webhook, "/deliveries?state=lost")), 400)
    one = data_of(client.get(at(webhook, "/deliveries/evt_1")))
    assert (one["body"], one["attempts"]) == ('{"id":"evt_1"}', [])
    after = data_of(client.post(at(webhook, "/deliveries/evt_1/replays")), 202)
    assert after["state"] == "waiting"
    error_of(client.post(at(webhook, "/deliveries/evt_2/replays")), 404)


@pytest.mark.parametrize("webhook_id", ["x", "whk_" + "0" * 3000, "%F0%9F%A6%A9"])
def test_an_odd_id_is_404(acme: Acme, api: As, webhook_id: str) -> None:
    client = api(acme.ada)
    for rest in ("", "/deliveries", f"/deliveries/{webhook_id}"):
        error_of(client.get(f"/api/webhooks/{webhook_id}{rest}"), 404)
