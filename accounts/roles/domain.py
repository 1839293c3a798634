"""The permission matrix in words, and what a role of one's own may be. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from accounts.domain import CustomRole, Member, Permission, Role
from accounts.people.domain import MoreThanYours, Roster
from craftify.errors import Conflict, Invalid

MAX_ROLES, MAX_NAME = 20, 40
MAX_HOLDERS = 40  # of a role that is changed: each one's open pages are told in the same write

# In the order of the page.
SENTENCES: Mapping[str, Mapping[Permission, str]] = MappingProxyType(
    {
        "Templates": {
            Permission.TEMPLATES_VIEW: "See templates, versions and reviews",
            Permission.TEMPLATES_EDIT: "Make and edit templates",
            Permission.TEMPLATES_DELETE: "Archive and delete templates",
            Permission.TEMPLATES_EXPORT: "Export approved versions",
        },
        "Approvals": {
            Permission.APPROVALS_SUBMIT: "Submit templates for review",
            Permission.APPROVALS_DECIDE: "Approve, reject or request changes, where asked",
            Permission.APPROVALS_COMMENT: "Comment on reviews",
            Permission.APPROVALS_DEFINE: "Set the rules of approvals, reassign reviews",
            Permission.APPROVALS_OVERRIDE: "Ask for and confirm a release in an emergency",
        },
        "Organization": {
            Permission.MEMBERS_MANAGE: "Change members, teams and roles, up to one’s own rights",
            Permission.AUDIT_VIEW: "Read, verify and export the audit trail",
            Permission.BRAND_MANAGE: "Set the colours and fonts that are offered",
            Permission.WEBHOOKS_MANAGE: "Tell other systems what happens here",
            Permission.ORGANIZATION_MANAGE: "Change the organization, see what was not delivered",
        },
    }
)
ABOUT: Mapping[Role, str] = MappingProxyType(
    {
        Role.ADMIN: "May do everything",
        Role.MANAGER: "Runs the work: people, rules and reviews",
        Role.EDITOR: "Writes templates and submits them",
        Role.APPROVER: "Decides about templates and writes none",
        Role.VIEWER: "Looks at templates",
    }
)


class RoleInUse(Conflict):
    """Somebody has the role; `details["members"]` says how many."""


class RoleNameTaken(Conflict):
    """Another role is called so."""


class TooManyRoles(Conflict):
    """The organization has as many of its own as it may."""


def chosen(words: Iterable[str]) -> frozenset[Permission]:
    """The permissions that words name.

    Raises:
        Invalid: there is none, or one that is not known.
    """
    found = set()
    for word in words:
        try:
            found.add(Permission(word))
        except ValueError:
            raise Invalid(f"“{word[:60]}” is no permission.", field="permissions") from None
    if not found:
        raise Invalid("Choose at least one permission.", field="permissions")
    return frozenset(found)


def refuse_granting(
    actor: Member, roster: Roster, permissions: frozenset[Permission], to_do: str
) -> None:
    """Refuse a role that may do more than the actor, as the roster has them; `to_do` ends
    “you may not …”.

    Raises:
        MoreThanYours: it may.
    """
    mine = roster.active.get(actor.id)
    more = permissions - mine.permissions if mine else permissions
    if more:
        raise MoreThanYours(
            f"As {actor.role} you may not {to_do} a role with permissions that you lack: "
            f"{', '.join(sorted(more))}.",
            permissions=sorted(more),
        )


def with_role(roster: Roster, role: CustomRole) -> Roster:
    """With a role that is new, or in the place of the one with its id, for all who have it.

    Raises:
        RoleNameTaken: another one is called so.
        TooManyRoles: there are `MAX_ROLES`.
        RoleInUse: it is another one for more than `MAX_HOLDERS` members.
    """
    others = tuple(one for one in roster.roles if one.id != role.id)
    taken = {str(one).casefold() for one in (*Role, *others)}
    if role.name.casefold() in taken:
        raise RoleNameTaken(f"There is a role “{role.name}” already. Choose another name.")
    if len(others) >= MAX_ROLES:
        raise TooManyRoles(f"An organization has at most {MAX_ROLES} roles of its own.")
    having = holders(roster, role)
    if len(having) > MAX_HOLDERS:
        raise RoleInUse(
            f"{len(having)} members have this role, and at most {MAX_HOLDERS} can be changed at "
            "once. Make another role and give it to them.",
            members=len(having),
        )
    standings = {
        user_id: replace(one, role=role) if user_id in having else one
        for user_id, one in roster.standings.items()
    }
    return replace(roster, roles=(*others, role), standings=standings)


def without_role(roster: Roster, role: CustomRole) -> Roster:
    """Without a role.

    Raises:
        RoleInUse: somebody has it, be they suspended.
    """
    having = holders(roster, role)
    if having:
        members = "1 member has" if len(having) == 1 else f"{len(having)} members have"
        raise RoleInUse(
            f"{members} this role. Give them another one first.",
            members=len(having),
        )
    return replace(roster, roles=tuple(one for one in roster.roles if one.id != role.id))


def holders(roster: Roster, role: CustomRole) -> list[str]:
    """Who has it."""
    return [user_id for user_id, one in roster.standings.items() if one.role.value == role.id]
