"""Teams: made, named, filled and deleted, unless the rules of approvals need them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from accounts import store
from accounts.domain import Member, Team
from accounts.people import store as people
from accounts.teams import actions, queries
from accounts.teams.domain import MAX_NAME, MAX_TEAMS, NameTaken, TeamNeeded, TooManyTeams
from approvals.actions import policy as rules
from approvals.domain import Definition, People, PolicyRefused, StepDefinition
from approvals.store import policies
from craftify import history, outbox
from craftify.dynamo.transact import RacedError, Write
from craftify.errors import Forbidden, Invalid, NotFound
from tests.cast import Acme, Globex


@pytest.fixture
def legal(acme: Acme) -> Team:
    team = actions.create("Legal", actor=acme.max)
    actions.put_in(team.id, acme.ann.id, actor=acme.max)
    return actions.put_in(team.id, acme.bob.id, actor=acme.max)


def verbs(team: Team) -> list[str]:
    return [event.verb for event, _ in history.events(team.organization_id, team.id)]


def approve_by(acme: Acme, team: Team) -> None:
    """From now on the team approves everything."""
    old = policies.get(acme.id)
    step = StepDefinition(name="Legal", approvers=People(teams=(team.id,)))
    definition = Definition(id="def_default", name="All", steps=(step,))
    new = replace(old, definitions=(definition,), separation_of_duties=False)
    rules.save_policy(new, actor=acme.ada, revision=old.revision)


def test_a_team_is_made_named_filled_and_deleted(acme: Acme, legal: Team) -> None:
    assert legal.member_ids == (acme.ann.id, acme.bob.id)
    assert store.teams(acme.id) == (legal,)
    renamed = actions.rename(legal.id, "  The  lawyers ", actor=acme.max)
    assert renamed.name == "The lawyers"
    assert actions.rename(legal.id, "The lawyers", actor=acme.max) == renamed
    after = actions.take_out(legal.id, acme.bob.id, actor=acme.ada)
    assert queries.team(acme.ada, legal.id).teams == (after,)
    assert actions.put_in(legal.id, acme.ann.id, actor=acme.max) == after
    actions.delete(legal.id, actor=acme.max)
    assert queries.teams(acme.ada).teams == ()
    assert verbs(legal) == [
        "team.created",
        "team.member_added",
        "team.member_added",
        "team.renamed",
        "team.member_removed",
        "team.deleted",
    ]
    told = [one for one in outbox.waiting(acme.id) if one.type == "teamChanged"]
    assert {one.data["teamId"] for one in told} == {legal.id}
    assert len(told) == 6


@pytest.mark.parametrize("name", ["", "  ", "x" * (MAX_NAME + 1), "a\0b", "a\u202eb"])
def test_names_that_are_none(acme: Acme, legal: Team, name: str) -> None:
    with pytest.raises(Invalid) as made:
        actions.create(name, actor=acme.ada)
    with pytest.raises(Invalid) as renamed:
        actions.rename(legal.id, name, actor=acme.ada)
    assert made.value.details == renamed.value.details == {"field": "name"}


def test_names_are_taken_once(acme: Acme, legal: Team) -> None:
    other = actions.create("Brand", actor=acme.ada)
    with pytest.raises(NameTaken):
        actions.create("LEGAL", actor=acme.ada)
    with pytest.raises(NameTaken):
        actions.rename(other.id, "legal", actor=acme.ada)
    actions.rename(legal.id, "LEGAL", actor=acme.ada)


def test_there_is_an_end_of_teams(acme: Acme) -> None:
    for number in range(MAX_TEAMS):
        actions.create(f"Team {number}", actor=acme.ada)
    with pytest.raises(TooManyTeams):
        actions.create("One more", actor=acme.ada)


def test_a_team_that_the_rules_need_stays_as_it_is(acme: Acme, legal: Team) -> None:
    approve_by(acme, legal)
    actions.take_out(legal.id, acme.bob.id, actor=acme.ada)
    with pytest.raises(TeamNeeded) as refusal:
        actions.take_out(legal.id, acme.ann.id, actor=acme.ada)
    assert refusal.value.details["needs"] == ["Nobody could decide at “Legal” about a template."]
    with pytest.raises(TeamNeeded):
        actions.delete(legal.id, actor=acme.ada)
    assert store.teams(acme.id)[0].member_ids == (acme.ann.id,)


def test_rules_and_teams_that_change_at_once(acme: Acme, legal: Team) -> None:
    """The team goes while somebody saves rules that name it: one of both is refused."""
    before = people.roster(acme.id)
    write = Write(unrecorded="it never comes to be")
    policies.hold(write, policies.get(acme.id))
    people.replace(write, before, replace(before, teams=()))
    approve_by(acme, legal)
    with pytest.raises(RacedError):
        write.commit()


def test_rules_saved_on_an_older_look_at_the_teams(acme: Acme, legal: Team) -> None:
    seen = people.revision(acme.id)
    actions.delete(legal.id, actor=acme.ada)
    write = Write(unrecorded="it never comes to be")
    people.keep(write, acme.id, seen)
    old = policies.get(acme.id)
    policies.replace(write, old, old)
    with pytest.raises(RacedError):
        write.commit()
    with pytest.raises(PolicyRefused):
        approve_by(acme, legal)


def test_the_second_writer_looks_again(acme: Acme, legal: Team) -> None:
    before = people.roster(acme.id)
    actions.rename(legal.id, "Lawyers", actor=acme.ada)
    write = Write(unrecorded="it never comes to be")
    people.replace(write, before, replace(before, teams=()))
    with pytest.raises(RacedError):
        write.commit()
    assert store.teams(acme.id)[0].name == "Lawyers"


def test_who_may_not(acme: Acme, globex: Globex, legal: Team) -> None:
    attempts: list[Callable[[Member], object]] = [
        lambda actor: actions.rename(legal.id, "Ours", actor=actor),
        lambda actor: actions.delete(legal.id, actor=actor),
        lambda actor: actions.put_in(legal.id, actor.id, actor=actor),
        lambda actor: actions.take_out(legal.id, acme.ann.id, actor=actor),
        lambda actor: queries.team(actor, legal.id),
    ]
    for attempt in attempts:
        for actor in (acme.eve, acme.ann, acme.vic):
            with pytest.raises(Forbidden):
                attempt(actor)
        with pytest.raises(NotFound):
            attempt(globex.zoe)
    with pytest.raises(Forbidden):
        actions.create("Ours", actor=acme.eve)
    with pytest.raises(Forbidden):
        queries.teams(acme.eve)
    assert queries.teams(globex.zoe).teams == ()
    with pytest.raises(NotFound):
        actions.put_in(legal.id, globex.zoe.id, actor=acme.ada)
    with pytest.raises(NotFound):
        actions.take_out(legal.id, acme.vic.id, actor=acme.ada)
