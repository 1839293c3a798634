"""What may be read of members."""

from dataclasses import dataclass, replace

from accounts import store as accounts
from accounts.domain import AnyRole, Member, Role, User
from accounts.people import access, dependents, store
from accounts.people.dependents import OpenWork
from accounts.people.domain import Listed, Roster, Status
from craftify.dynamo.paging import Page, page_of
from craftify.errors import Invalid

MAX_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Known:
    """A member with what waits for them, and what would not work without them."""

    listed: Listed
    open_work: tuple[OpenWork, ...]
    breaks: tuple[str, ...]


def members(
    actor: Member,
    *,
    q: str = "",
    role: str = "",
    status: Status | None = None,
    page: int = 1,
    limit: int = 25,
    cursor: str | None = None,
) -> Page[Listed]:
    """One page of the members by name: those whose name or address contains `q`, of one role or
    status.

    Raises:
        Invalid: page or limit out of range, or a cursor from elsewhere.
        Forbidden: the role does not carry the permission.
    """
    if not 1 <= limit <= MAX_LIMIT or page < 1:
        raise Invalid(f"Pages count from 1, and a page has 1 to {MAX_LIMIT} members.", field="page")
    roster = access.roster(actor)
    words = q.casefold().split()
    found = [
        one
        for one in (_listed(roster, user) for user in accounts.users(roster.standings).values())
        if role in {"", one.standing.role.value}
        and status in {None, one.status}
        and all(word in f"{one.user.name} {one.user.email}".casefold() for word in words)
    ]
    found.sort(key=_by_name)
    place = f"users:{actor.organization_id}"
    return page_of(found, page, limit, cursor, of=place, key=_by_name)


def member(actor: Member, user_id: str) -> Known:
    """One member, for whoever manages them.

    Raises:
        NotFound, Forbidden: as `access.user` and `access.roster`.
    """
    roster = access.roster(actor)
    user = access.user(roster, user_id)
    others = {one: found for one, found in roster.standings.items() if one != user_id}
    return Known(
        _listed(roster, user),
        dependents.open_work(actor.organization_id, user_id),
        dependents.broken_by(None, roster, replace(roster, standings=others)),
    )


def roles(actor: Member) -> tuple[AnyRole, ...]:
    """Every role that members of the actor's organization can have.

    Raises:
        Forbidden: the role does not carry the permission.
    """
    access.refuse_others(actor)
    return (*Role, *accounts.custom_roles(actor.organization_id))


def listed(organization_id: str, user: User) -> Listed:
    """A member after a change, for whoever made it.

    Raises:
        NotFound: somebody removed them since.
    """
    roster = store.roster(organization_id)
    return _listed(roster, access.user(roster, user.id))


def _by_name(one: Listed) -> tuple[str, str]:
    return one.user.name.casefold(), one.user.id


def _listed(roster: Roster, user: User) -> Listed:
    teams = tuple(team for team in roster.teams if user.id in team.member_ids)
    return Listed(user, roster.standings[user.id], teams)
