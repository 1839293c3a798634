"""What approvals need people for (`settings.PEOPLE_DEPENDENTS`): rules, and open reviews."""

from django.urls import reverse

from accounts import store as accounts
from accounts.domain import UserStatus
from accounts.people.dependents import OpenWork
from accounts.people.domain import Roster
from approvals import domain
from approvals.domain import Directory, Person
from approvals.store import policies, workflows
from craftify.dynamo.transact import Write


def broken_by(write: Write | None, before: Roster, after: Roster) -> tuple[str, ...]:
    """What the rules in force would be refused for if they were saved now, and were not before."""
    rules = policies.get(before.organization_id)
    if write:
        policies.hold(write, rules)
    users = accounts.users(before.active | after.active).values()
    names = {user.id: user.name for user in users if user.status == UserStatus.ACTIVE}
    old = set(domain.problems(rules, _directory(before, names)))
    return tuple(
        problem.sentence
        for problem in domain.problems(rules, _directory(after, names))
        if problem not in old
    )


def open_work(organization_id: str, user_id: str) -> tuple[OpenWork, ...]:
    """The open reviews in which somebody holds a seat that is waited for, to be reassigned."""
    return tuple(
        OpenWork(
            one.id,
            f"{one.template_name}, version {one.version}",
            reverse("approvals:review", args=[one.id]),
        )
        for one in workflows.in_state(organization_id, is_open=True)
        if user_id in {seat.user_id for seat in one.step.asked}
    )


def _directory(roster: Roster, names: dict[str, str]) -> Directory:
    members = {
        user_id: Person(names[user_id], role)
        for user_id, role in roster.active.items()
        if user_id in names
    }
    return Directory(members, {team.id: team for team in roster.teams})
