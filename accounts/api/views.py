"""Tokens, and who one is."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import access, actions, queries
from accounts.actions import BadCredentials, NoOrganization
from accounts.api import parse, present, schemas, tokens
from accounts.api.request import ApiRequest
from accounts.limits import TooManyFailures
from accounts.signin.domain import CodeNeeded, CodeWrong, TokenReused
from craftify.api.answers import answer
from craftify.api.operations import documented

_UNCACHED = {"Cache-Control": "no-store"}


class Token(APIView):
    """Sign in: {"email", "password"}, "code" of a second factor, for two tokens."""

    authentication_classes = ()
    permission_classes = ()

    @documented(
        answer=schemas.Tokens,
        body=schemas.Credentials,
        refuses=[BadCredentials, NoOrganization, TooManyFailures, CodeNeeded, CodeWrong],
    )
    def post(self, request: Request) -> Response:
        """New tokens, for `organizationId` or for the organization one was in last."""
        member = actions.authenticate(**parse.credentials(request))
        return answer(tokens.pair_for(member), headers=_UNCACHED)


class Refresh(APIView):
    """{"refresh"} for a new pair of tokens; each refresh token is valid once."""

    authentication_classes = ()
    permission_classes = ()

    @documented(
        answer=schemas.Tokens,
        body=schemas.RefreshToken,
        refuses=[tokens.TokenExpired, tokens.TokenInvalid, tokens.AccessEnded, TokenReused],
    )
    def post(self, request: Request) -> Response:
        """New tokens, if the member is still one."""
        return answer(tokens.next_pair(parse.refresh(request)), headers=_UNCACHED)


class Revocation(APIView):
    """{"refresh"}: sign out, which ends the tokens that came of one sign-in."""

    authentication_classes = ()
    permission_classes = ()

    @documented(
        status=204,
        body=schemas.RefreshToken,
        refuses=[tokens.TokenExpired, tokens.TokenInvalid, tokens.AccessEnded],
    )
    def post(self, request: Request) -> Response:
        """Nothing; the access token has ended as well."""
        tokens.end(parse.refresh(request))
        return Response(status=204)


class Me(APIView):
    """The caller: their role and permissions here, and their other organizations."""

    demands_nothing = True

    @documented(answer=schemas.Me, scope="*")
    def get(self, request: ApiRequest) -> Response:
        """Whose token or session this is."""
        return answer(present.me(request.member, queries.memberships_of(request.member.id)))

    @documented(answer=schemas.Me, body=schemas.MeChange)
    def patch(self, request: ApiRequest) -> Response:
        """What one is called, and the look of the product; what is left out stays."""
        actions.change_profile(actor=request.member, **parse.profile(request))
        member = access.member(request.member.organization_id, request.member.id)
        return answer(present.me(member, queries.memberships_of(member.id)))
