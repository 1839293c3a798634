"""Roles: what members may do."""

from django.urls import reverse
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.people.domain import MoreThanYours
from accounts.roles import actions, queries
from accounts.roles.api import parse, present, schemas
from accounts.roles.domain import RoleInUse, RoleNameTaken, TooManyRoles
from craftify.api.answers import answer
from craftify.api.operations import documented


class Roles(APIView):
    """The permission matrix: every role with its permissions."""

    @documented(answer=schemas.Role, many=True, needs="members.manage")
    def get(self, request: ApiRequest) -> Response:
        """Those of every organization, then its own by name."""
        found = queries.roles(request.member)
        return answer([present.role(one.role, one.members) for one in found])

    @documented(
        answer=schemas.Role,
        status=201,
        body=schemas.RoleMade,
        refuses=[MoreThanYours, RoleNameTaken, TooManyRoles],
        needs="members.manage",
    )
    def post(self, request: ApiRequest) -> Response:
        """A new one: {"name", "permissions"}."""
        done = actions.create(actor=request.member, **parse.creation(request))
        place = reverse("api-role", args=[done.role.id])
        return answer(present.role(done.role, 0), status=201, headers={"Location": place})


class OneRole(APIView):
    """A role of the organization's own."""

    @documented(answer=schemas.Role, needs="members.manage")
    def get(self, request: ApiRequest, role_id: str) -> Response:
        """Its name and permissions."""
        found = queries.role(request.member, role_id)
        return answer(present.role(found.role, found.members))

    @documented(
        answer=schemas.ChangedRole,
        body=schemas.RoleChange,
        refuses=[MoreThanYours, RoleNameTaken, RoleInUse],
        needs="members.manage",
    )
    def patch(self, request: ApiRequest, role_id: str) -> Response:
        """Change its name or permissions, for all who have it."""
        members = queries.role(request.member, role_id).members
        done = actions.change(role_id, actor=request.member, **parse.change(request))
        return answer({**present.role(done.role, members), "warnings": list(done.warnings)})

    @documented(status=204, refuses=[MoreThanYours, RoleInUse], needs="members.manage")
    def delete(self, request: ApiRequest, role_id: str) -> Response:
        """Delete it, unless somebody has it."""
        actions.delete(role_id, actor=request.member)
        return Response(status=204)
