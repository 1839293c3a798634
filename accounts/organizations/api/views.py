"""The organization one acts in, and founding another."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import domain
from accounts.actions import BadCredentials
from accounts.api.request import ApiRequest
from accounts.domain import Permission
from accounts.limits import TooManyAsked, TooManyFailures
from accounts.organizations import actions, queries
from accounts.organizations.api import schemas
from accounts.organizations.domain import LockedOut, SettingsChanged, SignUpOff
from accounts.signin.access import TicketVoid
from accounts.signin.passwords import WeakPassword
from accounts.store import EmailTaken
from craftify import clock
from craftify.api.answers import answer
from craftify.api.etags import etag, refuse_other
from craftify.api.fields import body
from craftify.api.operations import documented


class Organization(APIView):
    """The organization in which the caller acts."""

    @documented(answer=schemas.Organization, etag=True, scope=Permission.TEMPLATES_VIEW)
    def get(self, request: ApiRequest) -> Response:
        """What it is called and what it demands."""
        return _answer(queries.organization(request.member))

    @documented(
        answer=schemas.Organization,
        body=schemas.OrganizationChange,
        refuses=[LockedOut, SettingsChanged],
        etag=True,
        if_match=True,
        needs=Permission.ORGANIZATION_MANAGE,
    )
    def patch(self, request: ApiRequest) -> Response:
        """Change any of name, requiresSecondFactor, networks."""
        fields = body(request, known=("name", "requiresSecondFactor", "networks"))
        current = queries.organization(request.member)
        refuse_other(request, etag(current.revision))
        after = actions.change(
            actor=request.member,
            revision=current.revision,
            name=fields.text("name"),
            requires_second_factor=fields.flag("requiresSecondFactor"),
            networks=fields.texts("networks"),
        )
        return _answer(after)


class SignUps(APIView):
    """Ask for an organization of one's own."""

    authentication_classes = ()
    permission_classes = ()

    @documented(status=202, body=schemas.SignUp, refuses=[SignUpOff, TooManyAsked])
    def post(self, request: Request) -> Response:
        """{"email", "name"}: a letter is on its way, whoever has the address."""
        fields = body(request, known=("email", "name"), required=("email", "name"))
        actions.sign_up(email=fields.text("email") or "", name=fields.text("name") or "")
        return Response(status=202)


class Organizations(APIView):
    """Found an organization with the secret in the link of a letter."""

    authentication_classes = ()
    permission_classes = ()

    @documented(
        answer=schemas.Founded,
        status=201,
        body=schemas.Founding,
        refuses=[SignUpOff, TicketVoid, BadCredentials, TooManyFailures, WeakPassword, EmailTaken],
    )
    def post(self, request: Request) -> Response:
        """{"secret", "password"}, and for a new user "firstName", "lastName"; signs nobody in."""
        fields = body(
            request,
            known=("secret", "password", "firstName", "lastName"),
            required=("secret", "password"),
        )
        organization, user = actions.found(
            fields.text("secret") or "",
            password=fields.text("password") or "",
            first_name=fields.text("firstName") or "",
            last_name=fields.text("lastName") or "",
        )
        shown = {"organizationId": organization.id, "userId": user.id, "email": user.email}
        return answer(shown, status=201)


def _answer(one: domain.Organization) -> Response:
    shown: schemas.Organization = {
        "id": one.id,
        "name": one.name,
        "requiresSecondFactor": one.requires_second_factor,
        "networks": [str(network) for network in one.networks],
        "createdAt": clock.stamp(one.created_at),
        "revision": one.revision,
    }
    return answer(shown, headers={"ETag": etag(one.revision)})
