"""API keys: what they open, what they never open, and what ends them."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions import add_member
from accounts.domain import Member, Permission, Role
from accounts.keys import actions, domain, queries, store
from accounts.keys.domain import SCHEME, SCOPES, Key, Text, TooManyKeys
from accounts.keys.models import KeyItem
from accounts.limits import TooManyFailures
from accounts.people import actions as people
from accounts.signin import actions as signin
from accounts.signin import queries as signins
from accounts.signin.access import WrongPassword
from craftify import clock
from craftify.errors import Forbidden, Invalid, NotFound
from tests.accounts.test_events import last
from tests.api.conftest import data_of, error_of
from tests.cast import PASSWORD, Acme, Globex

READS = "templates.view"


def made(
    owner: Member,
    scopes: Iterable[str] = (READS,),
    *,
    days: int | None = 90,
    networks: Iterable[str] = (),
) -> tuple[Key, str]:
    return actions.create(
        actor=owner, password=PASSWORD, name="Export", scopes=scopes, days=days, networks=networks
    )


def client(text: str, address: str = "192.0.2.7") -> Client:
    return Client(headers={"authorization": f"Bearer {text}"}, REMOTE_ADDR=address)


def me(text: str, address: str = "192.0.2.7") -> Any:
    return client(text, address).get("/api/users/me")


def test_a_key_speaks_for_its_owner_with_no_more_than_its_scopes(acme: Acme) -> None:
    _, text = made(acme.max, [READS, "templates.edit"])
    found = data_of(me(text))
    assert (found["id"], found["organizationId"]) == (acme.max.id, acme.id)
    assert found["permissions"] == ["templates.edit", READS]
    assert client(text).get("/api/templates").status_code == 200
    refused = error_of(client(text).get("/api/webhooks"), 403)
    assert (refused["code"], refused["details"]["scope"]) == ("out_of_scope", "webhooks.manage")


def test_what_was_kept_is_no_key(acme: Acme) -> None:
    key, text = made(acme.eve)
    item = KeyItem.get(acme.id, key.id)
    secret = text.rpartition("_")[2]
    assert secret not in str(item.attribute_values)
    assert text.startswith(key.prefix)
    assert secret not in repr(key)
    event = last(acme.id, key.id)
    assert event.verb == "key.created"
    assert secret not in str(event)
    assert key.digest not in str(event)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/api/users/me/password"),
        ("get", "/api/users/me/sessions"),
        ("post", "/api/users/me/sign-outs"),
        ("post", "/api/users/me/email-changes"),
        ("post", "/api/users/me/second-factor/removal"),
        ("get", "/api/users/me/api-keys"),
        ("post", "/api/users/me/api-keys"),
        ("patch", "/api/users/me"),
        ("get", "/api/users"),
        ("put", "/api/approval-policy"),
        ("post", "/api/approvals/apr_01m84macwc2hwb256b52h29k2m/decisions"),
        ("post", "/api/delegations"),
        ("get", "/api/notifications"),
    ],
)
def test_no_key_is_for_people_and_decisions(acme: Acme, method: str, path: str) -> None:
    _, text = made(acme.ada, [one.value for one in SCOPES])
    answer = getattr(client(text), method)(path, {}, content_type="application/json")
    assert error_of(answer, 403)["code"] == "out_of_scope"


def test_what_is_done_through_a_key_says_so(acme: Acme) -> None:
    key, text = made(acme.eve, [READS, "templates.edit"])
    body = {"name": "By a program", "subject": "S", "source": "<p>Hello</p>", "format": "html"}
    answer = client(text).post("/api/templates", body, content_type="application/json")
    event = last(acme.id, data_of(answer, 201)["id"])
    assert (event.actor_id, event.change["via"]) == (acme.eve.id, key.id)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text: text + "A",
        lambda text: text[:-1],
        lambda text: text.upper(),
        lambda _: SCHEME,
        lambda _: f"{SCHEME}{'0' * 26}_{'0' * 26}_{'A' * 43}",
        lambda _: SCHEME + "A" * 7_000,
    ],
)
def test_what_is_no_key_is_401(acme: Acme, spoil: Callable[[str], str]) -> None:
    _, text = made(acme.eve)
    assert error_of(me(spoil(text)), 401)["code"] in ("key_invalid", "token_invalid")


def test_a_key_does_not_act_in_another_organization(acme: Acme, globex: Globex) -> None:
    add_member(globex.id, acme.eve.id, role=Role.ADMIN)
    _, text = made(acme.eve)
    elsewhere = text.replace(acme.id.removeprefix("org_"), globex.id.removeprefix("org_"))
    assert elsewhere != text
    assert error_of(me(elsewhere), 401)["code"] == "key_invalid"


def test_a_revoked_key_opens_nothing(acme: Acme) -> None:
    key, text = made(acme.eve)
    actions.revoke(key.id, actor=acme.eve)
    assert error_of(me(text), 401)["code"] == "key_invalid"
    assert last(acme.id, key.id).verb == "key.revoked"
    with pytest.raises(NotFound):
        actions.revoke(key.id, actor=acme.eve)


def test_an_expired_key_opens_nothing(acme: Acme) -> None:
    key, text = made(acme.eve, days=1)
    KeyItem(acme.id, key.id).update(
        [KeyItem.expires_at.set(clock.stamp(clock.now() - timedelta(seconds=1)))]
    )
    assert error_of(me(text), 401)["code"] == "key_invalid"
    endless, text = made(acme.eve, days=None)
    assert endless.expires_at is None
    assert me(text).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [("192.0.2.7", 200), ("::ffff:192.0.2.9", 200), ("2001:db8::1", 200), ("198.51.100.1", 403)],
)
def test_a_bound_key_is_good_from_its_networks_only(acme: Acme, address: str, status: int) -> None:
    _, text = made(acme.eve, networks=["192.0.2.0/24", "2001:db8::/32"])
    assert me(text, address).status_code == status


@pytest.mark.parametrize("end", [people.suspend, people.remove])
def test_suspension_and_removal_end_keys_and_sign_ins_for_good(acme: Acme, end: Any) -> None:
    key, text = made(acme.eve)
    family = signin.begin_family(acme.eve)
    end(acme.eve.id, actor=acme.ada)
    assert last(acme.id, acme.eve.id).change["keys"] == [key.id]
    assert error_of(me(text), 401)
    if end is people.suspend:
        people.reactivate(acme.eve.id, actor=acme.ada)
    else:
        add_member(acme.id, acme.eve.id, role=Role.EDITOR)
    assert error_of(me(text), 401)["code"] == "key_invalid"
    assert not signins.has_family(acme.eve.id, family.id)


def test_no_key_is_made_in_the_moment_of_a_suspension(acme: Acme) -> None:
    people.suspend(acme.eve.id, actor=acme.ada)
    with pytest.raises(NotFound):
        made(acme.eve)  # who was read before
    people.reactivate(acme.eve.id, actor=acme.ada)
    assert queries.mine(acme.eve) == ()


def test_a_sign_in_of_that_moment_ends_when_the_member_comes_back(acme: Acme) -> None:
    people.suspend(acme.eve.id, actor=acme.ada)
    family = signin.begin_family(acme.eve)  # who was read before
    people.reactivate(acme.eve.id, actor=acme.ada)
    assert not signins.has_family(acme.eve.id, family.id)


def test_a_lesser_role_lessens_the_key_at_once(acme: Acme) -> None:
    _, text = made(acme.eve, [READS, "templates.edit"])
    people.change_role(acme.eve.id, Role.VIEWER.value, actor=acme.ada)
    assert data_of(me(text))["permissions"] == [READS]


def test_the_last_use_is_noted_once_a_minute(acme: Acme) -> None:
    key, text = made(acme.eve)
    me(text)
    first = store.key(acme.id, key.id)
    assert first
    assert first.last_used_at
    assert first.last_address == "192.0.2.7"
    me(text)
    assert store.key(acme.id, key.id) == first
    me(text, "198.51.100.1")
    again = store.key(acme.id, key.id)
    assert again
    assert again.last_address == "198.51.100.1"


def test_the_password_is_asked_for(acme: Acme) -> None:
    with pytest.raises(WrongPassword):
        actions.create(actor=acme.eve, password="no", name="X", scopes=[READS], days=1)
    for _ in range(20):
        try:
            actions.create(actor=acme.eve, password="no", name="X", scopes=[READS], days=1)
        except WrongPassword:
            continue
        except TooManyFailures:
            break
    else:
        pytest.fail("Somebody may guess for ever.")
    assert queries.mine(acme.eve) == ()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"scopes": ["approvals.decide"]}, "scopes"),
        ({"scopes": ["members.manage"]}, "scopes"),
        ({"scopes": ["webhooks.manage"]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 367}, "days"),
        ({"networks": ["10.0.0.1/8"]}, "networks"),
        ({"networks": ["everywhere"]}, "networks"),
        ({"networks": ["10.0.0.1"] * 11}, "networks"),
    ],
)
def test_what_cannot_be_is_refused(acme: Acme, given: dict[str, Any], field: str) -> None:
    usual: dict[str, Any] = {"name": "X", "scopes": [READS], "days": 1}
    with pytest.raises(Invalid) as refused:
        actions.create(actor=acme.eve, password=PASSWORD, **(usual | given))
    assert refused.value.details["field"] == field


def test_nobody_has_keys_without_end(acme: Acme) -> None:
    for _ in range(domain.MAX_OF_MEMBER):
        made(acme.eve)
    with pytest.raises(TooManyKeys):
        made(acme.eve)
    made(acme.max)


def test_others_keys_are_for_those_who_manage_members(acme: Acme, globex: Globex) -> None:
    key, text = made(acme.eve)
    for stranger in (acme.vic, globex.zoe):
        with pytest.raises(NotFound):
            actions.revoke(key.id, actor=stranger)
    with pytest.raises(Forbidden):
        queries.keys(acme.vic)
    assert key.id in [one.id for one in queries.keys(acme.max)]
    assert queries.mine(acme.max) == ()
    actions.revoke(key.id, actor=acme.max)
    assert error_of(me(text), 401)


def test_signing_out_everywhere_leaves_keys(acme: Acme) -> None:
    _, text = made(acme.eve)
    signin.sign_out_everywhere(actor=acme.eve)
    assert me(text).status_code == 200


def test_scopes_are_permissions_that_decide_nothing() -> None:
    never = {
        Permission.APPROVALS_DECIDE,
        Permission.APPROVALS_OVERRIDE,
        Permission.APPROVALS_DEFINE,
        Permission.MEMBERS_MANAGE,
        Permission.ORGANIZATION_MANAGE,
    }
    assert set(SCOPES) == set(Permission) - never


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    read = Text.read(text)
    assert read is None or str(read) == text
