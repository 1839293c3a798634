"""Whose session, token or key came with a request; asked before it takes a thread of the pool."""

from accounts.api.tokens import bearer
from accounts.keys import access as keys
from accounts.keys.domain import SCHEME
from craftify.dynamo import sessions
from craftify.errors import CraftifyError


def caller(session_key: str, authorization: str, address: str) -> str:
    """The id of the user, or "" when neither the session nor the header is good for anything.

    It decides whose allowance a request uses (`craftify.security.limits`), and nothing else.
    """
    token = authorization.partition(" ")[2].strip()
    if not token:
        return sessions.user_of(session_key) if session_key else ""
    try:
        if token.startswith(SCHEME):
            return keys.speaker(token, address)[0].id
        return bearer(token).id
    except CraftifyError:
        return ""
