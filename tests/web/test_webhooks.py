"""The pages of webhooks: what an administrator does on them, and whom they refuse."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.domain import Member
from accounts.webhooks import actions, queries, store
from accounts.webhooks.domain import Attempt, Delivery, DeliveryState, Format, Webhook
from craftify import clock
from tests.cast import Acme, Globex

SignIn = Callable[[Member], Client]
FORM = {"url": "https://hooks.example/x", "description": "Ledger", "format": "json",
        "events": ["approvalDecided"]}  # fmt: skip
PLACES = [
    ("get", ""),
    ("post", "/change"),
    ("post", "/switch"),
    ("post", "/secrets"),
    ("post", "/tests"),
    ("post", "/deletion"),
    ("get", "/log"),
    ("get", "/deliveries/evt_1"),
    ("post", "/deliveries/evt_1/replays"),
]


@pytest.fixture
def webhook(acme: Acme) -> Webhook:
    made = actions.create(
        actor=acme.ada, url="https://hooks.example/x", events=("approvalDecided",)
    )
    delivery = Delivery(
        id="evt_1",
        organization_id=acme.id,
        webhook_id=made.id,
        type="approvalDecided",
        request_id="req-7",
        body='{"text":"<b>x</b>"}',
        state=DeliveryState.GIVEN_UP,
        created_at=clock.now(),
        attempts=(
            Attempt(at=clock.now(), milliseconds=7, status=0, problem="No address."),
            Attempt(at=clock.now(), milliseconds=7, status=299, excerpt="<i>taken</i>"),
            Attempt(at=clock.now(), milliseconds=7, status=200, excerpt="fine", by="Ada"),
        ),
        attempt_count=3,
    )
    store.add_delivery_once(delivery)
    return made


def at(webhook: Webhook, rest: str = "") -> str:
    return f"/settings/webhooks/{webhook.id}{rest}"


@pytest.mark.parametrize(("method", "rest"), PLACES)
def test_others_are_refused(
    acme: Acme, globex: Globex, webhook: Webhook, sign_in: SignIn, method: str, rest: str
) -> None:
    data = {**FORM, "overlap": "0", "active": "off"}
    assert getattr(sign_in(globex.zoe), method)(at(webhook, rest), data).status_code == 404
    for member in (acme.max, acme.vic):
        assert getattr(sign_in(member), method)(at(webhook, rest), data).status_code == 403
    assert queries.webhook(acme.ada, webhook.id) == webhook


@pytest.mark.parametrize("path", ["/settings/webhooks", "/settings/webhooks/new"])
def test_the_list_and_the_form_are_for_administrators(
    acme: Acme, sign_in: SignIn, path: str
) -> None:
    assert sign_in(acme.vic).get(path).status_code == 403
    assert sign_in(acme.ada).get(path).status_code == 200


def test_a_new_webhook_shows_its_secret_once(acme: Acme, sign_in: SignIn) -> None:
    client = sign_in(acme.ada)
    page = client.post("/settings/webhooks/new", FORM, follow=True)
    [made] = queries.webhooks(acme.ada)
    assert made.secret in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert made.secret not in client.get(at(made)).content.decode()
    assert "Ledger" in client.get("/settings/webhooks").content.decode()


def test_a_mistake_keeps_what_was_given(acme: Acme, webhook: Webhook, sign_in: SignIn) -> None:
    client = sign_in(acme.ada)
    wrong = {**FORM, "url": "https://10.0.0.1/keep", "format": "slack"}
    for place in ("/settings/webhooks/new", at(webhook, "/change")):
        page = client.post(place, wrong)
        text = page.content.decode()
        assert page.status_code == 400
        assert "https://10.0.0.1/keep" in text
        assert "is not a public address" in text
    assert client.post(at(webhook, "/change"), {**FORM, "events": []}).status_code == 400
    assert queries.webhooks(acme.ada) == (webhook,)


def test_a_webhook_is_changed_switched_rotated_tested_and_deleted(
    acme: Acme, webhook: Webhook, sign_in: SignIn
) -> None:
    client = sign_in(acme.ada)
    client.post(at(webhook, "/change"), {**FORM, "format": "slack"})
    assert queries.webhook(acme.ada, webhook.id).format == Format.SLACK
    tested = client.post(at(webhook, "/tests"))
    assert "expected=evt_" in tested.headers["Location"]
    page = client.get(tested.headers["Location"]).content.decode()
    assert 'hx-trigger="load delay:1s"' in page
    rotated = client.post(at(webhook, "/secrets"), {"overlap": "1"}, follow=True)
    after = queries.webhook(acme.ada, webhook.id)
    assert after.secret != webhook.secret
    assert after.secret in rotated.content.decode()
    assert client.post(at(webhook, "/secrets"), {"overlap": "x"}).status_code == 400
    client.post(at(webhook, "/switch"), {"active": "off"})
    assert not queries.webhook(acme.ada, webhook.id).active
    assert client.post(at(webhook, "/tests")).status_code == 409
    client.post(at(webhook, "/deletion"))
    assert queries.webhooks(acme.ada) == ()


def test_the_log_and_a_delivery_are_shown_and_sent_again(
    acme: Acme, webhook: Webhook, sign_in: SignIn
) -> None:
    client = sign_in(acme.ada)
    assert "Given up" in client.get(at(webhook)).content.decode()
    part = client.get(at(webhook, "/log?state=delivered"), headers={"HX-Request": "true"})
    assert "No such delivery" in part.content.decode()
    assert client.get(at(webhook, "/log?state=lost")).status_code == 400
    assert client.get(at(webhook, "?page=0")).status_code == 400
    shown = client.get(at(webhook, "/deliveries/evt_1")).content.decode()
    assert "&lt;b&gt;" in shown
    assert "req-7" in shown
    for words in ("200 OK", "<strong>299</strong>", "No address.", "&lt;i&gt;taken"):
        assert words in shown
    client.post(at(webhook, "/deliveries/evt_1/replays"))
    waiting = client.get(at(webhook, "/deliveries/evt_1")).content.decode()
    assert "On its way" in waiting
