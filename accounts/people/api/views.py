"""The members of the organization."""

from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.people import actions, queries
from accounts.people.actions.writing import Done
from accounts.people.api import parse, present
from craftify.api.answers import answer
from craftify.api.fields import body


class Users(APIView):
    """The members, by name: q, role, status, page, limit."""

    def get(self, request: ApiRequest) -> Response:
        """A page of them."""
        page = queries.members(request.member, **parse.listing(request))
        return answer([present.member(one) for one in page.items], page=page)


class User(APIView):
    """One member."""

    def get(self, request: ApiRequest, user_id: str) -> Response:
        """Who they are here, which reviews wait for them, and what the rules need them for."""
        return answer(present.whole_member(queries.member(request.member, user_id)))

    def patch(self, request: ApiRequest, user_id: str) -> Response:
        """Another role: {"role"}."""
        return _done(
            request, actions.change_role(user_id, parse.role(request), actor=request.member)
        )

    def delete(self, request: ApiRequest, user_id: str) -> Response:
        """Remove them from the organization."""
        actions.remove(user_id, actor=request.member)
        return Response(status=204)


class Suspension(APIView):
    """Whether a member may do anything."""

    def post(self, request: ApiRequest, user_id: str) -> Response:
        """Suspend them."""
        body(request, known=())
        return _done(request, actions.suspend(user_id, actor=request.member))

    def delete(self, request: ApiRequest, user_id: str) -> Response:
        """Reactivate them."""
        return _done(request, actions.reactivate(user_id, actor=request.member))


def _done(request: ApiRequest, done: Done) -> Response:
    """The member as they are now; `warnings` say which approval rules have to be changed."""
    # Whoever gave up their own role may not look at members any more.
    known = queries.listed(request.member.organization_id, done.user)
    return answer({**present.member(known), "warnings": list(done.warnings)})
