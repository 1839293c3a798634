"""Access and refresh tokens: signed, without a record of their own."""

from rest_framework_simplejwt.exceptions import ExpiredTokenError, TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from accounts import access
from accounts.domain import Member
from craftify.errors import NotFound, Unauthenticated

_ORGANIZATION = "org"


class TokenExpired(Unauthenticated):
    """The token was good once."""


class TokenInvalid(Unauthenticated):
    """The token is no token of ours, or not of the kind that belongs here."""


class AccessEnded(Unauthenticated):
    """The user was suspended, or removed from the organization."""


def pair_for(member: Member) -> dict[str, object]:
    """New tokens as the API hands them out; `expiresIn` is the access token's life in seconds."""
    pair = []
    for kind in (AccessToken, RefreshToken):
        token = kind()
        token["sub"] = member.id
        token[_ORGANIZATION] = member.organization_id
        pair.append(str(token))
    access_token, refresh_token = pair
    return {
        "access": access_token,
        "refresh": refresh_token,
        "tokenType": "Bearer",
        "expiresIn": int(AccessToken.lifetime.total_seconds()),
    }


def bearer(text: str) -> Member:
    """Who an access token speaks for, as the store knows them now.

    Raises:
        TokenExpired, TokenInvalid, AccessEnded: nobody.
    """
    return _member(AccessToken, text, "access", "POST /api/auth/token/refresh gives a new one.")


def refresher(text: str) -> Member:
    """Who a refresh token speaks for, as the store knows them now.

    Raises:
        TokenExpired, TokenInvalid, AccessEnded: nobody.
    """
    return _member(RefreshToken, text, "refresh", "Sign in with POST /api/auth/token.")


def _member(kind: type[Token], text: str, name: str, advice: str) -> Member:
    try:
        claims = kind(text)  # type: ignore[arg-type]  # its annotation says Token, it takes text
    except ExpiredTokenError:
        raise TokenExpired(f"The {name} token has expired. {advice}") from None
    except TokenError:
        raise TokenInvalid(f"This is not a valid {name} token. {advice}") from None
    try:
        return access.member(str(claims.get(_ORGANIZATION)), str(claims.get("sub")))
    except NotFound:
        raise AccessEnded(
            "You have no access to this organization any more. Ask an administrator."
        ) from None
