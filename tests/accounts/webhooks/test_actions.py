"""Making, changing, rotating and deleting: who may, what is kept, what is told of it."""

import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import orjson
import pytest
from pytest_django.fixtures import Settings

from accounts.domain import Member
from accounts.webhooks import actions, queries, store
from accounts.webhooks.actions.writing import commit
from accounts.webhooks.domain import (
    EVENT_TYPES,
    MAX_WEBHOOKS,
    Format,
    TooManyWebhooks,
    Webhook,
    WebhookOff,
)
from craftify import history
from craftify.dynamo.transact import RacedError, Write
from craftify.errors import Forbidden, Invalid, NotFound
from craftify.webhooks.targets import AddressRefused
from tests.accounts.webhooks.conftest import Clock
from tests.cast import Acme, Globex

URL = "https://hooks.example/T0/path-secret"


@pytest.fixture
def webhook(acme: Acme) -> Webhook:
    return actions.create(actor=acme.ada, url=URL, events=("approvalDecided",))


def recorded(webhook: Webhook) -> list[history.Event]:
    return [event for event, _ in history.events(webhook.organization_id, webhook.id)]


def test_a_webhook_is_made_with_a_secret_of_its_own(acme: Acme) -> None:
    one = actions.create(
        actor=acme.ada,
        url=URL,
        events=("templateSaved", "approvalDecided", "approvalDecided"),
        description="  To the   ledger ",
        format=Format.SLACK,
    )
    other = actions.create(actor=acme.ada, url=URL, events=EVENT_TYPES)
    assert one.events == ("approvalDecided", "templateSaved")
    assert (one.description, one.active, one.created_by) == ("To the ledger", True, acme.ada.id)
    assert re.fullmatch(r"whsec_[\w-]{43}", one.secret)
    assert one.secret != other.secret
    assert queries.webhooks(acme.ada) == (one, other)
    assert queries.webhook(acme.ada, one.id) == one
    assert one.secret not in repr(one)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://user@hooks.example/"}, "url"),
        ({"events": ()}, "events"),
        ({"events": ("approvalDecided", "notificationAdded")}, "events"),
        ({"events": ("*",)}, "events"),
        ({"description": "x" * 201}, "description"),
        ({"description": "a\0b"}, "description"),
    ],
)
def test_what_is_wrong_is_refused_when_made_and_when_changed(
    acme: Acme, webhook: Webhook, given: dict[str, Any], field: str
) -> None:
    valid: dict[str, Any] = {"url": URL, "events": ("approvalDecided",)}
    with pytest.raises(Invalid) as made:
        actions.create(actor=acme.ada, **(valid | given))
    with pytest.raises(Invalid) as changed:
        actions.change(webhook.id, actor=acme.ada, **given)
    assert made.value.details["field"] == changed.value.details["field"] == field
    assert queries.webhooks(acme.ada) == (webhook,)


def test_production_takes_https_only(acme: Acme, settings: Settings) -> None:
    actions.create(actor=acme.ada, url="http://hooks.example/", events=EVENT_TYPES)
    settings.CRAFTIFY = settings.CRAFTIFY.model_copy(update={"env": "production"})
    with pytest.raises(AddressRefused, match="https"):
        actions.create(actor=acme.ada, url="http://hooks.example/", events=EVENT_TYPES)


def test_an_organization_has_so_many_at_most(acme: Acme, globex: Globex) -> None:
    for _ in range(MAX_WEBHOOKS):
        actions.create(actor=acme.ada, url=URL, events=EVENT_TYPES)
    with pytest.raises(TooManyWebhooks):
        actions.create(actor=acme.ada, url=URL, events=EVENT_TYPES)
    actions.create(actor=globex.zoe, url=URL, events=EVENT_TYPES)


EVERYTHING: list[Callable[[Member, Webhook], object]] = [
    lambda actor, _: actions.create(actor=actor, url=URL, events=EVENT_TYPES),
    lambda actor, one: actions.change(one.id, actor=actor, description="x"),
    lambda actor, one: actions.rotate_secret(one.id, actor=actor),
    lambda actor, one: actions.test(one.id, actor=actor),
    lambda actor, one: actions.replay(one.id, "evt_1", actor=actor),
    lambda actor, one: actions.delete(one.id, actor=actor),
    lambda actor, _: queries.webhooks(actor),
    lambda actor, one: queries.webhook(actor, one.id),
    lambda actor, one: queries.deliveries(actor, one.id),
    lambda actor, one: queries.delivery(actor, one.id, "evt_1"),
]


@pytest.mark.parametrize("act", EVERYTHING)
def test_only_administrators_may(
    acme: Acme, webhook: Webhook, act: Callable[[Member, Webhook], object]
) -> None:
    for actor in (acme.max, acme.eve, acme.ann, acme.vic):
        with pytest.raises(Forbidden) as refused:
            act(actor, webhook)
        assert refused.value.details == {"permission": "webhooks.manage"}
    assert queries.webhooks(acme.ada) == (webhook,)


@pytest.mark.parametrize("act", [act for act in EVERYTHING if act not in EVERYTHING[0:7:6]])
def test_another_organization_finds_nothing(
    acme: Acme, globex: Globex, webhook: Webhook, act: Callable[[Member, Webhook], object]
) -> None:
    with pytest.raises(NotFound):
        act(globex.zoe, webhook)
    assert queries.webhooks(globex.zoe) == ()
    assert queries.webhooks(acme.ada) == (webhook,)


def test_only_what_is_given_changes(acme: Acme, webhook: Webhook) -> None:
    after = actions.change(webhook.id, actor=acme.ada, description="Ledger")
    assert after == queries.webhook(acme.ada, webhook.id)
    assert (after.description, after.url, after.secret) == ("Ledger", URL, webhook.secret)
    after = actions.change(webhook.id, actor=acme.ada, active=False, events=("templateSaved",))
    assert not after.wants("templateSaved")
    after = actions.change(webhook.id, actor=acme.ada, active=True, format=Format.SLACK)
    assert after.wants("templateSaved")
    assert not after.wants("approvalDecided")
    assert after.format == Format.SLACK


def test_changing_nothing_writes_nothing(acme: Acme, webhook: Webhook) -> None:
    again = actions.change(webhook.id, actor=acme.ada, url=URL, active=True)
    assert again == webhook
    assert len(recorded(webhook)) == 1


def test_the_second_writer_loses(acme: Acme, webhook: Webhook) -> None:
    actions.change(webhook.id, actor=acme.ada, description="First")
    write = Write(unrecorded="a test")
    store.replace(write, webhook, webhook)
    with pytest.raises(RacedError):
        commit(write, webhook, actor=acme.ada, verb="webhook.changed")
    write = Write(unrecorded="a test")
    store.remove(write, webhook)
    with pytest.raises(RacedError):
        write.commit()


def test_both_secrets_sign_until_the_overlap_ends(
    acme: Acme, webhook: Webhook, time: Clock
) -> None:
    after = actions.rotate_secret(webhook.id, actor=acme.ada, overlap_hours=2)
    assert after.secret != webhook.secret
    found = queries.webhook(acme.ada, webhook.id)
    assert found.secrets(time()) == (after.secret, webhook.secret)
    time.pass_by(hours=1, minutes=59)
    assert len(found.secrets(time())) == 2
    time.pass_by(minutes=1)
    assert found.secrets(time()) == (after.secret,)


def test_a_second_rotation_ends_the_oldest_secret(acme: Acme, webhook: Webhook) -> None:
    first = actions.rotate_secret(webhook.id, actor=acme.ada)
    second = actions.rotate_secret(webhook.id, actor=acme.ada)
    assert second.secrets(second.updated_at) == (second.secret, first.secret)


def test_a_secret_that_leaked_ends_at_once(acme: Acme, webhook: Webhook) -> None:
    actions.rotate_secret(webhook.id, actor=acme.ada)
    after = actions.rotate_secret(webhook.id, actor=acme.ada, overlap_hours=0)
    assert after.secrets(after.updated_at) == (after.secret,)
    assert after.previous_secret == ""


@pytest.mark.parametrize("hours", [-1, 169])
def test_an_overlap_lasts_a_week_at_most(acme: Acme, webhook: Webhook, hours: int) -> None:
    with pytest.raises(Invalid) as refused:
        actions.rotate_secret(webhook.id, actor=acme.ada, overlap_hours=hours)
    assert refused.value.details["field"] == "overlapHours"


def test_a_deleted_webhook_is_gone(acme: Acme, webhook: Webhook) -> None:
    actions.delete(webhook.id, actor=acme.ada)
    assert queries.webhooks(acme.ada) == ()
    with pytest.raises(NotFound):
        actions.change(webhook.id, actor=acme.ada, description="x")


def test_nothing_is_sent_to_a_webhook_that_is_off(acme: Acme, webhook: Webhook) -> None:
    actions.change(webhook.id, actor=acme.ada, active=False)
    with pytest.raises(WebhookOff):
        actions.test(webhook.id, actor=acme.ada)


def test_the_history_names_everything_and_no_secret(acme: Acme, webhook: Webhook) -> None:
    actions.change(webhook.id, actor=acme.ada, url=f"{URL}-2", active=False, description="Ledger")
    actions.change(webhook.id, actor=acme.ada, active=True)
    rotated = actions.rotate_secret(webhook.id, actor=acme.ada, overlap_hours=5)
    actions.test(webhook.id, actor=acme.ada)
    actions.delete(webhook.id, actor=acme.ada)
    events = recorded(webhook)
    assert [event.verb for event in events] == [
        "webhook.created",
        "webhook.changed",
        "webhook.changed",
        "webhook.secret_rotated",
        "webhook.tested",
        "webhook.deleted",
    ]
    assert {event.actor_name for event in events} == {"Ada Lovell"}
    assert events[0].change["after"]["events"] == ["approvalDecided"]
    changed = events[1].change["change"]
    assert changed["active"] == {"before": True, "after": False}
    assert changed["description"] == {"before": "", "after": "Ledger"}
    assert changed["url"]["before"] != changed["url"]["after"]
    assert events[3].change == {"overlap_hours": 5}
    text = orjson.dumps([asdict(event) for event in events]).decode()
    for secret in (webhook.secret, rotated.secret, "path-secret"):
        assert secret not in text
    assert history.verify(acme.id, webhook.id) is None
