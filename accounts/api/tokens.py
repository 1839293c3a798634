"""Access and refresh tokens: signed texts that name a family (`accounts.signin`) and an epoch."""

from rest_framework_simplejwt.exceptions import ExpiredTokenError, TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from accounts import access
from accounts.domain import Member
from accounts.signin import actions, queries
from accounts.signin.domain import Family
from craftify.errors import NotFound, Unauthenticated

_ORGANIZATION, _FAMILY, _EPOCH = "org", "fam", "epoch"
# Ours have some 400 characters; nothing longer is worth a look.
_LONGEST = 2_000
_SIGN_IN = "Sign in with POST /api/auth/token."


class TokenExpired(Unauthenticated):
    """The token was good once."""


class TokenInvalid(Unauthenticated):
    """The token is no token of ours, or not of the kind that belongs here."""


class AccessEnded(Unauthenticated):
    """The user was suspended, or removed from the organization."""


def pair_for(member: Member) -> dict[str, object]:
    """The tokens of a new sign-in; see `_pair`."""
    return _pair(member, actions.begin_family(member))


def next_pair(refresh: str) -> dict[str, object]:
    """New tokens for a refresh token, which is valid once; see `_pair`.

    Raises:
        TokenExpired, TokenInvalid, AccessEnded: it is good for nothing.
        TokenReused: it was used before; its whole family is ended.
    """
    member, claims = _spoken_for(RefreshToken, refresh, "refresh", _SIGN_IN)
    family = actions.renew_family(member, _named(claims, _FAMILY), str(claims.get("jti")))
    if not family:
        raise AccessEnded(f"This sign-in was ended. {_SIGN_IN}")
    return _pair(member, family)


def end(refresh: str) -> None:
    """Sign out: end the family of a refresh token, one that was used before as well.

    Raises:
        TokenExpired, TokenInvalid, AccessEnded: it is good for nothing.
    """
    member, claims = _spoken_for(RefreshToken, refresh, "refresh", _SIGN_IN)
    actions.end_family(member, _named(claims, _FAMILY))


def _named(claims: Token, claim: str) -> str:
    # The store takes no empty key.
    return str(claims.get(claim)) or "none"


def _pair(member: Member, family: Family) -> dict[str, object]:
    """Tokens as the API hands them out; `expiresIn` is the access token's life in seconds."""
    pair: list[Token] = []
    for kind in (AccessToken, RefreshToken):
        token = kind()
        token["sub"] = member.id
        token[_ORGANIZATION] = member.organization_id
        token[_FAMILY] = family.id
        token[_EPOCH] = member.user.epoch
        pair.append(token)
    access_token, refresh_token = pair
    refresh_token["jti"] = family.current
    return {
        "access": str(access_token),
        "refresh": str(refresh_token),
        "tokenType": "Bearer",
        "expiresIn": int(AccessToken.lifetime.total_seconds()),
    }


def bearer(text: str) -> Member:
    """Who an access token speaks for, as the store knows them now.

    Raises:
        TokenExpired, TokenInvalid, AccessEnded: nobody.
    """
    advice = "POST /api/auth/token/refresh gives a new one."
    member, claims = _spoken_for(AccessToken, text, "access", advice)
    if not queries.has_family(member.id, _named(claims, _FAMILY)):
        raise AccessEnded(f"This sign-in was ended. {_SIGN_IN}")
    return member


def family_of(text: object) -> str:
    """The family of an access token that `bearer` took; nothing for a session."""
    return str(AccessToken(text).get(_FAMILY)) if isinstance(text, str) else ""  # type: ignore[arg-type]  # see `_spoken_for`


def _spoken_for(kind: type[Token], text: str, name: str, advice: str) -> tuple[Member, Token]:
    try:
        claims = kind(text[:_LONGEST])  # type: ignore[arg-type]  # its annotation says Token, it takes text
    except ExpiredTokenError:
        raise TokenExpired(f"The {name} token has expired. {advice}") from None
    except TokenError:
        raise TokenInvalid(f"This is not a valid {name} token. {advice}") from None
    try:
        member = access.identify(
            access.member(_named(claims, _ORGANIZATION), _named(claims, "sub"))
        )
    except NotFound:
        raise AccessEnded(
            "You have no access to this organization any more. Ask an administrator."
        ) from None
    if claims.get(_EPOCH) != member.user.epoch:
        raise AccessEnded(f"This sign-in was ended everywhere. {_SIGN_IN}")
    return member, claims
