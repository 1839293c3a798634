"""Where one is signed in, and with which password."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.api.tokens import family_of
from accounts.signin import actions, queries
from accounts.signin.api import parse, present
from craftify.api.answers import answer


class Sessions(APIView):
    """The browsers and programs that one is signed in with, the one that asks first."""

    def get(self, request: ApiRequest) -> Response:
        """All of them."""
        found = queries.my_sessions(
            request.member, request.session.session_key, family_of(request.auth)
        )
        return answer([present.session(one) for one in found])


class Session(APIView):
    """One of them."""

    def delete(self, request: ApiRequest, session_id: str) -> Response:
        """Sign out there."""
        actions.end_session(session_id, actor=request.member)
        return Response(status=204)


class SignOuts(APIView):
    """Sign out everywhere."""

    def post(self, request: ApiRequest) -> Response:
        """Nothing; every session and token has ended, the one that asked as well."""
        parse.nothing(request)
        actions.sign_out_everywhere(actor=request.member)
        return Response(status=204)


class Password(APIView):
    """Change one's password: {"present", "new"}."""

    def post(self, request: ApiRequest) -> Response:
        """Nothing; every token has ended, and every session but the one that asked."""
        present_one, new = parse.texts(request, "present", "new")
        actions.change_password(
            request._request,  # noqa: SLF001 (Django's own request, which has the session)
            actor=request.member,
            present=present_one,
            new=new,
        )
        return Response(status=204)


class ResetLetter(APIView):
    """Ask for the letter that lets one choose a new password: {"email"}."""

    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Request) -> Response:
        """The same for every address."""
        (email,) = parse.texts(request, "email")
        actions.ask_for_reset(email=email)
        return Response(status=202)


class Reset(APIView):
    """Choose a new password: {"secret", "new"}; the secret is in the letter's link."""

    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Request) -> Response:
        """Nothing; sign in with it."""
        secret, new = parse.texts(request, "secret", "new")
        actions.reset_password(secret=secret, new=new)
        return Response(status=204)
