"""Who is in a team."""

from accounts.domain import Member, Team
from accounts.people.access import roster, user
from accounts.teams import access, domain
from accounts.teams.actions.writing import commit
from craftify.dynamo.transact import retried
from craftify.errors import NotFound


@retried
def put_in(team_id: str, user_id: str, *, actor: Member) -> Team:
    """The team with a member of the organization in it; one who is in changes nothing.

    Raises:
        NotFound: there is no such team or member.
        Forbidden: the role does not carry the permission.
    """
    before = roster(actor)
    old = access.team(before, team_id)
    person = user(before, user_id)
    if user_id in old.member_ids:
        return old
    team = domain.with_member(old, user_id)
    return commit(
        before,
        domain.with_team(before, team),
        team,
        actor=actor,
        verb="team.member_added",
        member=person.id,
        member_name=person.name,
    )


@retried
def take_out(team_id: str, user_id: str, *, actor: Member) -> Team:
    """The team without somebody.

    Raises:
        TeamNeeded: something depends on them being in it.
        NotFound: there is no such team, or they are not in it.
        Forbidden: the role does not carry the permission.
    """
    before = roster(actor)
    old = access.team(before, team_id)
    if user_id not in old.member_ids:
        raise NotFound("They are not in this team.")
    person = user(before, user_id)
    team = domain.without_member(old, user_id)
    return commit(
        before,
        domain.with_team(before, team),
        team,
        actor=actor,
        verb="team.member_removed",
        member=person.id,
        member_name=person.name,
    )
