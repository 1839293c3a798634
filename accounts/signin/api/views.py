"""Where one is signed in, and with which password."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.api.tokens import family_of
from accounts.limits import TooManyAsked, TooManyFailures
from accounts.signin import actions, queries
from accounts.signin.access import TicketVoid, WrongPassword
from accounts.signin.api import parse, present, schemas
from accounts.signin.passwords import WeakPassword
from accounts.store import EmailTaken
from craftify.api.answers import answer
from craftify.api.fields import nothing
from craftify.api.operations import documented
from craftify.api.schemas import Nothing


class Sessions(APIView):
    """The browsers and programs that one is signed in with, the one that asks first."""

    @documented(answer=schemas.Session, many=True)
    def get(self, request: ApiRequest) -> Response:
        """All of them."""
        found = queries.my_sessions(
            request.member, request.session.session_key, family_of(request.auth)
        )
        return answer([present.session(one) for one in found])


class Session(APIView):
    """One of them."""

    @documented(status=204)
    def delete(self, request: ApiRequest, session_id: str) -> Response:
        """Sign out there."""
        actions.end_session(session_id, actor=request.member)
        return Response(status=204)


class SignOuts(APIView):
    """Sign out everywhere."""

    @documented(status=204, body=Nothing, body_required=False)
    def post(self, request: ApiRequest) -> Response:
        """Nothing; every session and token has ended, the one that asked as well."""
        nothing(request)
        actions.sign_out_everywhere(actor=request.member)
        return Response(status=204)


class Password(APIView):
    """Change one's password: {"present", "new"}."""

    @documented(
        status=204,
        body=schemas.PasswordChange,
        refuses=[WrongPassword, WeakPassword, TooManyFailures],
    )
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

    @documented(status=202, body=schemas.Address, refuses=[TooManyAsked])
    def post(self, request: Request) -> Response:
        """The same for every address."""
        (email,) = parse.texts(request, "email")
        actions.ask_for_reset(email=email)
        return Response(status=202)


class Reset(APIView):
    """Choose a new password: {"secret", "new"}; the secret is in the letter's link."""

    authentication_classes = ()
    permission_classes = ()

    @documented(status=204, body=schemas.Reset, refuses=[TicketVoid, WeakPassword])
    def post(self, request: Request) -> Response:
        """Nothing; sign in with it."""
        secret, new = parse.texts(request, "secret", "new")
        actions.reset_password(secret=secret, new=new)
        return Response(status=204)


class EmailChange(APIView):
    """Sign in with another address: {"email", "password"}."""

    @documented(
        status=202, body=schemas.EmailChange, refuses=[WrongPassword, TooManyFailures, TooManyAsked]
    )
    def post(self, request: ApiRequest) -> Response:
        """The same for every address; a letter goes to it, if nobody signs in with it."""
        email, password = parse.texts(request, "email", "password")
        actions.ask_for_email(email=email, password=password, actor=request.member)
        return Response(status=202)


class EmailConfirmation(APIView):
    """Confirm it: {"secret"}, from the letter's link."""

    authentication_classes = ()
    permission_classes = ()

    @documented(status=204, body=schemas.LetterSecret, refuses=[TicketVoid, EmailTaken])
    def post(self, request: Request) -> Response:
        """Nothing; one signs in with it from now on."""
        (secret,) = parse.texts(request, "secret")
        actions.confirm_email(secret=secret)
        return Response(status=204)
