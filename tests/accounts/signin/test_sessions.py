"""Where one is signed in; signing out there, and everywhere."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts import access, live
from accounts.actions import add_member
from accounts.api.tokens import pair_for
from accounts.domain import Member, Role
from accounts.signin import actions, queries
from craftify import clock, history, outbox
from craftify.dynamo.sessions import SessionItem, id_of
from craftify.errors import NotFound
from tests.api.conftest import data_of
from tests.cast import PASSWORD, Acme, Globex

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
As = Callable[[Member], Client]


def browser(member: Member, agent: str = FIREFOX) -> Client:
    """Somebody who signed in with their password."""
    client = Client(headers={"user-agent": agent})
    credentials = {"email": member.user.email, "password": PASSWORD}
    assert client.post("/sign-in", credentials).status_code == 302
    return client


def bearer(member: Member) -> Client:
    return Client(headers={"authorization": f"Bearer {pair_for(member)['access']}"})


def key_of(client: Client) -> str:
    return client.session.session_key or ""


def is_in(client: Client) -> bool:
    return client.get("/settings/security").status_code == 200


def told_of(member: Member) -> list[Any]:
    found = outbox.waiting(member.organization_id)
    return [one for one in found if one.type == "sessionsEnded"]


def test_the_list_names_device_and_address_and_marks_this_one(acme: Acme) -> None:
    here = browser(acme.eve)
    browser(acme.eve, "curl/8.5.0")
    pair_for(acme.eve)
    browser(acme.ada)
    found = queries.my_sessions(acme.eve, key_of(here))
    assert next((one.device, one.kind, one.is_current) for one in found) == (
        "Firefox on Linux",
        "browser",
        True,
    )
    assert sorted(one.kind for one in found) == ["browser", "browser", "token"]
    assert {one.address for one in found if one.kind == "browser"} == {"127.0.0.1"}
    page = here.get("/settings/security").content.decode()
    assert page.count("This one") == 1
    assert "Firefox on Linux" in page


def test_no_page_and_no_answer_gives_the_key_of_a_session_away(acme: Acme) -> None:
    here, there = browser(acme.eve), browser(acme.eve)
    for address in ("/settings/security", "/api/users/me/sessions"):
        content = here.get(address).content.decode()
        assert key_of(there) not in content
        assert id_of(key_of(there)) in content


def test_one_session_is_ended_and_the_others_stay(acme: Acme) -> None:
    here, there = browser(acme.eve), browser(acme.eve)
    answer = here.post(f"/settings/security/sessions/{id_of(key_of(there))}/end")
    assert answer.status_code == 302
    assert is_in(here)
    assert not is_in(there)
    event = list(history.events(acme.id, acme.eve.id))[-1][0]
    assert (event.verb, event.actor_id) == ("user.session_ended", acme.eve.id)
    assert event.change["before"] == {"device": "Firefox on Linux", "address": "127.0.0.1"}
    assert [one.data["memberId"] for one in told_of(acme.eve)] == [acme.eve.id]
    with pytest.raises(NotFound):
        actions.end_session(id_of(key_of(there)), actor=acme.eve)


def test_ending_the_session_in_hand_is_signing_out(acme: Acme) -> None:
    here = browser(acme.eve)
    answer = here.post(f"/settings/security/sessions/{id_of(key_of(here))}/end")
    assert answer.headers["Location"] == "/sign-in"
    assert not is_in(here)


def test_nobody_ends_the_session_of_somebody_else(acme: Acme, globex: Globex) -> None:
    mine = browser(acme.eve)
    family = queries.my_sessions(acme.eve)[0].id
    pair_for(acme.eve)
    for other in (acme.ada, globex.zoe):
        for one in queries.my_sessions(acme.eve):
            with pytest.raises(NotFound):
                actions.end_session(one.id, actor=other)
            assert bearer(other).delete(f"/api/users/me/sessions/{one.id}").status_code == 404
    assert is_in(mine)
    assert family


def test_everywhere_is_every_browser_and_every_token_of_one_person(acme: Acme) -> None:
    here, there, token, other = (
        browser(acme.eve),
        browser(acme.eve),
        bearer(acme.eve),
        browser(acme.ada),
    )
    assert token.get("/api/users/me").status_code == 200
    assert here.post("/settings/security/sign-outs").status_code == 302
    assert not is_in(here)
    assert not is_in(there)
    assert token.get("/api/users/me").status_code == 401
    assert is_in(other)
    assert queries.my_sessions(acme.eve) == ()
    assert is_in(browser(acme.eve))


def test_a_session_that_the_index_does_not_know_yet_ends_as_well(acme: Acme, sign_in: As) -> None:
    late = sign_in(acme.eve)
    item = SessionItem.get(key_of(late))
    item.update([SessionItem.user_id.remove()])  # as the index sees it for a moment
    actions.sign_out_everywhere(actor=acme.eve)
    assert SessionItem.count(key_of(late)) == 1
    assert not is_in(late)


def test_a_token_lists_and_ends_sessions_through_the_api(acme: Acme) -> None:
    there, token = browser(acme.eve), bearer(acme.eve)
    first, second = data_of(token.get("/api/users/me/sessions"))
    assert (first["kind"], first["isCurrent"]) == ("token", True)
    assert (second["kind"], second["device"]) == ("browser", "Firefox on Linux")
    assert token.delete(f"/api/users/me/sessions/{second['id']}").status_code == 204
    assert not is_in(there)
    assert token.post("/api/users/me/sign-outs", {}, "application/json").status_code == 204
    assert token.get("/api/users/me").status_code == 401


def test_sockets_end_in_every_organization_of_the_person(acme: Acme, globex: Globex) -> None:
    add_member(globex.id, acme.eve.id, role=Role.VIEWER)
    actions.sign_out_everywhere(actor=acme.eve)
    for place in (acme.eve, access.member(globex.id, acme.eve.id)):
        [event] = told_of(place)
        assert (event.data["memberId"], event.audience) == (acme.eve.id, (acme.eve.id,))


def test_a_socket_is_no_longer_current_after_signing_out_everywhere(acme: Acme) -> None:
    from channels.auth import UserLazyObject

    client = browser(acme.eve)
    from django.contrib.auth import get_user
    from django.http import HttpRequest

    request = HttpRequest()
    request.session = client.session
    user = UserLazyObject()
    user._wrapped = get_user(request)
    scope = {"user": user, "session": client.session}
    assert live._is_current(scope)
    actions.sign_out_everywhere(actor=acme.eve)
    assert not live._is_current(scope)


def test_the_last_use_is_written_at_most_every_few_minutes(acme: Acme) -> None:
    client = browser(acme.eve)
    key = key_of(client)
    written = SessionItem.get(key).used
    is_in(client)
    assert SessionItem.get(key).used == written
    long_ago = clock.stamp(clock.now() - timedelta(minutes=6))
    SessionItem(key).update([SessionItem.used.set(long_ago)])
    is_in(client)
    assert SessionItem.get(key).used > long_ago


def test_what_a_browser_calls_itself_is_only_text(acme: Acme) -> None:
    client = browser(acme.eve, "<script>alert(1)</script>" + "x" * 5000)
    page = client.get("/settings/security").content.decode()
    assert not re.search(r"<script>alert", page)
    assert len(SessionItem.get(key_of(client)).agent) == 300
