"""Delete a role that nobody has."""

from accounts.domain import Member
from accounts.people.access import roster
from accounts.roles import domain
from accounts.roles.actions.writing import commit
from accounts.roles.queries import own
from craftify.dynamo.transact import retried


@retried
def delete(role_id: str, *, actor: Member) -> None:
    """Delete a role.

    Raises:
        RoleInUse: somebody has it.
        MoreThanYours: it has a permission that the actor lacks.
        NotFound: there is no such role.
        Forbidden: the role does not carry the permission.
    """
    before = roster(actor)
    role = own(before, role_id)
    domain.refuse_granting(actor, before, role.permissions, "delete")
    commit(
        before,
        domain.without_role(before, role),
        role,
        actor=actor,
        verb="role.deleted",
        before={"name": role.name, "permissions": sorted(role.permissions)},
    )
