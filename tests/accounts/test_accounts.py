"""Signing in, roles, and what a membership lets one see."""

from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import get_hashers, make_password
from django.test import Client, override_settings

from accounts import access, actions, queries, store
from accounts.auth import StoreBackend
from accounts.domain import PERMISSIONS, Member, Permission, Role, UserStatus
from accounts.models import AuthUser, MembershipItem, UserItem
from accounts.store import EmailTaken
from craftify.errors import NotFound
from tests.cast import PASSWORD, Acme, Globex

ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_sign_in_by_address_in_any_case(acme: Acme) -> None:
    email = acme.eve.user.email
    member = actions.authenticate(email=f" {email.upper()} ", password=PASSWORD)
    assert (member.id, member.organization_id, member.role) == (acme.eve.id, acme.id, Role.EDITOR)


def test_a_wrong_password_and_an_unknown_address_answer_alike(acme: Acme) -> None:
    sentences = []
    unknown = ("nobody@acme.example", "é" * 5000 + "@acme.example")
    tried = [(acme.eve.user.email, "wrong"), *((email, PASSWORD) for email in unknown)]
    for email, password in tried:
        with pytest.raises(actions.BadCredentials) as refusal:
            actions.authenticate(email=email, password=password)
        sentences.append(refusal.value.sentence)
    assert len(set(sentences)) == 1


def test_a_suspended_user_is_out_at_once(acme: Acme, sign_in: Callable[[Member], Client]) -> None:
    client = sign_in(acme.eve)
    assert client.get("/approvals").status_code == 200
    UserItem(acme.eve.id).update([UserItem.status.set(UserStatus.SUSPENDED)])
    assert client.get("/approvals").status_code == 302
    with pytest.raises(actions.BadCredentials):
        actions.authenticate(email=acme.eve.user.email, password=PASSWORD)


def test_a_removed_member_is_out_at_once(acme: Acme, sign_in: Callable[[Member], Client]) -> None:
    client = sign_in(acme.eve)
    MembershipItem(acme.id, acme.eve.id).delete()
    assert client.get("/approvals").status_code == 302
    with pytest.raises(actions.NoOrganization):
        actions.authenticate(email=acme.eve.user.email, password=PASSWORD)


def test_passwords_are_kept_as_argon2(acme: Acme) -> None:
    with override_settings(PASSWORD_HASHERS=ARGON2):
        get_hashers.cache_clear()  # type: ignore[attr-defined]  # an lru_cache in the source
        user = actions.create_user(
            email=f"new@{acme.id}.example", first_name="N", last_name="W", password=PASSWORD
        )
        found = store.credentials(user.id)
        assert found
        assert found[1].startswith("argon2$argon2id$")
        assert StoreBackend().authenticate(None, email=user.email, password=PASSWORD)
    get_hashers.cache_clear()  # type: ignore[attr-defined]  # an lru_cache in the source


def test_one_address_one_user(acme: Acme) -> None:
    with pytest.raises(EmailTaken, match="signs in with"):
        actions.create_user(
            email=acme.eve.user.email.upper(), first_name="E", last_name="M", password=PASSWORD
        )


def test_a_user_of_two_organizations_switches_between_them(acme: Acme, globex: Globex) -> None:
    actions.add_member(globex.id, acme.eve.id, role=Role.VIEWER)
    names = [one.organization_name for one in queries.memberships_of(acme.eve.id)]
    assert names == ["Acme Mail", "Globex"]
    assert access.member(globex.id, acme.eve.id).role == Role.VIEWER
    assert access.member(acme.id, acme.eve.id).role == Role.EDITOR


def test_who_is_no_member_is_not_found(acme: Acme, globex: Globex) -> None:
    with pytest.raises(NotFound):
        access.member(globex.id, acme.eve.id)
    assert set(queries.people(acme.id)) == {m.id for m in queries.members_of(acme.ada)}
    assert globex.zoe.id not in queries.people(acme.id)


def test_the_permissions_of_the_roles() -> None:
    may = {role: {p.value for p in PERMISSIONS[role]} for role in Role}
    assert may[Role.VIEWER] == {"templates.view", "templates.export"}
    assert may[Role.APPROVER] == may[Role.VIEWER] | {"approvals.decide", "approvals.comment"}
    assert may[Role.EDITOR] == may[Role.VIEWER] | {
        "templates.edit",
        "templates.delete",
        "approvals.submit",
        "approvals.comment",
    }
    assert may[Role.MANAGER] == may[Role.EDITOR] | {
        "approvals.decide",
        "approvals.define",
        "audit.view",
        "brand.manage",
        "members.manage",
    }
    assert may[Role.ADMIN] == {p.value for p in Permission}


def test_a_changed_password_ends_the_sessions(
    acme: Acme, sign_in: Callable[[Member], Client]
) -> None:
    client = sign_in(acme.eve)
    UserItem(acme.eve.id).update([UserItem.password.set(make_password("another"))])
    assert client.get("/approvals").status_code == 302


def test_no_user_is_written_by_django_itself(acme: Acme) -> None:
    found = store.credentials(acme.eve.id)
    assert found
    with pytest.raises(Exception, match="SQL"):
        AuthUser.of(*found).save()
