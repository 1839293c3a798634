"""Who sends a request of the API."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.api.tokens import TokenInvalid, bearer
from accounts.models import AuthUser


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`; a suspended or removed member is out at once."""

    def authenticate(self, request: Request) -> tuple[AuthUser, str] | None:
        """Set `request.member`; None leaves a request without the header to the session.

        Raises:
            TokenExpired, TokenInvalid, AccessEnded: as `tokens.bearer`.
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer":
            raise TokenInvalid("Only “Authorization: Bearer …” is taken here.")
        member = bearer(token.strip())
        request.member = member  # type: ignore[attr-defined]  # see `accounts.api.request`
        return AuthUser.of(member.user, ""), token

    def authenticate_header(self, request: Request) -> str:
        """What makes DRF answer 401 instead of 403."""
        return "Bearer"
