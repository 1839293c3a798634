"""Reads and writes of who belongs to an organization, each under its revision."""

from collections.abc import Iterable
from typing import TypeVar

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from accounts import store
from accounts.actions import ORGANIZATION_KEY
from accounts.domain import CustomRole, Standing, Team
from accounts.models import MembershipItem, OrganizationItem, RoleItem, TeamItem
from accounts.people.domain import Roster
from craftify import clock
from craftify.dynamo.sessions import SessionItem, SessionStore
from craftify.dynamo.transact import Write

Item = TypeVar("Item", TeamItem, RoleItem)


def revision(organization_id: str) -> int | None:
    """How often the people of an organization were changed, read consistently; None for never."""
    item = OrganizationItem.get(organization_id, consistent_read=True)
    return None if item.people_revision is None else int(item.people_revision)


def roster(organization_id: str) -> Roster:
    """Everybody, read consistently; the revision first, so that what comes after it is no older."""
    return Roster(
        organization_id,
        revision(organization_id),
        store.standings(organization_id),
        store.teams(organization_id),
        store.custom_roles(organization_id),
    )


def replace(write: Write, old: Roster, new: Roster) -> None:
    """Write what differs, if nobody changed any of it in between (else it races)."""
    hold(write, old)
    for user_id, standing in old.standings.items():
        if new.standings.get(user_id) != standing:
            _replace_standing(write, old.organization_id, user_id, new.standings.get(user_id))
    _replace_items(write, map(_team_item, old.teams), map(_team_item, new.teams))
    _replace_items(write, map(_role_item, old.roles), map(_role_item, new.roles))


def hold(write: Write, found: Roster) -> None:
    """Count a change of the people, if nobody changed any of it since `found` was read."""
    write.update(
        OrganizationItem(found.organization_id),
        [OrganizationItem.people_revision.set((found.revision or 0) + 1)],
        _unchanged(found.revision),
    )


def keep(write: Write, organization_id: str, seen: int | None) -> None:
    """Demand that nobody changed the people since their revision was `seen` (else it races)."""
    write.check(OrganizationItem, (organization_id,), _unchanged(seen))


def end_sessions(organization_id: str, user_id: str) -> None:
    """End the sessions in which somebody acts in the organization."""
    for item in SessionItem.by_user.query(user_id):
        session = SessionStore(item.session_key)
        if session.get(ORGANIZATION_KEY) == organization_id:
            session.delete()


def _unchanged(seen: int | None) -> Condition:
    attribute = OrganizationItem.people_revision
    same = attribute.does_not_exist() if seen is None else attribute == seen
    whole: Condition = same & OrganizationItem.id.exists()
    return whole


def _replace_standing(
    write: Write, organization_id: str, user_id: str, standing: Standing | None
) -> None:
    item = MembershipItem(organization_id, user_id)
    there = MembershipItem.user_id.exists()
    if not standing:
        write.delete(item, there)
        return
    since = MembershipItem.suspended_at
    actions: list[Action] = [
        MembershipItem.role.set(standing.role.value),
        since.set(clock.stamp(standing.suspended_at)) if standing.suspended_at else since.remove(),
    ]
    write.update(item, actions, there)


def _replace_items(write: Write, old: Iterable[Item], new: Iterable[Item]) -> None:
    before, after = {item.id: item for item in old}, {item.id: item for item in new}
    for key, item in before.items():
        if key not in after:
            write.delete(item)
    for key, item in after.items():
        if key not in before or before[key].attribute_values != item.attribute_values:
            write.put(item)


def _role_item(role: CustomRole) -> RoleItem:
    return RoleItem(
        role.organization_id, role.id, name=role.name, permissions=sorted(role.permissions)
    )


def _team_item(team: Team) -> TeamItem:
    return TeamItem(team.organization_id, team.id, name=team.name, member_ids=list(team.member_ids))
