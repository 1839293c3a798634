"""The members of the organization."""

from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.people import actions, queries
from accounts.people.actions.writing import Done
from accounts.people.api import parse, present, schemas
from accounts.people.domain import LastAdministrator, MoreThanYours, Oneself, Unchanged
from craftify.api.answers import answer
from craftify.api.fields import nothing
from craftify.api.operations import documented
from craftify.api.schemas import Nothing


class Users(APIView):
    """The members, by name: q, role, status, page, limit, cursor."""

    @documented(answer=schemas.User, paged=True, query=schemas.UserQuery, needs="members.manage")
    def get(self, request: ApiRequest) -> Response:
        """A page of them."""
        page = queries.members(request.member, **parse.listing(request))
        return answer([present.member(one) for one in page.items], page=page)


class User(APIView):
    """One member."""

    @documented(answer=schemas.WholeUser, needs="members.manage")
    def get(self, request: ApiRequest, user_id: str) -> Response:
        """Who they are here, which reviews wait for them, and what the rules need them for."""
        return answer(present.whole_member(queries.member(request.member, user_id)))

    @documented(
        answer=schemas.ChangedUser,
        body=schemas.UserChange,
        refuses=[MoreThanYours, LastAdministrator, Unchanged],
        needs="members.manage",
    )
    def patch(self, request: ApiRequest, user_id: str) -> Response:
        """Another role: {"role"}."""
        return _done(
            request, actions.change_role(user_id, parse.role(request), actor=request.member)
        )

    @documented(
        status=204, refuses=[MoreThanYours, LastAdministrator, Oneself], needs="members.manage"
    )
    def delete(self, request: ApiRequest, user_id: str) -> Response:
        """Remove them from the organization."""
        actions.remove(user_id, actor=request.member)
        return Response(status=204)


class Suspension(APIView):
    """Whether a member may do anything."""

    @documented(
        answer=schemas.ChangedUser,
        body=Nothing,
        body_required=False,
        refuses=[MoreThanYours, LastAdministrator, Oneself, Unchanged],
        needs="members.manage",
    )
    def post(self, request: ApiRequest, user_id: str) -> Response:
        """Suspend them."""
        nothing(request)
        return _done(request, actions.suspend(user_id, actor=request.member))

    @documented(
        answer=schemas.ChangedUser, refuses=[MoreThanYours, Unchanged], needs="members.manage"
    )
    def delete(self, request: ApiRequest, user_id: str) -> Response:
        """Reactivate them."""
        return _done(request, actions.reactivate(user_id, actor=request.member))


def _done(request: ApiRequest, done: Done) -> Response:
    """The member as they are now; `warnings` say which approval rules have to be changed."""
    # Whoever gave up their own role may not look at members any more.
    known = queries.listed(request.member.organization_id, done.user)
    return answer({**present.member(known), "warnings": list(done.warnings)})
