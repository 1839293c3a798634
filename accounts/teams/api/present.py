"""Teams as the API shows them."""

from accounts.domain import Team


def team(one: Team) -> dict[str, object]:
    """A team with the ids of its members."""
    return {
        "id": one.id,
        "organizationId": one.organization_id,
        "name": one.name,
        "memberIds": list(one.member_ids),
    }
