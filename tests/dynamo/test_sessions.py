"""Sessions: an ended one stays ended, an unused one ends."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import CreateError, UpdateError

from craftify import clock
from craftify.dynamo.sessions import BEGUN_KEY, SessionItem, SessionStore


@pytest.fixture
def session() -> SessionStore:
    store = SessionStore()
    store["cart"] = ["a", 1]
    store.save()
    return store


def test_what_is_saved_is_loaded(session: SessionStore) -> None:
    again = SessionStore(session.session_key)
    assert again["cart"] == ["a", 1]
    again["cart"] = []
    again.save()
    assert SessionStore(session.session_key)["cart"] == []


def test_an_ended_session_is_not_brought_back_by_a_late_request(session: SessionStore) -> None:
    late = SessionStore(session.session_key)
    late["cart"] = ["late"]
    session.flush()
    with pytest.raises(UpdateError):
        late.save()
    assert SessionItem.count(late.session_key) == 0


def test_a_key_is_created_once(session: SessionStore) -> None:
    other = SessionStore(session.session_key)
    with pytest.raises(CreateError):
        other.save(must_create=True)
    assert SessionStore(session.session_key)["cart"] == ["a", 1]


def test_an_unknown_key_begins_an_empty_session() -> None:
    store = SessionStore("x" * 32)
    assert store.get("cart") is None
    store["cart"] = [1]
    store.save()
    assert store.session_key != "x" * 32


def test_a_session_has_an_end_however_much_it_is_used(session: SessionStore) -> None:
    begun = clock.now() - timedelta(days=13, hours=23)
    session[BEGUN_KEY] = clock.stamp(begun)
    session.save()
    item = SessionItem.get(session.session_key)
    assert item.expires <= begun + timedelta(days=14)
    session[BEGUN_KEY] = clock.stamp(clock.now() - timedelta(days=15))
    session.save()
    assert SessionStore(session.session_key).get("cart") is None


def test_use_moves_the_end_of_an_idle_session(session: SessionStore) -> None:
    soon = (clock.now() + timedelta(hours=2)).replace(microsecond=0)
    SessionItem(session.session_key).update([SessionItem.expires.set(soon)])
    assert SessionStore(session.session_key)["cart"] == ["a", 1]
    assert SessionItem.get(session.session_key).expires > soon + timedelta(hours=9)


def test_the_sessions_of_a_user_can_be_found() -> None:
    store = SessionStore()
    store["_auth_user_id"] = "usr_sessions_test"
    store.save()
    found = [item.session_key for item in SessionItem.by_user.query("usr_sessions_test")]
    assert found == [store.session_key]


@pytest.fixture(autouse=True)
def nothing_left(session: SessionStore) -> Iterator[None]:
    yield
    session.delete()
