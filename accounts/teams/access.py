"""How anybody gets a team."""

from accounts.domain import Team
from accounts.people.domain import Roster
from craftify.errors import NotFound


def team(roster: Roster, team_id: str) -> Team:
    """A team of the organization.

    Raises:
        NotFound: there is none.
    """
    for one in roster.teams:
        if one.id == team_id:
            return one
    raise NotFound("There is no such team.")
