"""Who sends a request of the API."""

from dataclasses import replace

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.api.tokens import TokenInvalid, bearer
from accounts.keys import access as keys
from accounts.keys.actions import note_use
from accounts.keys.domain import SCHEME, Key
from accounts.models import AuthUser
from craftify.origin import origin


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …` with a token or an API key; who was suspended is out at once."""

    def authenticate(self, request: Request) -> tuple[AuthUser, str | Key] | None:
        """Set `request.member`; None leaves a request without the header to the session.

        Raises:
            TokenExpired, TokenInvalid, AccessEnded: as `tokens.bearer`.
            KeyInvalid, KeyElsewhere: as `keys.access.speaker`.
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer":
            raise TokenInvalid("Only “Authorization: Bearer …” is taken here.")
        auth: str | Key = token
        if token.strip().startswith(SCHEME):
            here = origin.get().address
            member, auth = keys.speaker(token.strip(), here)
            note_use(auth, address=here)
            origin.set(replace(origin.get(), via=auth.id))
        else:
            member = bearer(token.strip())
        request.member = member  # type: ignore[attr-defined]  # see `accounts.api.request`
        return AuthUser.of(member.user, ""), auth

    def authenticate_header(self, request: Request) -> str:
        """What makes DRF answer 401 instead of 403."""
        return "Bearer"
