"""Let a member do nothing, for a while."""

from accounts.domain import Member
from accounts.people import access, domain
from accounts.people.actions import ending
from accounts.people.actions.writing import Done, commit
from craftify import clock
from craftify.dynamo.transact import retried


def suspend(user_id: str, *, actor: Member) -> Done:
    """Refuse a member from the next request and socket message on; their sessions here end.

    Raises:
        Oneself: it is the actor.
        MoreThanYours: the member may do more than the actor.
        LastAdministrator, Unchanged: see `domain.suspended`.
        NotFound, Forbidden: as `access.user` and `access.roster`.
    """
    done = _suspend(user_id, actor=actor)
    ending.end_access(actor.organization_id, user_id)
    return done


@retried
def _suspend(user_id: str, *, actor: Member) -> Done:
    before = access.roster(actor)
    user = access.user(before, user_id)
    domain.refuse_oneself(actor, user_id)
    domain.refuse_meddling(actor, before, user_id)
    after = domain.suspended(before, user_id, clock.now())
    return commit(before, after, user, actor=actor, verb="member.suspended")
