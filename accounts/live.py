"""Who opened a socket: `scope["member"]` is the member of the session, or None."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack

from accounts import access
from accounts.actions import ORGANIZATION_KEY
from accounts.domain import Member
from accounts.models import AuthUser
from craftify.errors import NotFound

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


def member_sockets(inner: Application) -> Application:
    """Wrap a socket's application: session, user, member."""

    async def application(scope: Scope, receive: Any, send: Any) -> None:
        member = await sync_to_async(_member)(scope)
        await inner({**scope, "member": member}, receive, send)

    wrapped: Application = AuthMiddlewareStack(application)
    return wrapped


def _member(scope: Scope) -> Member | None:
    user = scope["user"]
    if not isinstance(user, AuthUser) and not getattr(user, "is_authenticated", False):
        return None
    try:
        return access.member(scope["session"].get(ORGANIZATION_KEY, ""), user.pk)
    except NotFound:
        return None
