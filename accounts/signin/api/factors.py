"""The second factor of signing in."""

from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.limits import TooManyFailures
from accounts.signin import actions, codes, queries
from accounts.signin.access import WrongPassword
from accounts.signin.api import parse, present, schemas
from accounts.signin.domain import CodeWrong, FactorThere, NoFactor
from craftify.api.answers import answer
from craftify.api.operations import documented

_UNCACHED = {"Cache-Control": "no-store"}


class SecondFactor(APIView):
    """Whether signing in takes a code as well."""

    demands_nothing = True

    @documented(answer=schemas.Factor)
    def get(self, request: ApiRequest) -> Response:
        """Since when, and how many recovery codes are left."""
        return answer(present.factor(queries.factor_state(request.member)))

    @documented(
        answer=schemas.FactorSecret,
        status=201,
        body=schemas.Password,
        refuses=[WrongPassword, TooManyFailures, FactorThere],
    )
    def post(self, request: ApiRequest) -> Response:
        """Begin: {"password"} for the secret of an authenticator, told only now."""
        (password,) = parse.texts(request, "password")
        secret = actions.begin_factor(password=password, actor=request.member)
        uri = codes.uri_of(secret, request.member.user.email, queries.ISSUER)
        shown = {"secret": codes.text_of(secret), "uri": uri}
        return answer(shown, status=201, headers=_UNCACHED)


class Confirmation(APIView):
    """Switch it on: {"code"}, one that the authenticator shows."""

    demands_nothing = True

    @documented(
        answer=schemas.RecoveryCodes,
        body=schemas.OneCode,
        refuses=[CodeWrong, TooManyFailures, FactorThere, NoFactor],
    )
    def post(self, request: ApiRequest) -> Response:
        """The recovery codes, told only now."""
        (code,) = parse.texts(request, "code")
        recovery = actions.confirm_factor(code=code, actor=request.member)
        return answer({"recoveryCodes": recovery}, headers=_UNCACHED)


class RecoveryCodes(APIView):
    """Replace the recovery codes: {"password"}."""

    @documented(
        answer=schemas.RecoveryCodes,
        body=schemas.Password,
        refuses=[WrongPassword, TooManyFailures, NoFactor],
    )
    def post(self, request: ApiRequest) -> Response:
        """The new ones, told only now."""
        (password,) = parse.texts(request, "password")
        recovery = actions.renew_recovery_codes(password=password, actor=request.member)
        return answer({"recoveryCodes": recovery}, headers=_UNCACHED)


class Removal(APIView):
    """Switch it off: {"password"}."""

    @documented(
        status=204, body=schemas.Password, refuses=[WrongPassword, TooManyFailures, NoFactor]
    )
    def post(self, request: ApiRequest) -> Response:
        """Nothing."""
        (password,) = parse.texts(request, "password")
        actions.remove_factor(password=password, actor=request.member)
        return Response(status=204)
