"""Addresses of teams in the API."""

from accounts.teams.api.views import Members, OneMember, Team, Teams
from craftify.api.endpoints import endpoint

_ONE = "/teams/<str:team_id>"

urlpatterns = [
    *endpoint("/teams", Teams, "teams"),
    *endpoint(_ONE, Team, "team"),
    *endpoint(f"{_ONE}/members", Members, "team-members"),
    *endpoint(f"{_ONE}/members/<str:user_id>", OneMember, "team-member"),
]
