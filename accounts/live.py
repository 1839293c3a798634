"""Who opened a socket: `scope["member"]` is the member of the session, or None.

`await scope["is_current"]()` tells whether they still are, in the same session: it ends when they
sign out, and gets another key when they switch organization.
"""

import functools
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack

from accounts import access
from accounts.actions import ORGANIZATION_KEY
from accounts.domain import Member
from craftify.dynamo.sessions import is_alive
from craftify.errors import NotFound

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


def member_sockets(inner: Application) -> Application:
    """Wrap a socket's application: session, user, member."""

    async def application(scope: Scope, receive: Any, send: Any) -> None:
        member = await sync_to_async(_member)(scope)
        is_current = functools.partial(sync_to_async(_is_current), scope)
        await inner({**scope, "member": member, "is_current": is_current}, receive, send)

    wrapped: Application = AuthMiddlewareStack(application)
    return wrapped


def _member(scope: Scope) -> Member | None:
    user = scope["user"]
    if not user.is_authenticated:
        return None
    try:
        return access.member(scope["session"].get(ORGANIZATION_KEY, ""), user.pk)
    except NotFound:
        return None


def _is_current(scope: Scope) -> bool:
    return is_alive(scope["session"].session_key) and _member(scope) is not None
