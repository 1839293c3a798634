"""Take a member out of the organization."""

from accounts.domain import Member
from accounts.people import access, domain
from accounts.people.actions import ending
from accounts.people.actions.writing import Done, commit
from craftify.dynamo.transact import retried


def remove(user_id: str, *, actor: Member) -> Done:
    """Take a member and their seats in teams away; what they made stays, with their name.

    Raises:
        Oneself: it is the actor.
        MoreThanYours: the member may do more than the actor.
        LastAdministrator: see `domain.without`.
        NotFound, Forbidden: as `access.user` and `access.roster`.
    """
    done = _remove(user_id, actor=actor)
    ending.end_access(actor.organization_id, user_id)
    return done


@retried
def _remove(user_id: str, *, actor: Member) -> Done:
    before = access.roster(actor)
    user = access.user(before, user_id)
    domain.refuse_oneself(actor, user_id)
    domain.refuse_meddling(actor, before, user_id)
    after = domain.without(before, user_id)
    return commit(
        before,
        after,
        user,
        actor=actor,
        verb="member.removed",
        before={
            "role": before.standings[user_id].role.value,
            "teams": [team.id for team in before.teams if user_id in team.member_ids],
        },
    )
