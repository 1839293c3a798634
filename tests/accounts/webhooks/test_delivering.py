"""From an event to a receiver: signed, in order, tried again, never twice without need."""

import socket
from typing import Any

import orjson
import pytest
from pytest_django.fixtures import Settings

from accounts.webhooks import actions, expanding, payload, queries, store
from accounts.webhooks.delivering import deliver
from accounts.webhooks.domain import (
    DISABLED_AFTER,
    EVENT_TYPES,
    KEPT_ATTEMPTS,
    DeliveryState,
    Format,
)
from accounts.webhooks.models import WebhookDeliveryItem
from craftify import clock, history, outbox
from craftify.dynamo.transact import Write
from craftify.errors import NotFound, Unavailable
from craftify.origin import Origin, origin
from craftify.outbox import Entry
from tests.accounts.webhooks.conftest import Clock, Make, log, work
from tests.cast import Acme, Globex
from tests.craftify.webhooks.receivers import Receiver, Request, receiver, says, status
from tests.craftify.webhooks.test_signing import verified

pytestmark = pytest.mark.network


def publish(
    organization_id: str,
    event_type: str = "approvalDecided",
    *,
    about: str = "apr_1",
    audience: tuple[str, ...] = (),
    **data: object,
) -> str:
    """An event as an action publishes it; gives its id."""
    write = Write(unrecorded="a test")
    event_id = outbox.publish(
        write, organization_id, event_type, about=about, audience=audience, **data
    )
    write.commit()
    return event_id


def bodies(there: Receiver) -> list[dict[str, Any]]:
    return [orjson.loads(request.body) for request in there.requests]


def ids_of(there: Receiver) -> list[str]:
    return [request.headers["craftify-id"] for request in there.requests]


def secret_verifies(request: Request, secret: str, at: int) -> bool:
    return verified(request.headers["craftify-signature"], request.body, secret, now=at)


def test_an_event_arrives_signed_with_everything_it_says(
    acme: Acme, make: Make, there: Receiver
) -> None:
    webhook = make()
    token = origin.set(Origin(request_id="req-7", address="192.0.2.1"))
    event_id = publish(acme.id, templateName="Sale", version=2, by="Ann Boyd")
    origin.reset(token)
    assert work(acme.id).postponed == 0
    [request] = there.requests
    assert request.line == "POST /hooks HTTP/1.1"
    body = orjson.loads(request.body)
    at = body.pop("at")
    assert body == {
        "id": event_id,
        "type": "approvalDecided",
        "organizationId": acme.id,
        "requestId": "req-7",
        "data": {"templateName": "Sale", "version": 2, "by": "Ann Boyd"},
    }
    assert clock.stamp(clock.parse(at)) == at
    assert request.headers["content-type"] == "application/json"
    assert request.headers["craftify-id"] == event_id
    assert request.headers["craftify-event"] == "approvalDecided"
    assert request.headers["x-request-id"] == "req-7"
    assert secret_verifies(request, webhook.secret, int(clock.now().timestamp()))
    assert not secret_verifies(request, "whsec_other", int(clock.now().timestamp()))


def test_only_what_was_chosen_is_sent(acme: Acme, make: Make, there: Receiver) -> None:
    make(events=("approvalDecided",))
    publish(acme.id, "approvalSubmitted")
    wanted = publish(acme.id, "approvalDecided")
    publish(acme.id, "templateSaved")
    work(acme.id)
    assert ids_of(there) == [wanted]


def test_what_concerns_some_people_only_is_not_sent(
    acme: Acme, make: Make, there: Receiver
) -> None:
    make()
    publish(acme.id, audience=(acme.ann.id,))
    work(acme.id)
    assert there.requests == []


def test_nothing_crosses_organizations(
    acme: Acme, globex: Globex, make: Make, there: Receiver
) -> None:
    ours = make()
    with receiver() as elsewhere:
        theirs = actions.create(actor=globex.zoe, url=elsewhere.url, events=("approvalDecided",))
        here = publish(acme.id)
        work(globex.id)
        assert elsewhere.requests == []
        work(acme.id)
        assert ids_of(there) == [here]
        assert elsewhere.requests == []
    assert log(acme, ours)
    assert queries.deliveries(globex.zoe, theirs.id).total == 0
    with pytest.raises(NotFound):
        queries.delivery(globex.zoe, theirs.id, here)


def test_a_webhook_that_is_off_is_told_nothing_and_drops_what_waits(
    acme: Acme, make: Make, there: Receiver
) -> None:
    webhook = make()
    publish(acme.id)
    outbox.deliver_pending(acme.id, kinds=["event"])
    actions.change(webhook.id, actor=acme.ada, active=False)
    publish(acme.id)
    assert work(acme.id).postponed == 0
    assert there.requests == []
    assert [one.state for one in log(acme, webhook)] == [DeliveryState.DROPPED]


def test_what_waits_for_a_deleted_webhook_is_forgotten(
    acme: Acme, make: Make, there: Receiver
) -> None:
    webhook = make()
    publish(acme.id)
    outbox.deliver_pending(acme.id, kinds=["event"])
    actions.delete(webhook.id, actor=acme.ada)
    tally = work(acme.id)
    assert (tally.postponed, tally.dead, there.requests) == (0, 0, [])


def test_expanding_again_and_delivering_again_send_nothing_more(
    acme: Acme, make: Make, there: Receiver
) -> None:
    webhook = make()
    event_id = publish(acme.id)
    [event] = outbox.waiting(acme.id)[-1:]
    assert event.id == event_id
    for _ in range(3):
        expanding.expand(event)
    [waiting] = [one for one in outbox.waiting(acme.id) if one.kind == "webhook"]
    work(acme.id)
    expanding.expand(event)
    deliver(waiting)
    work(acme.id)
    assert ids_of(there) == [event_id]
    assert [one.attempt_count for one in log(acme, webhook)] == [1]


def test_a_failure_is_tried_again_later_with_the_same_id_and_body(
    acme: Acme, make: Make, there: Receiver, time: Clock
) -> None:
    webhook = make()
    there.answer = status(500)
    event_id = publish(acme.id)
    assert work(acme.id).postponed == 1
    assert work(acme.id).total == 0, "not at once"
    time.pass_by(seconds=5)
    there.answer = says(b"HTTP/1.1 202 Accepted\r\nContent-Length: 6\r\n\r\nthanks")
    work(acme.id)
    first, second = there.requests
    assert first.body == second.body
    assert ids_of(there) == [event_id, event_id]
    assert first.headers["craftify-signature"] != second.headers["craftify-signature"]
    [one] = log(acme, webhook)
    assert one.state == DeliveryState.DELIVERED
    assert [(each.status, each.problem) for each in one.attempts] == [
        (500, "127.0.0.1 answered 500."),
        (202, ""),
    ]
    assert one.attempts[1].excerpt == "thanks"
    assert queries.webhook(acme.ada, webhook.id).failures == 0


def test_it_is_given_up_after_the_last_attempt_and_can_be_replayed(
    acme: Acme, make: Make, there: Receiver, time: Clock
) -> None:
    webhook = make()
    there.answer = status(503)
    event_id = publish(acme.id)
    dead = 0
    for _ in range(40):
        dead += work(acme.id).dead
        time.pass_by(hours=1.1)
    assert dead == 1
    [one] = log(acme, webhook)
    assert (one.state, one.attempt_count) == (DeliveryState.GIVEN_UP, 15)
    there.answer = status(200)
    waiting = actions.replay(webhook.id, event_id, actor=acme.ada)
    assert waiting.state == DeliveryState.WAITING
    work(acme.id)
    [one] = log(acme, webhook)
    assert one.state == DeliveryState.DELIVERED
    assert one.last is not None
    assert one.last.by == "Ada Lovell"
    assert set(ids_of(there)) == {event_id}


def test_what_was_delivered_can_be_replayed_as_often_as_wanted(
    acme: Acme, make: Make, there: Receiver
) -> None:
    webhook = make()
    event_id = publish(acme.id)
    work(acme.id)
    for _ in range(KEPT_ATTEMPTS + 1):
        actions.replay(webhook.id, event_id, actor=acme.ada)
        work(acme.id)
    assert len({request.body for request in there.requests}) == 1
    [one] = log(acme, webhook)
    assert (one.attempt_count, len(one.attempts)) == (KEPT_ATTEMPTS + 2, KEPT_ATTEMPTS)
    assert len(there.requests) == KEPT_ATTEMPTS + 2
    verbs = [event.verb for event, _ in history.events(acme.id, webhook.id)]
    assert verbs.count("webhook.replayed") == KEPT_ATTEMPTS + 1


def test_events_of_one_thing_stay_in_order_and_others_pass(
    acme: Acme, make: Make, there: Receiver, time: Clock
) -> None:
    make()
    failing = {"apr_1"}

    def answer(request: Request, connection: socket.socket) -> None:
        thing = orjson.loads(request.body)["data"]["thing"]
        status(500 if thing in failing else 200)(request, connection)

    there.answer = answer
    for number, about in enumerate(["apr_1", "apr_1", "apr_2", "apr_1", "apr_2"]):
        publish(acme.id, about=about, thing=about, number=number)
    work(acme.id)
    time.pass_by(minutes=10)
    work(acme.id)
    assert {body["data"]["number"] for body in bodies(there)} == {0, 2, 4}
    failing.clear()
    there.requests.clear()
    for _ in range(3):
        time.pass_by(minutes=10)
        work(acme.id)
    assert [body["data"]["number"] for body in bodies(there)] == [0, 1, 3]


def test_a_receiver_that_does_not_answer_is_left_alone_for_a_while(
    acme: Acme, make: Make, there: Receiver, time: Clock
) -> None:
    webhook = make()
    there.answer = says(b"no HTTP")
    for number in range(10):
        publish(acme.id, about=f"apr_{number}")
    assert work(acme.id).postponed == 10
    assert len(there.requests) == 1
    there.answer = status(200)
    for _ in range(5):
        time.pass_by(minutes=6)
        work(acme.id)
    assert {one.state for one in log(acme, webhook)} == {DeliveryState.DELIVERED}
    assert len(there.requests) == 11


def test_one_receiver_that_fails_holds_no_other_up(acme: Acme, make: Make, there: Receiver) -> None:
    with receiver(status(500)) as broken:
        make(url=broken.url)
        make()
        publish(acme.id)
        publish(acme.id)
        work(acme.id)
        assert (len(broken.requests), len(there.requests)) == (1, 2)


def test_a_webhook_that_fails_for_days_is_switched_off_with_a_notice(
    acme: Acme, make: Make, there: Receiver, time: Clock
) -> None:
    webhook = make()
    there.answer = status(500)
    publish(acme.id, about="apr_1")
    work(acme.id)
    time.pass_by(days=DISABLED_AFTER.days - 1)
    publish(acme.id, about="apr_2")
    work(acme.id)
    assert queries.webhook(acme.ada, webhook.id).active
    time.pass_by(days=1)
    publish(acme.id, about="apr_3")
    outbox.deliver_pending(acme.id, kinds=["event"])
    outbox.deliver_pending(acme.id, kinds=["webhook"])
    off = queries.webhook(acme.ada, webhook.id)
    assert not off.active
    assert "3 days" in off.disabled_because
    [event] = [one for one in outbox.waiting(acme.id) if one.type == "webhookDisabled"]
    assert event.audience == (acme.ada.id,)
    assert event.data["told"] == [acme.ada.id]
    [*_, last] = [event for event, _ in history.events(acme.id, webhook.id)]
    assert (last.verb, last.actor_id) == ("webhook.disabled", "system")
    on = actions.change(webhook.id, actor=acme.ada, active=True)
    assert (on.disabled_because, on.failing_since, on.failures) == ("", None, 0)


def test_one_success_in_between_keeps_it_on(
    acme: Acme, make: Make, there: Receiver, time: Clock
) -> None:
    webhook = make()
    for code in (500, 200, 500):
        there.answer = status(code)
        publish(acme.id, about=f"apr_{code}")
        work(acme.id)
        time.pass_by(days=2)
    publish(acme.id, about="apr_4")
    work(acme.id)
    assert queries.webhook(acme.ada, webhook.id).active


def test_a_test_takes_the_way_of_every_event(acme: Acme, make: Make, there: Receiver) -> None:
    webhook, other = make(), make()
    event_id = actions.test(webhook.id, actor=acme.ada)
    work(acme.id)
    [body] = bodies(there)
    assert (body["id"], body["type"]) == (event_id, "webhookTest")
    assert body["data"]["by"] == "Ada Lovell"
    assert [one.id for one in log(acme, webhook)] == [event_id]
    assert log(acme, other) == []


def test_a_test_is_sent_at_once_to_a_receiver_that_is_left_alone(
    acme: Acme, make: Make, there: Receiver
) -> None:
    webhook = make()
    there.answer = says(b"no HTTP")
    publish(acme.id)
    work(acme.id)
    there.answer = status(200)
    actions.test(webhook.id, actor=acme.ada)
    work(acme.id)
    assert log(acme, webhook)[-1].state == DeliveryState.DELIVERED


def test_while_the_secret_is_exchanged_either_verifies(
    acme: Acme, make: Make, there: Receiver, time: Clock
) -> None:
    old = make()
    new = actions.rotate_secret(old.id, actor=acme.ada, overlap_hours=1)
    publish(acme.id)
    work(acme.id)
    time.pass_by(hours=1)
    publish(acme.id)
    work(acme.id)
    during, after = there.requests
    begun = int(clock.now().timestamp())
    assert secret_verifies(during, old.secret, begun - 3600)
    assert secret_verifies(during, new.secret, begun - 3600)
    assert secret_verifies(after, new.secret, begun)
    assert not secret_verifies(after, old.secret, begun)


def test_a_redirect_is_a_failure_that_says_so(acme: Acme, make: Make, there: Receiver) -> None:
    webhook = make()
    with receiver() as elsewhere:
        there.answer = says(
            b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
            % elsewhere.url.encode()
        )
        publish(acme.id)
        work(acme.id)
        assert elsewhere.requests == []
    [one] = log(acme, webhook)
    assert one.last is not None
    assert one.last.problem == "127.0.0.1 answered 302; redirects are not followed."


def test_an_address_that_was_closed_meanwhile_is_not_called(
    acme: Acme, make: Make, there: Receiver, settings: Settings
) -> None:
    webhook = make()
    closed = settings.CRAFTIFY.model_copy(update={"webhook_allowed_networks": []})
    settings.CRAFTIFY = closed
    publish(acme.id)
    assert work(acme.id).postponed == 1
    [one] = log(acme, webhook)
    assert one.last is not None
    assert (one.last.status, one.last.is_success) == (0, False)
    assert "127.0.0.1" in one.last.problem
    assert there.requests == []


def test_the_outbox_says_what_went_wrong(acme: Acme, make: Make, there: Receiver) -> None:
    make()
    there.answer = status(500)
    publish(acme.id)
    outbox.deliver_pending(acme.id, kinds=["event"])
    [entry] = [one for one in outbox.waiting(acme.id) if one.kind == "webhook"]
    with pytest.raises(Unavailable, match=r"^127\.0\.0\.1 answered 500\.$"):
        deliver(entry)


def test_slack_gets_a_line_that_nobody_can_inject_into(
    acme: Acme, make: Make, there: Receiver
) -> None:
    make(format=Format.SLACK, events=EVENT_TYPES)
    publish(
        acme.id, decision="approve", by="Ann <!channel>", templateName="Sale & <more>", version=2
    )
    publish(acme.id, "approvalSubmitted", by="Eve", templateName="Sale", version=3)
    publish(acme.id, "approvalExpired", by="Craftify", templateName="Sale")
    publish(acme.id, "templateSaved", by="Eve", templateId="tpl_1")
    work(acme.id)
    assert bodies(there) == [
        {"text": "Ann &lt;!channel&gt; approved “Sale &amp; &lt;more&gt;”, version 2."},
        {"text": "Eve submitted “Sale”, version 3, for review."},
        {"text": "A review was closed, because nobody decided: “Sale”, Craftify."},
        {"text": "A template was saved: Eve."},
    ]
    assert all("craftify-signature" in request.headers for request in there.requests)


@pytest.mark.parametrize("event_type", [*EVENT_TYPES, "webhookTest"])
def test_every_event_has_a_line(event_type: str) -> None:
    event = Entry("evt_1", "org_1", event_type, "2026-11-23T09:00:00.000Z", {"by": "Eve"})
    assert payload.sentence(event).endswith(".")


def test_the_log_is_paged_filtered_and_expires(acme: Acme, make: Make, there: Receiver) -> None:
    webhook = make()
    sent = [publish(acme.id, about=f"apr_{number}") for number in range(5)]
    work(acme.id)
    there.answer = status(500)
    failed = publish(acme.id, about="apr_5")
    work(acme.id)
    first = queries.deliveries(acme.ada, webhook.id, limit=4)
    second = queries.deliveries(acme.ada, webhook.id, limit=4, page=2)
    assert (first.total, first.pages) == (6, 2)
    assert [one.id for one in first.items + second.items] == [failed, *reversed(sent)]
    only = queries.deliveries(acme.ada, webhook.id, state=DeliveryState.FAILED)
    assert ([one.id for one in only.items], only.total) == ([failed], 1)
    [item] = WebhookDeliveryItem.query(f"{acme.id}#{webhook.id}", limit=1)
    assert (item.expires - clock.now()).days == 29


def test_a_worker_that_dies_after_the_call_sends_again_under_the_same_id(
    acme: Acme, make: Make, there: Receiver, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook = make()

    def dies(*_: object) -> None:
        raise SystemExit("killed")

    event_id = publish(acme.id)
    with monkeypatch.context() as patch:
        patch.setattr(store, "replace_delivery", dies)
        with pytest.raises(SystemExit):
            work(acme.id)
    time.pass_by(minutes=2)
    work(acme.id)
    assert ids_of(there) == [event_id, event_id]
    assert log(acme, webhook)[0].state == DeliveryState.DELIVERED
