"""Who opened a socket: `scope["listener"]` is the member of the session, or None.

They are who they were until their session ends, which it does when they sign out, or gets another
key, when they switch organization.
"""

import functools
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from django.conf import settings
from django.utils.module_loading import import_string

from accounts import access
from accounts.actions import ORGANIZATION_KEY
from accounts.domain import Member, Permission
from accounts.organizations import admission
from craftify.dynamo.sessions import is_alive
from craftify.errors import CraftifyError, Forbidden, NotFound
from craftify.live.frames import Listener

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


def member_sockets(inner: Application) -> Application:
    """Wrap a socket's application: session, user, listener."""

    async def application(scope: Scope, receive: Any, send: Any) -> None:
        member = await sync_to_async(_member)(scope)
        listener = listener_of(member, functools.partial(_is_current, scope)) if member else None
        await inner({**scope, "listener": listener}, receive, send)

    wrapped: Application = AuthMiddlewareStack(application)
    return wrapped


def listener_of(member: Member, is_current: Callable[[], bool]) -> Listener:
    """A member as one who listens."""
    user = member.user
    return Listener(
        organization_id=member.organization_id,
        user_id=user.id,
        hears_all=member.may(Permission.TEMPLATES_VIEW),
        person={"id": user.id, "name": user.name, "initials": user.initials, "hue": user.hue},
        is_current=sync_to_async(is_current),
        may_enter=sync_to_async(functools.partial(_may_enter, member)),
    )


def _may_enter(member: Member, place: str) -> bool:
    """Whether it is something that the member may see; `settings.LIVE_PLACES` knows who tells."""
    kind = place.partition("_")[0]
    if kind not in settings.LIVE_PLACES:
        return False
    try:
        import_string(settings.LIVE_PLACES[kind])(member, place)
    except CraftifyError:
        return False
    return True


def _member(scope: Scope) -> Member | None:
    user = scope["user"]
    if not user.is_authenticated:
        return None
    try:
        member = access.member(scope["session"].get(ORGANIZATION_KEY, ""), user.pk)
        admission.admit(member, (scope.get("client") or ("",))[0])
    except (NotFound, Forbidden):
        return None
    return member


def _is_current(scope: Scope) -> bool:
    if not is_alive(scope["session"].session_key):
        return False
    member = _member(scope)
    return member is not None and member.user.epoch == scope["user"].person.epoch
