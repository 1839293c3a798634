"""Change what a role of one's own organization is called and may do."""

from dataclasses import replace

from accounts.domain import Member
from accounts.people.access import roster
from accounts.people.domain import named
from accounts.roles import domain
from accounts.roles.actions.writing import Done, commit
from accounts.roles.queries import own
from craftify.dynamo.transact import retried


@retried
def change(
    role_id: str,
    *,
    actor: Member,
    name: str | None = None,
    permissions: tuple[str, ...] | None = None,
) -> Done:
    """The role with what was given, for all who have it, at once; what is None stays.

    Raises:
        Invalid: the name is none, or a permission is not known.
        MoreThanYours: it has, or would have, a permission that the actor lacks.
        RoleNameTaken, RoleInUse: see `domain.with_role`.
        NotFound: there is no such role.
        Forbidden: the role does not carry the permission.
    """
    before = roster(actor)
    old = own(before, role_id)
    new = replace(
        old,
        name=old.name if name is None else named(name, of="role", longest=domain.MAX_NAME),
        permissions=old.permissions if permissions is None else domain.chosen(permissions),
    )
    domain.refuse_granting(actor, before, old.permissions | new.permissions, "change")
    if new == old:
        return Done(old)
    return commit(
        before,
        domain.with_role(before, new),
        new,
        actor=actor,
        verb="role.changed",
        renewed=domain.holders(before, old),
        before={"name": old.name, "permissions": sorted(old.permissions)},
        after={"name": new.name, "permissions": sorted(new.permissions)},
    )
