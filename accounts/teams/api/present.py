"""Teams as the API shows them."""

from accounts.domain import Team
from accounts.teams.api import schemas


def team(one: Team) -> schemas.Team:
    """A team with the ids of its members."""
    return {
        "id": one.id,
        "organizationId": one.organization_id,
        "name": one.name,
        "memberIds": list(one.member_ids),
    }
