"""Invitations: to send them, and to accept one."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actions import BadCredentials
from accounts.api.request import ApiRequest
from accounts.invitations import actions, queries
from accounts.invitations.api import parse, present, schemas
from accounts.invitations.domain import (
    AlreadyInvited,
    AlreadyMember,
    InvitationVoid,
    TooManyInvitations,
)
from accounts.invitations.limits import TooManyLetters
from accounts.limits import TooManyFailures
from accounts.people.domain import MoreThanYours
from accounts.signin.passwords import WeakPassword
from craftify.api.answers import answer
from craftify.api.fields import nothing
from craftify.api.operations import documented
from craftify.api.schemas import Nothing


class Invitations(APIView):
    """The invitations that are neither accepted nor revoked, the latest first."""

    @documented(answer=schemas.Invitation, many=True, needs="members.manage")
    def get(self, request: ApiRequest) -> Response:
        """All of them."""
        found = queries.invitations(request.member)
        return answer([present.invitation(one.invitation) for one in found])

    @documented(
        answer=schemas.Invitation,
        status=201,
        body=schemas.InvitationMade,
        refuses=[MoreThanYours, AlreadyMember, AlreadyInvited, TooManyInvitations, TooManyLetters],
        needs="members.manage",
    )
    def post(self, request: ApiRequest) -> Response:
        """A new one, whose letter is on its way: {"email", "role"}."""
        made = actions.invite(actor=request.member, **parse.creation(request))
        return answer(present.invitation(made), status=201)


class Invitation(APIView):
    """One invitation."""

    @documented(answer=schemas.Invitation, needs="members.manage")
    def get(self, request: ApiRequest, invitation_id: str) -> Response:
        """To whom it went, and until when it counts."""
        return answer(present.invitation(queries.invitation(request.member, invitation_id)))

    @documented(status=204, needs="members.manage")
    def delete(self, request: ApiRequest, invitation_id: str) -> Response:
        """Revoke it."""
        actions.revoke(invitation_id, actor=request.member)
        return Response(status=204)


class Letters(APIView):
    """The letters of an invitation; only the link of the latest one counts."""

    @documented(
        answer=schemas.Invitation,
        status=202,
        body=Nothing,
        body_required=False,
        refuses=[MoreThanYours, TooManyLetters],
        needs="members.manage",
    )
    def post(self, request: ApiRequest, invitation_id: str) -> Response:
        """Send another one."""
        nothing(request)
        after = actions.resend(invitation_id, actor=request.member)
        return answer(present.invitation(after), status=202)


class Acceptances(APIView):
    """Accept an invitation with the token in the link of its letter."""

    authentication_classes = ()
    permission_classes = ()

    @documented(
        answer=schemas.Joined,
        status=201,
        body=schemas.Acceptance,
        refuses=[InvitationVoid, BadCredentials, TooManyFailures, WeakPassword, AlreadyMember],
    )
    def post(self, request: Request) -> Response:
        """{"token", "password"}, and for a new user "firstName", "lastName"; signs nobody in."""
        user = actions.accept(**parse.acceptance(request))
        return answer({"userId": user.id, "email": user.email}, status=201)
