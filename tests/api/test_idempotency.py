"""`Idempotency-Key`: what is sent twice is done once, whatever happens in between."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.domain import Member
from accounts.webhooks import queries as webhooks
from craftify import clock
from craftify.api.idempotency import store
from craftify.api.idempotency.domain import KEPT, LEASE
from craftify.api.idempotency.models import KeyItem
from templates_app import actions, queries
from templates_app.domain import Template
from tests.api.conftest import SOURCE, As, data_of, error_of
from tests.cast import Acme, Globex

GOOD = {"name": "Sale", "source": SOURCE, "format": "mjml"}
HOOK = {"url": "https://hooks.example/craftify", "events": ["approvalDecided"]}


def create(client: Any, key: str = "k-1", **changed: Any) -> Any:
    body = GOOD | changed
    return client.post("/api/templates", body, format="json", headers={"Idempotency-Key": key})


def count(acme: Acme) -> int:
    return queries.library(acme.eve).total


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Move the clock on."""
    now = clock.now

    def move(by: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: now() + by)

    return move


def test_a_replay_is_the_same_answer(acme: Acme, api: As) -> None:
    first, second = create(api(acme.eve)), create(api(acme.eve))
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    for header in ("ETag", "Location", "Content-Type"):
        assert second.headers[header] == first.headers[header]
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert count(acme) == 1


def test_a_session_has_keys_too(acme: Acme, sign_in: Callable[[Member], Client]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sign_in(acme.eve).cookies
    strict.cookies["craftify_csrf"] = token = "a" * 32
    headers = {"Idempotency-Key": "k-1", "X-CSRFToken": token}
    made = [
        data_of(strict.post("/api/templates", GOOD, "application/json", headers=headers), 201)["id"]
        for _ in range(2)
    ]
    assert made[0] == made[1]


def test_without_a_key_it_is_done_twice(acme: Acme, api: As) -> None:
    for _ in range(2):
        data_of(api(acme.eve).post("/api/templates", GOOD, format="json"), 201)
    assert count(acme) == 2


def test_another_request_under_the_key_is_refused(acme: Acme, template: Template, api: As) -> None:
    client = api(acme.eve)
    data_of(create(client), 201)
    assert error_of(create(client, name="Other"), 422)["code"] == "key_reused"
    path = f"/api/templates/{template.id}"
    key = {"Idempotency-Key": "k-1"}
    error_of(client.patch(path, GOOD, format="json", headers=key), 422)
    key = {"Idempotency-Key": "k-2"}
    assert client.delete(path, headers=key | {"If-Match": '"9"'}).status_code == 412
    error_of(client.delete(path, headers=key), 422)
    assert count(acme) == 2


def test_a_refusal_is_replayed_too(acme: Acme, template: Template, api: As) -> None:
    client, key = api(acme.eve), {"Idempotency-Key": "k-1"}
    path = f"/api/templates/{template.id}"
    body = {"revision": 7, "subject": "New"}
    first = client.patch(path, body, format="json", headers=key)
    error_of(first, 409)
    again = client.patch(path, body, format="json", headers=key)
    assert again.status_code == 409
    assert again.content == first.content


def test_no_content_is_replayed_and_deletes_once(acme: Acme, template: Template, api: As) -> None:
    client, key = api(acme.eve), {"Idempotency-Key": "k-1"}
    for _ in range(2):
        answer = client.delete(f"/api/templates/{template.id}", headers=key)
        assert (answer.status_code, answer.content) == (204, b"")
    error_of(client.delete(f"/api/templates/{template.id}"), 404)


def test_keys_belong_to_one_person_in_one_organization(acme: Acme, globex: Globex, api: As) -> None:
    made = [data_of(create(api(who)), 201)["id"] for who in (acme.eve, acme.max, globex.zoe)]
    assert len(set(made)) == 3


def test_a_secret_is_told_again_and_not_stored_in_the_open(acme: Acme, api: As) -> None:
    client, key = api(acme.ada), {"Idempotency-Key": "k-1"}
    told = [
        client.post("/api/webhooks", HOOK, format="json", headers=key).json()["data"]["secret"]
        for _ in range(2)
    ]
    assert told[0] == told[1]
    assert len(webhooks.webhooks(acme.ada)) == 1
    [item] = KeyItem.query(f"{acme.id}#{acme.ada.id}")
    assert item.answer
    assert told[0].encode() not in item.answer
    assert "k-1" not in str(item.attribute_values)


def test_a_request_in_flight_is_409_with_the_time_to_wait(acme: Acme, api: As) -> None:
    begun, go_on = threading.Event(), threading.Event()
    answers: list[Any] = []
    original = store.keep

    def slow(*args: Any) -> None:
        begun.set()
        assert go_on.wait(20)
        original(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "keep", slow)
        first = threading.Thread(target=lambda: answers.append(create(api(acme.eve))))
        first.start()
        assert begun.wait(20)
        refused = create(api(acme.eve))
        go_on.set()
        first.join()
    assert error_of(refused, 409)["code"] == "in_progress"
    assert refused.headers["Retry-After"] == "2"
    assert create(api(acme.eve)).content == answers[0].content
    assert count(acme) == 1


def test_many_at_once_make_one(acme: Acme, api: As) -> None:
    start = threading.Barrier(8)
    answers: list[Any] = []

    def send() -> None:
        client = api(acme.eve)
        start.wait(20)
        answers.append(create(client))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.status_code for one in answers} <= {201, 409}
    assert len({one.content for one in answers if one.status_code == 201}) == 1
    assert count(acme) == 1


class Crash(BaseException):
    """The process dies: nothing of ours catches this, and nothing is tidied up."""


def crash(*args: Any, **named: Any) -> None:
    raise Crash


def test_a_crash_after_the_work_does_not_do_it_again(
    acme: Acme, api: As, monkeypatch: pytest.MonkeyPatch, later: Any
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(store, "keep", crash)
        with pytest.raises(Crash):
            create(api(acme.eve))
    assert error_of(create(api(acme.eve)), 409)["code"] == "in_progress"
    client = api(acme.eve)
    later(LEASE + timedelta(seconds=1))
    assert error_of(create(client), 409)["code"] == "already_done"
    assert count(acme) == 1


def test_a_crash_before_the_work_lets_the_next_one_do_it(
    acme: Acme, api: As, monkeypatch: pytest.MonkeyPatch, later: Any
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(actions, "create_template", crash)
        with pytest.raises(Crash):
            create(api(acme.eve))
    error_of(create(api(acme.eve)), 409)
    client = api(acme.eve)
    later(LEASE + timedelta(seconds=1))
    data_of(create(client), 201)
    assert count(acme) == 1


def test_who_was_taken_for_dead_cannot_commit(
    acme: Acme, api: As, monkeypatch: pytest.MonkeyPatch, later: Any
) -> None:
    client, genuine = api(acme.eve), actions.create_template
    second: list[Any] = []

    def slowly(**given: Any) -> Template:
        later(LEASE + timedelta(seconds=1))
        with monkeypatch.context() as patch:
            patch.setattr(actions, "create_template", genuine)
            second.append(create(client))
        return genuine(**given)

    with monkeypatch.context() as patch:
        patch.setattr(actions, "create_template", slowly)
        first = create(client)
    data_of(second[0], 201)
    assert error_of(first, 409)["code"] == "in_progress"
    assert count(acme) == 1
    assert create(client).content == second[0].content


def test_a_failure_of_ours_gives_the_key_back(
    acme: Acme, api: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**given: Any) -> None:
        raise RuntimeError

    client = api(acme.eve)
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(actions, "create_template", broken)
        assert create(client).status_code == 500
    data_of(create(client), 201)


def test_an_answer_too_big_to_keep_says_that_it_was_done(
    acme: Acme, api: As, monkeypatch: pytest.MonkeyPatch, later: Any
) -> None:
    monkeypatch.setattr(store, "MAX_ANSWER_BYTES", 100)
    client = api(acme.eve)
    data_of(create(client), 201)
    later(LEASE + timedelta(seconds=1))
    assert error_of(create(client), 409)["code"] == "already_done"
    assert count(acme) == 1


def test_a_key_lives_for_a_day(acme: Acme, api: As, later: Any) -> None:
    data_of(create(api(acme.eve)), 201)
    later(KEPT + timedelta(minutes=1))
    data_of(create(api(acme.eve)), 201)
    assert count(acme) == 2


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "ü", "\x7f"])
def test_an_odd_key_is_400(acme: Acme, api: As, key: str) -> None:
    error = error_of(create(api(acme.eve), key), 400)
    assert error["details"] == {"field": "Idempotency-Key"}
    assert count(acme) == 0


def test_a_key_opens_nothing_to_a_visitor(acme: Acme, api: As) -> None:
    data_of(create(api(acme.eve)), 201)
    error_of(create(Client()), 401)


def test_reading_takes_no_key(acme: Acme, api: As) -> None:
    client = api(acme.eve)
    assert data_of(client.get("/api/templates", headers={"Idempotency-Key": "k"})) == []
    data_of(create(client, "k"), 201)
    assert len(data_of(client.get("/api/templates", headers={"Idempotency-Key": "k"}))) == 1
