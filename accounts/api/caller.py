"""Whose session or token came with a request; asked before it takes a thread of the pool."""

from accounts.api.tokens import bearer
from accounts.domain import Member
from accounts.keys.access import owner
from accounts.keys.domain import SCHEME
from craftify.dynamo import sessions
from craftify.errors import CraftifyError


def caller(session_key: str, authorization: str) -> str:
    """The id of the user, or "" when neither the session nor the header is good for anything.

    It decides whose allowance a request uses (`craftify.security.limits`), and nothing else.
    """
    _, _, token = authorization.partition(" ")
    if token:
        try:
            return _speaker(token.strip()).id
        except CraftifyError:
            return ""
    return sessions.user_of(session_key) if session_key else ""


def _speaker(text: str) -> Member:
    return owner(text)[0] if text.startswith(SCHEME) else bearer(text)
