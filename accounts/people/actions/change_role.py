"""Make a member something else."""

from accounts.domain import Member
from accounts.people import access, domain
from accounts.people.actions.writing import Done, commit
from craftify.dynamo.transact import retried


@retried
def change_role(user_id: str, word: str, *, actor: Member) -> Done:
    """Give a member, or oneself, the role that `word` names; it counts from the next request on.

    Raises:
        MoreThanYours: the member has, or would have, permissions that the actor lacks.
        LastAdministrator, Unchanged: see `domain.with_role`.
        Invalid: there is no such role.
        NotFound, Forbidden: as `access.user` and `access.roster`.
    """
    before = access.roster(actor)
    user = access.user(before, user_id)
    role = access.role(before, word)
    domain.refuse_meddling(actor, before, user_id)
    domain.refuse_granting(actor, before, role)
    after = domain.with_role(before, user_id, role)
    return commit(
        before,
        after,
        user,
        actor=actor,
        verb="member.role_changed",
        before={"role": before.standings[user_id].role.value},
        after={"role": role.value},
    )
