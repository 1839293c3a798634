"""Teams, and who is in them."""

from django.urls import reverse
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.teams import actions, queries
from accounts.teams.api import parse, present, schemas
from accounts.teams.domain import NameTaken, TeamNeeded, TooManyTeams
from craftify.api.answers import answer
from craftify.api.operations import documented


class Teams(APIView):
    """The organization's teams, by name."""

    @documented(answer=schemas.Team, many=True, needs="members.manage")
    def get(self, request: ApiRequest) -> Response:
        """All of them."""
        return answer([present.team(one) for one in queries.teams(request.member).teams])

    @documented(
        answer=schemas.Team,
        status=201,
        body=schemas.TeamNamed,
        refuses=[NameTaken, TooManyTeams],
        needs="members.manage",
    )
    def post(self, request: ApiRequest) -> Response:
        """A new one, with nobody in it: {"name"}."""
        made = actions.create(parse.name(request), actor=request.member)
        place = reverse("api-team", args=[made.id])
        return answer(present.team(made), status=201, headers={"Location": place})


class Team(APIView):
    """One team."""

    @documented(answer=schemas.Team, needs="members.manage")
    def get(self, request: ApiRequest, team_id: str) -> Response:
        """Its name and its members' ids."""
        return answer(present.team(queries.team(request.member, team_id).teams[0]))

    @documented(
        answer=schemas.Team, body=schemas.TeamNamed, refuses=[NameTaken], needs="members.manage"
    )
    def patch(self, request: ApiRequest, team_id: str) -> Response:
        """Another name: {"name"}."""
        after = actions.rename(team_id, parse.name(request), actor=request.member)
        return answer(present.team(after))

    @documented(status=204, refuses=[TeamNeeded], needs="members.manage")
    def delete(self, request: ApiRequest, team_id: str) -> Response:
        """Delete it, unless approval rules need it."""
        actions.delete(team_id, actor=request.member)
        return Response(status=204)


class Members(APIView):
    """Who is in a team."""

    @documented(
        answer=schemas.Team, body=schemas.TeamMember, refuses=[TeamNeeded], needs="members.manage"
    )
    def post(self, request: ApiRequest, team_id: str) -> Response:
        """Put a member of the organization in: {"userId"}."""
        after = actions.put_in(team_id, parse.user_id(request), actor=request.member)
        return answer(present.team(after))


class OneMember(APIView):
    """Somebody who is in a team."""

    @documented(answer=schemas.Team, refuses=[TeamNeeded], needs="members.manage")
    def delete(self, request: ApiRequest, team_id: str, user_id: str) -> Response:
        """Take them out, unless approval rules need them there."""
        after = actions.take_out(team_id, user_id, actor=request.member)
        return answer(present.team(after))
