"""One's keys, and those of the organization."""

from typing import Any

from django.urls import reverse
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.domain import Permission
from accounts.keys import actions, domain, queries
from accounts.keys.api import schemas
from accounts.keys.domain import TooManyKeys
from accounts.limits import TooManyFailures
from accounts.signin.access import WrongPassword
from craftify import clock
from craftify.api.answers import answer
from craftify.api.fields import body
from craftify.api.operations import documented

_UNCACHED = {"Cache-Control": "no-store"}
_KNOWN = ("name", "scopes", "password", "days", "networks")


class MyKeys(APIView):
    """The caller's keys in this organization."""

    @documented(answer=schemas.Key, many=True)
    def get(self, request: ApiRequest) -> Response:
        """The oldest first."""
        return answer([present(one) for one in queries.mine(request.member)])

    @documented(
        answer=schemas.KeyWithText,
        status=201,
        body=schemas.KeyMade,
        refuses=[WrongPassword, TooManyFailures, TooManyKeys],
    )
    def post(self, request: ApiRequest) -> Response:
        """A new one; `key`, its text, is told only now."""
        key, text = actions.create(actor=request.member, **_given(request))
        shown: schemas.KeyWithText = {**present(key), "key": text}
        headers = {**_UNCACHED, "Location": reverse("api-key", args=[key.id])}
        return answer(shown, status=201, headers=headers)


class Keys(APIView):
    """Everybody's keys."""

    @documented(answer=schemas.Key, many=True, needs=Permission.MEMBERS_MANAGE)
    def get(self, request: ApiRequest) -> Response:
        """The oldest first."""
        return answer([present(one) for one in queries.keys(request.member)])


class OneKey(APIView):
    """One key."""

    @documented(status=204)
    def delete(self, request: ApiRequest, key_id: str) -> Response:
        """Revoke it; one's own, or any for those who manage members."""
        actions.revoke(key_id, actor=request.member)
        return Response(status=204)


def present(key: domain.Key) -> schemas.Key:
    """A key as the API shows it."""
    return {
        "id": key.id,
        "userId": key.user_id,
        "name": key.name,
        "prefix": key.prefix,
        "scopes": sorted(key.scopes),
        "networks": [str(one) for one in key.networks],
        "createdAt": clock.stamp(key.created_at),
        "expiresAt": clock.stamp(key.expires_at) if key.expires_at else None,
        "lastUsedAt": clock.stamp(key.last_used_at) if key.last_used_at else None,
        "lastAddress": key.last_address,
    }


def _given(request: ApiRequest) -> dict[str, Any]:
    fields = body(request, known=_KNOWN, required=("name", "scopes", "password"))
    return {
        "name": fields.text("name") or "",
        "password": fields.text("password") or "",
        "scopes": fields.texts("scopes") or (),
        "days": fields.whole("days", high=domain.MAX_DAYS),
        "networks": fields.texts("networks") or (),
    }
