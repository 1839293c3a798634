"""Who may change whom, and what never may happen to an organization. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from accounts.domain import AnyRole, CustomRole, Member, Role, Standing, Team, User
from craftify.errors import Conflict, Forbidden, Invalid


class LastAdministrator(Conflict):
    """An organization without an administrator could not be helped by anybody."""


class Unchanged(Conflict):
    """The member is that already."""


class MoreThanYours(Forbidden):
    """Nobody gives or takes what they do not have themselves."""


class Oneself(Forbidden):
    """Somebody else has to do this to one."""


class Status(StrEnum):
    """How a member stands in the organization."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody who belongs to an organization, by user id, its teams and the roles of its own.

    It is written under the condition that `revision` is still the organization's.
    """

    organization_id: str
    revision: int | None
    standings: Mapping[str, Standing]
    teams: tuple[Team, ...]
    roles: tuple[CustomRole, ...] = ()

    @property
    def active(self) -> dict[str, AnyRole]:
        """The roles of those who are not suspended."""
        return {
            user_id: one.role for user_id, one in self.standings.items() if not one.suspended_at
        }


@dataclass(frozen=True, slots=True)
class Listed:
    """A member as the list shows one."""

    user: User
    standing: Standing
    teams: tuple[Team, ...]

    @property
    def status(self) -> Status:
        """In the organization, not elsewhere."""
        return Status.SUSPENDED if self.standing.suspended_at else Status.ACTIVE


def named(name: str, *, of: str, longest: int) -> str:
    """The name of a team or a role as it is kept; `of` is the word for it.

    Raises:
        Invalid: it is empty, too long, or holds control characters.
    """
    text = " ".join(name.split())
    if not 1 <= len(text) <= longest or not text.isprintable():
        raise Invalid(f"The name of a {of} is one line of 1 to {longest} characters.", field="name")
    return text


def refuse_meddling(actor: Member, roster: Roster, user_id: str) -> None:
    """Refuse to change somebody who may do more than the actor, as the roster has both.

    Raises:
        MoreThanYours: they may, or the actor is no active member any more.
    """
    mine = roster.active.get(actor.id)
    theirs = roster.standings[user_id].role
    if mine is None or not theirs.permissions <= mine.permissions:
        raise MoreThanYours(
            f"As {actor.role} you may not change {_article(theirs)}. An administrator can."
        )


def refuse_granting(actor: Member, roster: Roster, role: AnyRole) -> None:
    """Refuse to give a role that may do more than the actor.

    Raises:
        MoreThanYours: it may.
    """
    mine = roster.active.get(actor.id)
    if mine is None or not role.permissions <= mine.permissions:
        raise MoreThanYours(
            f"As {actor.role} you may not make anybody {_article(role)}. An administrator can."
        )


def refuse_oneself(actor: Member, user_id: str) -> None:
    """Refuse what only others may do to one.

    Raises:
        Oneself: it is the actor.
    """
    if actor.id == user_id:
        raise Oneself("Somebody else has to do this to you. Ask another administrator.")


def with_role(roster: Roster, user_id: str, role: AnyRole) -> Roster:
    """With another role for a member.

    Raises:
        Unchanged: they have it.
        LastAdministrator: nobody would be one.
    """
    standing = roster.standings[user_id]
    if standing.role == role:
        raise Unchanged(f"This member is {_article(role)} already.")
    return _with(roster, user_id, replace(standing, role=role))


def suspended(roster: Roster, user_id: str, now: datetime) -> Roster:
    """With a member who may do nothing until they are reactivated.

    Raises:
        Unchanged: they are suspended.
        LastAdministrator: nobody would be one.
    """
    standing = roster.standings[user_id]
    if standing.suspended_at:
        raise Unchanged("This member is suspended already.")
    return _with(roster, user_id, replace(standing, suspended_at=now))


def reactivated(roster: Roster, user_id: str) -> Roster:
    """With a member who may do again what their role carries.

    Raises:
        Unchanged: they are not suspended.
    """
    standing = roster.standings[user_id]
    if not standing.suspended_at:
        raise Unchanged("This member is active already.")
    return _with(roster, user_id, replace(standing, suspended_at=None))


def without(roster: Roster, user_id: str) -> Roster:
    """Without a member, who leaves the teams too.

    Raises:
        LastAdministrator: nobody would be one.
    """
    teams = tuple(
        replace(team, member_ids=tuple(one for one in team.member_ids if one != user_id))
        for team in roster.teams
    )
    return _with(replace(roster, teams=teams), user_id, None)


def _with(roster: Roster, user_id: str, standing: Standing | None) -> Roster:
    others = {one: found for one, found in roster.standings.items() if one != user_id}
    after = replace(roster, standings=others | ({user_id: standing} if standing else {}))
    if Role.ADMIN in roster.active.values() and Role.ADMIN not in after.active.values():
        raise LastAdministrator(
            "This is the last administrator. Make somebody else an administrator first."
        )
    return after


def _article(role: AnyRole) -> str:
    name = str(role)
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
