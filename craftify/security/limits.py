"""How many requests a caller may send in 15 minutes, and who is slowed down before (SEC-3, 4).

Who is signed in is counted as a user, everybody else by network address. All of it happens on the
event loop, before a request takes a thread: whoever is made to wait holds none.
"""

import asyncio
import functools
import hashlib
import ipaddress
import math
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.utils.module_loading import import_string

from craftify.dynamo.trouble import refusal_of
from craftify.errors import TooManyRequests
from craftify.security.counting import Count, counters

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]

WINDOW = 15 * 60  # seconds
STEP, LONGEST = 0.5, 20.0  # seconds that each request over half of the allowance adds; the most
KNOWN_FOR = 30.0  # seconds that a credential is believed to be the same caller's
MOST_KNOWN = 20_000

# Set in the scope of a request that is over the limit; `security.hygiene` answers it.
REFUSED = "craftify.refused"
# Beside it, the id of the user who sent too many; "" for nobody known.
SENDER = "craftify.sender"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller may still send; `user` is their id, if they are signed in."""

    limit: int
    used: Count
    user: str = ""

    @property
    def is_over(self) -> bool:
        """Whether this request is one too many."""
        return self.used.count > self.limit

    @property
    def delay(self) -> float:
        """Seconds that this request waits: half a second for each over half of the allowance."""
        return min(LONGEST, STEP * max(0, self.used.count - self.limit // 2))

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """What the answer tells of it."""
        left = max(0, self.limit - self.used.count)
        return rate_headers(self.limit, left, math.ceil(self.used.resets))


def rate_headers(limit: int, left: int, resets: int) -> list[tuple[bytes, bytes]]:
    """`RateLimit-*` of an answer; `resets` is in seconds."""
    return [
        (b"ratelimit-limit", b"%d" % limit),
        (b"ratelimit-remaining", b"%d" % left),
        (b"ratelimit-reset", b"%d" % resets),
        (b"ratelimit-policy", b"%d;w=%d" % (limit, WINDOW)),
    ]


def limited(
    inner: Application, wait: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> Application:
    """Wrap the application: count each request and each opening of a socket, slow down, refuse."""
    known = _Known()

    async def application(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket") or _is_excepted(scope["path"]):
            await inner(scope, receive, send)
            return
        allowance = await _count(scope, known)
        if allowance is None:
            await inner(scope, receive, send)
        elif not allowance.is_over:
            if allowance.delay:
                await wait(allowance.delay)
            await inner(scope, receive, _telling(send, allowance))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        else:
            refused = {**scope, REFUSED: _refusal(allowance), SENDER: allowance.user}
            await inner(refused, receive, _telling(send, allowance))

    return application


async def _count(scope: Scope, known: "_Known") -> Allowance | None:
    """Count the request in hand; None where the settings set no limit."""
    config = settings.CRAFTIFY
    user = await known.user_of(scope)
    group, limit = (
        ("user", config.user_requests_per_15_minutes)
        if user
        else ("anonymous", config.anonymous_requests_per_15_minutes)
    )
    if not limit:
        return None
    used = await counters().aadd(group, user or network_of(scope), WINDOW)
    return Allowance(limit, used, user)


def network_of(scope: Scope) -> str:
    """Whom an anonymous request is counted for: its address, in IPv6 the network of 64 bits.

    Whoever has one address of IPv6 has all that begin alike.
    """
    return network(str((scope.get("client") or ("",))[0]))


@functools.lru_cache(4096)
def network(address: str) -> str:
    """The address as it is counted."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and not parsed.ipv4_mapped:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def _is_excepted(path: str) -> bool:
    return path.startswith(settings.STATIC_URL) or path in settings.LIMITS_EXCEPTED


def _refusal(allowance: Allowance) -> TooManyRequests:
    seconds = max(1, math.ceil(allowance.used.resets))
    return TooManyRequests(
        f"More than {allowance.limit:,} requests came within 15 min. "
        f"Wait {-(-seconds // 60)} min, then try again.",
        retryAfter=seconds,
        limit=allowance.limit,
    )


def _telling(send: Any, allowance: Allowance) -> Any:
    async def telling(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = list(message["headers"])
            # A refusal of a sign-in tells of its own limit.
            if not any(name == b"ratelimit-limit" for name, _ in headers):
                message = {**message, "headers": headers + allowance.headers}
        await send(message)

    return telling


class _Known:
    """Who sent which credential lately, so that only one that is new costs a look at the store.

    A credential that is good for nothing is counted as anonymous: whoever invents one for each
    request gets no allowance for each.
    """

    def __init__(self) -> None:
        self._users: OrderedDict[bytes, tuple[str, float]] = OrderedDict()
        self._look: Callable[[str, str, str], str] = import_string(settings.LIMITS_CALLER)

    async def user_of(self, scope: Scope) -> str:
        """The id of the user whose session or token came with a request; "" for none."""
        session, authorization = _credentials(scope)
        if not session and not authorization:
            return ""
        now = time.monotonic()
        address = str((scope.get("client") or ("",))[0])
        asked = f"{address} {session} {authorization}"
        key = hashlib.blake2b(asked.encode(), digest_size=16).digest()
        user, until = self._users.get(key, ("", 0.0))
        if until <= now:
            try:
                user = await sync_to_async(self._look, thread_sensitive=False)(
                    session, authorization, address
                )
            except Exception as error:
                if refusal_of(error):  # the store is down: the view will say so
                    return ""
                raise
            self._users[key] = user, now + KNOWN_FOR
            self._users.move_to_end(key)
            if len(self._users) > MOST_KNOWN:
                self._users.popitem(last=False)
        return user


_SESSION = re.compile(
    rb"(?:^|;)\s*" + re.escape(settings.SESSION_COOKIE_NAME).encode() + rb"=\"?([^;\"\s]{1,64})"
)


def _credentials(scope: Scope) -> tuple[str, str]:
    session = authorization = ""
    for name, value in scope["headers"]:
        if name == b"authorization":
            authorization = value.decode("latin-1")
        elif name == b"cookie" and (found := _SESSION.search(value)):
            session = found[1].decode("latin-1")
    return session, authorization
