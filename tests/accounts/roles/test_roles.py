"""Roles of one's own: what they carry, who may make them, and that nobody loses theirs."""

from collections.abc import Callable

import pytest

from accounts import access, store
from accounts.domain import PERMISSIONS, CustomRole, Member, Permission, Role
from accounts.models import RoleItem
from accounts.people import actions as people
from accounts.people.domain import MoreThanYours
from accounts.roles import actions, queries
from accounts.roles.domain import (
    ABOUT,
    MAX_NAME,
    MAX_ROLES,
    SENTENCES,
    RoleInUse,
    RoleNameTaken,
    TooManyRoles,
)
from approvals.access import directory
from craftify import history, outbox
from craftify.errors import Forbidden, Invalid, NotFound
from tests.approvals.letters import draft
from tests.cast import Acme, Globex

READS = ("templates.view", "audit.view")


@pytest.fixture
def auditor(acme: Acme) -> CustomRole:
    return actions.create("Auditor", READS, actor=acme.ada).role


def test_every_permission_and_role_is_explained() -> None:
    explained = [one for group in SENTENCES.values() for one in group]
    assert sorted(explained) == sorted(Permission)
    assert set(ABOUT) == set(Role)
    assert all(PERMISSIONS[role] == role.permissions for role in Role)


def test_a_role_of_ones_own_carries_what_was_chosen(acme: Acme, auditor: CustomRole) -> None:
    people.change_role(acme.vic.id, auditor.id, actor=acme.ada)
    vic = access.member(acme.id, acme.vic.id)
    assert vic.role == auditor
    assert vic.may(Permission.AUDIT_VIEW)
    assert not vic.may(Permission.TEMPLATES_EXPORT)
    with pytest.raises(Forbidden) as refusal:
        draft(vic)
    assert refusal.value.sentence.startswith("As Auditor of Acme Mail you may not")
    assert store.memberships_of(vic.id)[0].role == auditor
    assert not directory(acme.id).members[vic.id].may(Permission.APPROVALS_DECIDE)


def test_a_change_counts_for_all_who_have_it(acme: Acme, auditor: CustomRole) -> None:
    people.change_role(acme.vic.id, auditor.id, actor=acme.ada)
    already = len([one for one in outbox.waiting(acme.id) if one.type == "memberChanged"])
    done = actions.change(auditor.id, actor=acme.ada, permissions=("templates.view",))
    assert done.role.name == "Auditor"
    assert not access.member(acme.id, acme.vic.id).may(Permission.AUDIT_VIEW)
    told = [one for one in outbox.waiting(acme.id) if one.type == "memberChanged"]
    assert len(told) == already + 1
    assert told[-1].data["memberId"] == acme.vic.id
    assert actions.change(auditor.id, actor=acme.ada, name="Auditor").role == done.role
    verbs = [event.verb for event, _ in history.events(acme.id, auditor.id)]
    assert verbs == ["role.created", "role.changed"]


def test_a_role_that_somebody_has_stays(acme: Acme, auditor: CustomRole) -> None:
    people.change_role(acme.vic.id, auditor.id, actor=acme.ada)
    people.suspend(acme.vic.id, actor=acme.ada)
    with pytest.raises(RoleInUse) as refusal:
        actions.delete(auditor.id, actor=acme.ada)
    assert refusal.value.details == {"members": 1}
    people.change_role(acme.vic.id, Role.VIEWER, actor=acme.ada)
    actions.delete(auditor.id, actor=acme.ada)
    assert [one.role for one in queries.roles(acme.ada)] == list(Role)
    with pytest.raises(Invalid):
        people.change_role(acme.vic.id, auditor.id, actor=acme.ada)


def test_a_role_that_is_lost_allows_nothing(acme: Acme, auditor: CustomRole) -> None:
    people.change_role(acme.vic.id, auditor.id, actor=acme.ada)
    RoleItem(acme.id, auditor.id).delete()
    assert access.member(acme.id, acme.vic.id).role.permissions == frozenset()


def test_nobody_grants_what_they_do_not_have(acme: Acme) -> None:
    with pytest.raises(MoreThanYours) as refusal:
        actions.create("Mighty", ("webhooks.manage", "templates.view"), actor=acme.max)
    assert refusal.value.details["permissions"] == ["webhooks.manage"]
    strong = actions.create("Hooks", ("webhooks.manage",), actor=acme.ada).role
    for attempt in (
        lambda: actions.change(strong.id, actor=acme.max, permissions=("templates.view",)),
        lambda: actions.change(strong.id, actor=acme.max, name="Weak"),
        lambda: actions.delete(strong.id, actor=acme.max),
        lambda: people.change_role(acme.max.id, strong.id, actor=acme.max),
        lambda: people.change_role(acme.vic.id, strong.id, actor=acme.max),
    ):
        with pytest.raises(MoreThanYours):
            attempt()
    weak = actions.create("Reader", ("templates.view",), actor=acme.max).role
    with pytest.raises(MoreThanYours):
        actions.change(weak.id, actor=acme.max, permissions=("organization.manage",))


def test_who_manages_members_through_a_role_of_ones_own(acme: Acme) -> None:
    staff = actions.create("Staff", ("members.manage", "templates.view"), actor=acme.ada).role
    people.change_role(acme.vic.id, staff.id, actor=acme.ada)
    vic = access.member(acme.id, acme.vic.id)
    with pytest.raises(MoreThanYours):
        people.change_role(acme.vic.id, Role.MANAGER, actor=vic)
    with pytest.raises(MoreThanYours):
        people.suspend(acme.eve.id, actor=vic)
    with pytest.raises(MoreThanYours):
        actions.change(staff.id, actor=vic, permissions=("members.manage", "audit.view"))


@pytest.mark.parametrize(
    ("name", "permissions", "field"),
    [
        ("", READS, "name"),
        ("x" * (MAX_NAME + 1), READS, "name"),
        ("a\0", READS, "name"),
        ("Fine", (), "permissions"),
        ("Fine", ("templates.*",), "permissions"),
    ],
)
def test_roles_that_are_none(
    acme: Acme, auditor: CustomRole, name: str, permissions: tuple[str, ...], field: str
) -> None:
    with pytest.raises(Invalid) as made:
        actions.create(name, permissions, actor=acme.ada)
    with pytest.raises(Invalid) as changed:
        actions.change(auditor.id, actor=acme.ada, name=name, permissions=permissions)
    assert made.value.details["field"] == changed.value.details["field"] == field


def test_names_are_taken_once_and_roles_end(acme: Acme, auditor: CustomRole) -> None:
    for name in ("AUDITOR", "Admin"):
        with pytest.raises(RoleNameTaken):
            actions.create(name, READS, actor=acme.ada)
    for number in range(MAX_ROLES - 1):
        actions.create(f"Role {number}", READS, actor=acme.ada)
    with pytest.raises(TooManyRoles):
        actions.create("One more", READS, actor=acme.ada)


def test_who_may_not(acme: Acme, globex: Globex, auditor: CustomRole) -> None:
    attempts: list[Callable[[Member], object]] = [
        lambda actor: actions.change(auditor.id, actor=actor, name="Ours"),
        lambda actor: actions.delete(auditor.id, actor=actor),
        lambda actor: queries.role(actor, auditor.id),
    ]
    for attempt in attempts:
        for actor in (acme.eve, acme.ann, acme.vic):
            with pytest.raises(Forbidden):
                attempt(actor)
        with pytest.raises(NotFound):
            attempt(globex.zoe)
    with pytest.raises(Forbidden):
        actions.create("Ours", READS, actor=acme.eve)
    with pytest.raises(Invalid):
        people.change_role(globex.zoe.id, auditor.id, actor=globex.zoe)
    assert len(queries.roles(globex.zoe)) == len(Role)
