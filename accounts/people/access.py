"""How anybody gets a member other than themselves."""

from accounts import store as accounts
from accounts.access import require
from accounts.domain import AnyRole, Member, Permission, Role, User
from accounts.people import store
from accounts.people.domain import Roster
from craftify.errors import Invalid, NotFound


def refuse_others(actor: Member) -> None:
    """Refuse whoever may not manage members.

    Raises:
        Forbidden: the role does not carry the permission.
    """
    require(actor, Permission.MEMBERS_MANAGE, "see or change members, teams and roles")


def roster(actor: Member) -> Roster:
    """Everybody in the actor's organization.

    Raises:
        Forbidden: the role does not carry the permission.
    """
    refuse_others(actor)
    return store.roster(actor.organization_id)


def user(found: Roster, user_id: str) -> User:
    """Somebody on the roster.

    Raises:
        NotFound: they are not.
    """
    known = accounts.users([user_id]) if user_id in found.standings else {}
    if user_id not in known:
        raise NotFound("There is no such member.")
    return known[user_id]


def role(found: Roster, word: str) -> AnyRole:
    """A role that members can have: a word of every organization's, or the id of one of its own.

    Raises:
        Invalid: there is none.
    """
    every: tuple[AnyRole, ...] = (*Role, *found.roles)
    for one in every:
        if one.value == word:
            return one
    raise Invalid("Choose one of the roles.", field="role")
