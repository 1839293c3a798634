"""Make a role for one's own organization."""

from accounts.domain import CustomRole, Member
from accounts.people.access import roster
from accounts.people.domain import named
from accounts.roles import domain
from accounts.roles.actions.writing import Done, commit
from craftify import ids
from craftify.dynamo.transact import retried


@retried
def create(name: str, permissions: tuple[str, ...], *, actor: Member) -> Done:
    """A new role.

    Raises:
        Invalid: the name is none, or a permission is not known.
        MoreThanYours: it would have a permission that the actor lacks.
        RoleNameTaken, TooManyRoles: see `domain.with_role`.
        Forbidden: the role does not carry the permission.
    """
    before = roster(actor)
    chosen = domain.chosen(permissions)
    domain.refuse_granting(actor, before, chosen, "make")
    role = CustomRole(
        ids.new_id("rol"),
        actor.organization_id,
        named(name, of="role", longest=domain.MAX_NAME),
        chosen,
    )
    return commit(
        before,
        domain.with_role(before, role),
        role,
        actor=actor,
        verb="role.created",
        after={"name": role.name, "permissions": sorted(chosen)},
    )
