"""Changing, suspending and removing members: who may, when it counts, what never happens."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from accounts import access, store
from accounts.actions import NoOrganization, add_member, authenticate
from accounts.api import tokens
from accounts.domain import Member, Role
from accounts.people import actions, queries
from accounts.people.domain import (
    LastAdministrator,
    MoreThanYours,
    Oneself,
    Status,
    Unchanged,
)
from accounts.teams import actions as team_actions
from approvals.actions import policy as rules
from approvals.domain import Definition, People, StepDefinition
from approvals.store import policies
from craftify import history, outbox
from craftify.errors import CraftifyError, Forbidden, NotFound, Unauthenticated
from tests.approvals.letters import submitted
from tests.cast import PASSWORD, Acme, Globex
from tests.cast import acme as another_acme

SignIn = Callable[[Member], Client]
VERBS = [actions.suspend, actions.remove, actions.reactivate]


def recorded(acme: Acme, resource: str) -> list[history.Event]:
    return [event for event, _ in history.events(acme.id, resource)]


def told(organization_id: str) -> list[outbox.Entry]:
    return [one for one in outbox.waiting(organization_id) if one.type == "memberChanged"]


def test_a_role_counts_from_the_next_look_on(acme: Acme) -> None:
    actions.change_role(acme.vic.id, Role.EDITOR, actor=acme.max)
    assert access.member(acme.id, acme.vic.id).role == Role.EDITOR
    last = recorded(acme, acme.vic.id)[-1]
    assert (last.verb, last.actor_id) == ("member.role_changed", acme.max.id)
    assert last.change["before"] == {"role": "viewer"}
    assert last.change["after"] == {"role": "editor"}
    assert told(acme.id)[-1].data["memberId"] == acme.vic.id
    with pytest.raises(Unchanged):
        actions.change_role(acme.vic.id, Role.EDITOR, actor=acme.max)


def test_a_suspended_member_is_out_at_once(acme: Acme, sign_in: SignIn) -> None:
    client = sign_in(acme.eve)
    bearer = str(tokens.pair_for(acme.eve)["access"])
    assert client.get("/").status_code == 200
    actions.suspend(acme.eve.id, actor=acme.ada)
    assert client.get("/").status_code == 302
    with pytest.raises(tokens.AccessEnded):
        tokens.bearer(bearer)
    assert store.memberships_of(acme.eve.id) == ()
    assert acme.eve.id not in store.roles_in(acme.id)
    assert told(acme.id)[-1].data["memberId"] == acme.eve.id
    actions.reactivate(acme.eve.id, actor=acme.ada)
    assert client.get("/").status_code == 302, "the session has ended, not slept"
    assert access.member(acme.id, acme.eve.id).role == Role.EDITOR
    verbs = [event.verb for event in recorded(acme, acme.eve.id)]
    assert verbs[-2:] == ["member.suspended", "member.reactivated"]


def test_suspension_stays_in_the_organization(acme: Acme, globex: Globex, sign_in: SignIn) -> None:
    add_member(globex.id, acme.eve.id, role=Role.VIEWER)
    elsewhere = sign_in(access.member(globex.id, acme.eve.id))
    actions.suspend(acme.eve.id, actor=acme.ada)
    assert elsewhere.get("/").status_code == 200
    assert [one.organization_id for one in store.memberships_of(acme.eve.id)] == [globex.id]


def test_a_removed_member_leaves_teams_and_keeps_nothing(acme: Acme, sign_in: SignIn) -> None:
    team = team_actions.create("Legal", actor=acme.ada)
    team_actions.put_in(team.id, acme.eve.id, actor=acme.ada)
    client = sign_in(acme.eve)
    actions.remove(acme.eve.id, actor=acme.ada)
    assert client.get("/").status_code == 302
    assert store.teams(acme.id)[0].member_ids == ()
    with pytest.raises(NotFound):
        access.member(acme.id, acme.eve.id)
    with pytest.raises(NotFound):
        queries.member(acme.ada, acme.eve.id)
    last = recorded(acme, acme.eve.id)[-1]
    assert last.verb == "member.removed"
    assert last.change["before"] == {"role": "editor", "teams": [team.id]}


def test_the_last_administrator_stays(acme: Acme) -> None:
    with pytest.raises(LastAdministrator):
        actions.change_role(acme.ada.id, Role.VIEWER, actor=acme.ada)
    for verb in (actions.suspend, actions.remove):
        with pytest.raises(Oneself):
            verb(acme.ada.id, actor=acme.ada)
    actions.change_role(acme.max.id, Role.ADMIN, actor=acme.ada)
    max_now = access.member(acme.id, acme.max.id)
    actions.suspend(acme.ada.id, actor=max_now)
    with pytest.raises(LastAdministrator):
        actions.change_role(acme.max.id, Role.MANAGER, actor=max_now)


@pytest.mark.parametrize("verb", [actions.remove, actions.suspend])
def test_two_administrators_who_end_each_other_at_once(
    verb: Callable[..., object],
) -> None:
    for _ in range(5):
        acme = another_acme()
        actions.change_role(acme.max.id, Role.ADMIN, actor=acme.ada)
        pair = [(acme.ada, acme.max.id), (access.member(acme.id, acme.max.id), acme.ada.id)]
        refusals: list[CraftifyError] = []
        start = threading.Barrier(2)

        def end(
            actor: Member,
            user_id: str,
            start: threading.Barrier = start,
            refusals: list[CraftifyError] = refusals,
        ) -> None:
            start.wait()
            try:
                verb(user_id, actor=actor)
            except CraftifyError as refusal:
                refusals.append(refusal)

        threads = [threading.Thread(target=end, args=one) for one in pair]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(refusals) == 1
        assert isinstance(refusals[0], (MoreThanYours, LastAdministrator, NotFound))
        assert list(store.roles_in(acme.id).values()).count(Role.ADMIN) == 1


def test_two_administrators_who_step_down_at_once() -> None:
    acme = another_acme()
    actions.change_role(acme.max.id, Role.ADMIN, actor=acme.ada)
    pair = [acme.ada, access.member(acme.id, acme.max.id)]
    refusals: list[CraftifyError] = []
    start = threading.Barrier(2)

    def step_down(actor: Member) -> None:
        start.wait()
        try:
            actions.change_role(actor.id, Role.EDITOR, actor=actor)
        except LastAdministrator as refusal:
            refusals.append(refusal)

    threads = [threading.Thread(target=step_down, args=(one,)) for one in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refusals) == 1
    assert list(store.roles_in(acme.id).values()).count(Role.ADMIN) == 1


def test_nobody_gives_or_takes_what_they_do_not_have(acme: Acme) -> None:
    for user_id in (acme.max.id, acme.vic.id):
        with pytest.raises(MoreThanYours):
            actions.change_role(user_id, Role.ADMIN, actor=acme.max)
    with pytest.raises(MoreThanYours):
        actions.change_role(acme.ada.id, Role.VIEWER, actor=acme.max)
    for verb in (actions.suspend, actions.remove):
        with pytest.raises(MoreThanYours):
            verb(acme.ada.id, actor=acme.max)
    assert len(told(acme.id)) == 0


def test_an_actor_who_was_demoted_meanwhile_may_no_more(acme: Acme) -> None:
    actions.change_role(acme.max.id, Role.VIEWER, actor=acme.ada)
    with pytest.raises(MoreThanYours):
        actions.change_role(acme.vic.id, Role.EDITOR, actor=acme.max)
    actions.remove(acme.max.id, actor=acme.ada)
    with pytest.raises(MoreThanYours):
        actions.suspend(acme.vic.id, actor=acme.max)


def test_who_may_not_manage_members(acme: Acme, globex: Globex) -> None:
    for actor in (acme.eve, acme.ann, acme.vic):
        for verb in VERBS:
            with pytest.raises(Forbidden):
                verb(acme.bob.id, actor=actor)
        with pytest.raises(Forbidden):
            actions.change_role(actor.id, Role.ADMIN, actor=actor)
        with pytest.raises(Forbidden):
            queries.members(actor)
        with pytest.raises(Forbidden):
            queries.member(actor, actor.id)
    for verb in VERBS:
        with pytest.raises(NotFound):
            verb(acme.bob.id, actor=globex.zoe)
    with pytest.raises(NotFound):
        actions.change_role(acme.bob.id, Role.VIEWER, actor=globex.zoe)
    with pytest.raises(NotFound):
        queries.member(globex.zoe, acme.bob.id)
    assert [one.user.id for one in queries.members(globex.zoe).items] == [globex.zoe.id]


def test_members_are_listed_searched_and_filtered(acme: Acme) -> None:
    team = team_actions.create("Legal", actor=acme.ada)
    team_actions.put_in(team.id, acme.ann.id, actor=acme.ada)
    actions.suspend(acme.bob.id, actor=acme.ada)
    names = [one.user.name for one in queries.members(acme.ada).items]
    assert names == sorted(names)
    assert len(names) == 6
    page = queries.members(acme.ada, page=2, limit=4)
    assert (len(page.items), page.total) == (2, 6)
    (found,) = queries.members(acme.max, q="boyd ANN").items
    assert (found.user.id, [one.name for one in found.teams]) == (acme.ann.id, ["Legal"])
    (found,) = queries.members(acme.max, status=Status.SUSPENDED).items
    assert found.user.id == acme.bob.id
    assert {one.user.id for one in queries.members(acme.max, role=Role.APPROVER).items} == {
        acme.ann.id,
        acme.bob.id,
    }


def test_what_waits_for_a_member_is_listed_for_reassignment(acme: Acme) -> None:
    workflow = submitted(acme.eve)
    known = queries.member(acme.ada, acme.ann.id)
    assert [one.id for one in known.open_work] == [workflow.id]
    assert known.open_work[0].address == f"/approvals/{workflow.id}"
    assert queries.member(acme.ada, acme.vic.id).open_work == ()


def test_rules_that_need_a_member_are_told(acme: Acme) -> None:
    old = policies.get(acme.id)
    step = StepDefinition(name="Legal", approvers=People(users=(acme.ann.id, acme.bob.id)))
    definition = Definition(id="def_default", name="All", steps=(step,))
    rules.save_policy(
        replace(old, definitions=(definition,)), actor=acme.ada, revision=old.revision
    )
    assert queries.member(acme.ada, acme.ann.id).breaks != ()
    done = actions.suspend(acme.ann.id, actor=acme.ada)
    assert "Somebody named here is not an active member." in done.warnings
    assert queries.member(acme.ada, acme.vic.id).breaks == ()


def test_a_removed_member_cannot_sign_in_again(acme: Acme) -> None:
    actions.remove(acme.eve.id, actor=acme.ada)
    with pytest.raises((NoOrganization, Unauthenticated)):
        authenticate(email=acme.eve.user.email, password=PASSWORD)
