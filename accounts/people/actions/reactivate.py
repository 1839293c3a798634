"""Let a suspended member in again."""

from accounts.domain import Member
from accounts.people import access, domain
from accounts.people.actions import ending
from accounts.people.actions.writing import Done, commit
from craftify.dynamo.transact import retried


@retried
def reactivate(user_id: str, *, actor: Member) -> Done:
    """Let a member do what their role carries; they sign in anew.

    Raises:
        MoreThanYours: the member may do more than the actor.
        Unchanged: they are not suspended.
        NotFound, Forbidden: as `access.user` and `access.roster`.
    """
    before = access.roster(actor)
    user = access.user(before, user_id)
    domain.refuse_meddling(actor, before, user_id)
    after = domain.reactivated(before, user_id)
    # Whatever began in the moment of the suspension, or was left when a process died then.
    ending.end_access(actor.organization_id, user_id)
    return commit(before, after, user, actor=actor, verb="member.reactivated")
